"""Files that strangers bring: nothing of them is stored, read or asked for elsewhere, and it is said why."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import ImageCms

from characters.models import Candidate, Card, Character, Proposal
from jobs import artifacts
from jobs.errors import STORAGE_AWAY, JobFailed
from jobs.models import Job
from storyboard import verifying
from storyboard.models import CastMember, Page, Panel, Picture, Story
from storyboard.publishing.press import PRESS_ICC
from tests.drawing import get, new_story, work_off
from tests.storyboard.packing.crafted_contents import crafted_contents
from tests.storyboard.packing.crafted_zips import crafted_zips
from tests.storyboard.packing.files import bring, opened
from tests.storyboard.packing.whole import ACTOR, OUTSIDE, good, zipped

pytestmark = pytest.mark.django_db(transaction=True)

#: small enough that a file over each of them is made in no time
LIMITS = {
    "upload": 8 << 20, "files": 200, "unpacked": 8 << 20, "contents": 2 << 20, "file": 1 << 20, "pixels": 1_000_000,
}  # fmt: skip
ROWS = (Story, Page, Panel, Picture, CastMember, Character, Proposal, Candidate, Card)
_watched: list[tuple[str, Any]] | None = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched is not None and event in ("open", "socket.connect", "os.remove", "os.rename", "os.link", "os.symlink"):
        _watched.append((event, arguments[:1] + arguments[2:3]))


sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """What this process opens and connects to meanwhile (PEP 578)."""
    global _watched
    _watched = []
    yield _watched
    _watched = None


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.PACK_LIMITS = LIMITS


def _stored(folder: Path) -> tuple[list[int], list[Path]]:
    return [model._default_manager.count() for model in ROWS], sorted(
        each for each in folder.rglob("*") if each.is_file()
    )


def test_the_file_that_the_others_are_made_of_is_opened(client: Client) -> None:
    job = opened(client, zipped(*good()))
    assert (job.state, job.error) == ("done", None)
    assert get(client, f"/stories/{job.subject_id}")["cast"][0]["state"] == "ready"
    assert Card.objects.get().model == ACTOR.header.model


def test_a_file_that_another_program_packed_again_is_opened(client: Client) -> None:
    assert opened(client, zipped(*good(), method=8)).state == "done"


def _with_press(icc: bytes, name: str = "Artifex CMYK SWOP Profile") -> bytes:
    """The good story with an ICC profile."""
    contents, files = good()
    file = f"profiles/{sha256(icc).hexdigest()}.icc"
    return zipped(contents | {"press": {"name": name, "file": file}}, files | {file: icc})


def test_an_icc_profile_in_it_is_looked_at_as_one_that_is_given(client: Client, tmp_path: Path) -> None:
    icc = PRESS_ICC.read_bytes()
    assert opened(client, _with_press(icc)).state == "done"
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    wrong = {
        "no ICC": _with_press(icc[:-1]),
        "for a screen": _with_press(screen),
        "larger than a pack": _with_press(icc + bytes(LIMITS["file"])),
        "another name": _with_press(icc, "FOGRA39"),
        "nothing in it belongs": zipped(good()[0], good()[1] | {f"profiles/{sha256(icc).hexdigest()}.icc": icc}),
    }
    before = _stored(tmp_path)
    for said, data in wrong.items():
        assert said in _refused(client, data)["message"]
        assert _stored(tmp_path) == before, said


def test_crafted_files_store_nothing_and_say_why(client: Client, settings: Any, tmp_path: Path) -> None:
    new_story(client)
    before = _stored(tmp_path)
    seen = 0
    with watched() as events:
        for what, data in (*crafted_zips(), *crafted_contents()):
            seen += 1
            trouble = _refused(client, data)
            assert trouble["code"] in ("pack_damaged", "too_large"), (what, trouble)
            assert trouble["safe"] == "Nothing was changed.", what
            assert len(trouble["message"]) < 600, (what, trouble)
            assert _stored(tmp_path) == before, what
    assert seen >= 200
    assert not [each for each in events if each[0] == "socket.connect"]
    assert not [each for each in events if OUTSIDE in str(each) or "passwd" in str(each)]
    assert not _written_outside(events, tmp_path)


def _written_outside(events: list[tuple[str, Any]], inside: Path) -> list[Any]:
    """Files opened to be written anywhere else than in the data folder."""
    writing = 0o3 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
    return [
        each
        for event, each in events
        if event == "open" and len(each) > 1 and isinstance(each[1], int) and each[1] & writing
        and isinstance(each[0], str) and not each[0].startswith((str(inside), "/dev/null"))
        and "__pycache__" not in each[0]
    ]  # fmt: skip


def _refused(client: Client, data: bytes) -> Any:
    """What is said about a file that is not opened, at the door or by the job."""
    answer = bring(client, data)
    if answer.status_code != 202:
        assert answer.status_code in (413, 422), answer.content
        return answer.json()
    work_off()
    job = Job.objects.get(pk=answer.json()["id"])
    assert job.state == "failed"
    return job.error


def test_a_file_over_the_limit_is_cut_off_by_counting(client: Client, settings: Any) -> None:
    answer = bring(client, zipped(*good()) + b"\0" * (9 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert list(settings.UPLOADS.iterdir()) == []


def test_who_has_no_quota_left_is_told_before_the_file_is_read(client: Client, settings: Any) -> None:
    settings.JOB_QUOTAS = {"queued": 0}
    answer = bring(client, zipped(*good()))
    assert answer.status_code == 429
    assert not settings.UPLOADS.exists()


def test_nothing_is_left_where_the_rows_cannot_be_written(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours in the middle: no half story. What was kept without a row goes with the sweep."""
    before = [model._default_manager.count() for model in ROWS]

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the last table")

    monkeypatch.setattr("storyboard.packing.unpacker.Picture.objects.bulk_create", fail)
    job = opened(client, zipped(*good()))
    assert (job.state, job.error["code"]) == ("failed", "internal")  # type: ignore[index]
    assert [model._default_manager.count() for model in ROWS] == before
    for path in (*settings.ARTIFACTS.rglob("*"), *settings.UPLOADS.iterdir()):
        os.utime(path, (0, 0))
    assert verifying.sweep(verifying.look()) > 0
    assert not [path for path in (*settings.ARTIFACTS.rglob("*"), *settings.UPLOADS.iterdir()) if path.is_file()]


def test_a_file_is_opened_once_the_bucket_is_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    store, away = artifacts.store, [True]

    def once(write: Callable[[Path], object], suffix: str) -> str:
        if away:
            away.clear()
            raise JobFailed(STORAGE_AWAY, retryable=True)
        return store(write, suffix)

    monkeypatch.setattr(artifacts, "store", once)
    job = opened(client, zipped(*good()))
    assert (job.state, job.attempt) == ("done", 2), job.error
