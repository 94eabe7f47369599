"""Files that people bring: kept apart until a job has looked at them, and gone afterwards.

They lie in the data folder, which web processes and workers share.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from jobs.errors import DISK_FULL, Refused, Trouble

BLOCK = 1 << 18
#: bytes that stay free on the disk, so that what was made can still be saved
RESERVE = 64 << 20


def receive(read: Callable[[int], bytes], limit: int) -> str:
    """Keep what `read` gives, block by block; returns the name that it is kept under.

    Args:
        read: gives up to so many bytes, and nothing at the end.
        limit: most bytes; they are counted, whatever was announced.

    Raises:
        Refused: 413 for more bytes, 507 where the disk has no room. Nothing is kept then.
    """
    name = uuid.uuid4().hex
    target = path(name)
    require_room()
    try:
        _copy(read, target, limit)
    except BaseException:
        discard(name)
        raise
    return name


def require_room() -> None:
    """Make the folder of uploads, and see that more than the reserve is free on its disk.

    Raises:
        Refused: 507 where it is not.
    """
    folder: Path = settings.UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free < RESERVE:
        raise Refused(507, DISK_FULL)


def _copy(read: Callable[[int], bytes], target: Path, limit: int) -> None:
    count = 0
    with target.open("wb") as file:
        while block := read(BLOCK):
            count += len(block)
            if count > limit:
                raise Refused(413, _too_large(limit))
            require_room()
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _too_large(limit: int) -> Trouble:
    message = f"This file is larger than {limit >> 20} MB, the most that is taken here."
    return Trouble("too_large", message, safe="Nothing was changed.", hint="Choose a smaller file.")


def path(name: str) -> Path:
    """Where an upload lies, or would lie."""
    folder: Path = settings.UPLOADS
    return folder / name


def discard(name: str) -> None:
    """Let go of an upload, also of one that is gone."""
    path(name).unlink(missing_ok=True)
