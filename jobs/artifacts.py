"""Files that jobs make, kept under the sha256 of their content: never changed, never half written.

The local folder is the place where work happens. With `S3_URL` it is a cache in front of the bucket, and browsers get
signed addresses of the bucket's own.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from jobs.errors import STORAGE_AWAY, JobFailed

BLOCK = 1 << 20


def store(write: Callable[[Path], object], suffix: str) -> str:
    """Let `write` fill a temporary file and keep it; returns its name ``<sha256><suffix>``.

    The row that mentions the name must be committed after this returns: a file without a row is harmless.
    """
    name = _keep(write, suffix)
    if (bucket := _bucket()) is not None:
        with _reached(), _local(name).open("rb") as file:
            bucket.save(name, File(file))  # also where it is there already: what is young is not swept
    return name


def _keep(write: Callable[[Path], object], suffix: str) -> str:
    folder: Path = settings.ARTIFACTS
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=suffix, prefix=".new-", dir=folder)
    os.close(handle)
    fresh = Path(name)
    try:
        write(fresh)
        return _under_its_sum(fresh, suffix)
    finally:
        fresh.unlink(missing_ok=True)


def require_room(expected: int) -> None:
    """See that twice as many bytes are free as are expected, so that no long work ends for want of room.

    Raises:
        OSError: `ENOSPC` where they are not.
    """
    folder: Path = settings.ARTIFACTS
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < 2 * expected:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


@contextmanager
def staging() -> Iterator[Path]:
    """A folder beside the kept files, for what has to be looked at before any of it is kept. It goes at the end."""
    folder: Path = settings.ARTIFACTS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as name:
        yield Path(name)


def _under_its_sum(fresh: Path, suffix: str) -> str:
    with fresh.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    name = digest + suffix
    target = _local(name)
    target.parent.mkdir(exist_ok=True)
    fresh.replace(target)
    _sync_folder(target.parent)
    return name


def path(name: str) -> Path:
    """The local file of a kept name.

    Raises:
        FileNotFoundError: it is neither here nor in the bucket.
    """
    local = _local(name)
    if not local.exists() and (bucket := _bucket()) is not None:
        _fetch(bucket, name)
    if not local.exists():
        raise FileNotFoundError(name)
    return local


def intact(name: str) -> Path:
    """The local file of a kept name, once its content has been checked against the name.

    Raises:
        FileNotFoundError: it is neither here nor in the bucket.
        ValueError: it holds something else than what was kept.
    """
    local = path(name)
    with local.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != name[:64]:
            raise ValueError(name)
    return local


def check_bucket(name: str) -> None:
    """See that the bucket, where there is one, holds what the name says. Raises as `intact` does."""
    if (bucket := _bucket()) is None:
        return
    digest = hashlib.sha256()
    with _reached(), bucket.open(name) as file:
        for block in file.chunks(BLOCK):
            digest.update(block)
    if digest.hexdigest() != name[:64]:
        raise ValueError(name)


def in_bucket() -> Iterator[tuple[str, datetime]]:
    """Every name in the bucket and since when it has been there; nothing without a bucket."""
    if (bucket := _bucket()) is not None:
        with _reached():
            yield from ((name, bucket.get_modified_time(name)) for name in bucket.listdir("")[1])


def forget(name: str, before: datetime) -> None:
    """Delete a file from the bucket, unless it was kept once more since `before` or is gone already."""
    if (bucket := _bucket()) is not None:
        with _reached():
            if bucket.exists(name) and bucket.get_modified_time(name) < before:
                bucket.delete(name)


def address(name: str, content_type: str, disposition: str | None) -> str | None:
    """A signed address of a kept file, for a few minutes and a browser; `None` where it is to be sent from here."""
    bucket: Any = _bucket()
    if bucket is None:
        return None
    parameters = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition or "inline"}
    return str(bucket.url(name, parameters=parameters))


def _fetch(bucket: Storage, name: str) -> None:
    def copy(target: Path) -> None:
        with _reached(), bucket.open(name) as source, target.open("wb") as file:
            for block in source.chunks(BLOCK):
                file.write(block)

    _keep(copy, name[64:])


@contextmanager
def _reached() -> Iterator[None]:
    """A bucket that does not answer is no fault of the job, which is tried again."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise JobFailed(STORAGE_AWAY, retryable=True) from error


def _local(name: str) -> Path:
    folder: Path = settings.ARTIFACTS
    return folder / name[:2] / name


def _bucket() -> Storage | None:
    return storages["artifacts"] if settings.S3_URL else None


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
