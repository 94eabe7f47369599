"""A disk that is really full: a small file system of the test's own.

Mounting is for root, so `test_full_disk` runs this as root of a namespace of its own.
"""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from jobs import artifacts, leases
from jobs.models import Job
from jobs.services import submit
from jobs.tasks import run
from jobs.work import Work
from tests.jobs.orders import error_of, fresh, order
from tests.running_studio import RunningStudio, until
from tests.soak.studios import export, manage, new_story

MEGABYTE = 1 << 20


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Four megabytes; they go with the namespace."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)], check=True)
    return tmp_path


def write_book(work: Work) -> None:
    """Two megabytes, or none where twice as much as was expected is not free."""
    artifacts.require_room(work.params["expected"])
    artifacts.store(lambda path: path.write_bytes(os.urandom(2 * MEGABYTE)), ".pdf")


def worked_off(user: User, expected: int = 0) -> Job:
    job = submit(user, replace(order(), params={"expected": expected}))
    claimed = leases.claim_next("task")
    assert claimed is not None
    run(claimed)
    return fresh(job)


def test_full_disk_fails_the_job_leaves_nothing_half_and_is_over_at_once(
    writer: User, small: Path, settings: Any
) -> None:
    settings.JOB_HANDLERS = {"export": f"{__name__}.write_book"}
    settings.ARTIFACTS, settings.CHECKPOINTS = small / "artifacts", small / "checkpoints"
    filling = small / "filling"
    assert worked_off(writer).state == "done"
    with filling.open("wb") as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"x" * MEGABYTE)
    failed = worked_off(writer)
    assert (failed.state, error_of(failed)["code"]) == ("failed", "disk_full")
    files = [path for path in settings.ARTIFACTS.rglob("*") if path.is_file()]
    assert [artifacts.intact(path.name) for path in files] == files
    assert len(files) == 1
    filling.unlink()
    assert worked_off(writer).state == "done"


def test_long_work_is_not_begun_without_twice_the_room(writer: User, small: Path, settings: Any) -> None:
    settings.JOB_HANDLERS = {"export": f"{__name__}.write_book"}
    settings.ARTIFACTS, settings.CHECKPOINTS = small / "artifacts", small / "checkpoints"
    failed = worked_off(writer, expected=5 * MEGABYTE // 2)
    assert (failed.state, error_of(failed)["code"]) == ("failed", "disk_full")
    assert not [path for path in settings.ARTIFACTS.rglob("*") if path.is_file()]
    assert worked_off(writer, expected=MEGABYTE).state == "done"


def fill(path: Path) -> None:
    """Until not a byte more fits."""
    with path.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"x" * 4096)


def test_a_whole_studio_goes_on_once_there_is_room_again(tmp_path: Path) -> None:
    """Rows, queue, checkpoints and files on one disk: what was asked for is refused plainly or done later, not lost."""
    folder = tmp_path / "data"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)], check=True)
    with RunningStudio(folder) as studio:
        story = new_story(studio)
        running, waiting = export(studio, story), export(studio, story)
        studio.wait(running, "running")
        fill(folder / "filling")
        pages = f"{studio.address}/api/stories/{story}/pages"
        told = until(lambda: studio.browser.post(pages, json={}, timeout=60).json().get("code"), 60, studio.errors)
        assert told == "disk_full"
        time.sleep(2)  # the work meets it, too
        (folder / "filling").unlink()
        assert studio.browser.post(pages, json={}, timeout=60).status_code == 201
        for job in (running, waiting):
            ended = studio.wait(job, seconds=90)
            if ended["state"] == "failed":  # said plainly, and tried again by who asked for it
                assert ended["error"]["code"] == "disk_full", ended
                studio.post(f"/jobs/{job}/retry")
                ended = studio.wait(job, seconds=90)
            assert ended["state"] == "done", ended
        assert manage(studio, "verify").returncode == 0
