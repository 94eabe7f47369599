"""Stopped for longer than a lease, as a laptop whose lid is closed, or a virtual machine that is moved."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.running_studio import RunningStudio, until
from tests.scale_studio import ScaleStudio
from tests.soak.figures import Show, at_most, none
from tests.soak.studios import export, new_story, reached, running, times_done

pytestmark = pytest.mark.soak


@contextmanager
def asleep(pid: int) -> Iterator[None]:
    """A process and all below it stand still meanwhile."""
    first = psutil.Process(pid)
    family = [first, *first.children(recursive=True)]
    for each in family:
        each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGCONT)


def at_work(studio: RunningStudio, story: str) -> str:
    job = export(studio, story)
    until(lambda: reached(studio, job) >= 3, 180, studio.errors)
    return job


def test_a_laptop_that_slept_goes_on(tmp_path: Path, show: Show) -> None:
    with running("embedded", tmp_path / "data") as studio:
        story = new_story(studio)
        job = at_work(studio, story)
        with asleep(studio.process.pid):
            time.sleep(40)
        studio.browser.close()  # the line is as old as the sleep, and a browser would take a new one
        ended = studio.wait(job, seconds=120)
        found = at_most("a laptop that slept, embedded: attempts at its job", ended["attempt"], 1, "")
        show(found)
        assert (ended["state"], found.held) == ("done", True)


def test_a_worker_that_slept_finishes_nothing_twice(tmp_path: Path, show: Show) -> None:
    """It leads as well, and keeps its lock while it sleeps, until the database ends that."""
    with running("scale", tmp_path / "data") as studio:
        assert isinstance(studio, ScaleStudio)
        story = new_story(studio)
        job = at_work(studio, story)
        with asleep(studio.working[0].pid):
            studio.working.append(studio.start_worker(1))
            begin = time.monotonic()
            assert studio.wait(job, seconds=120)["state"] == "done"
            took = round(time.monotonic() - begin, 1)
        after = [export(studio, story) for _ in range(4)]
        assert [studio.wait(each, seconds=120)["state"] for each in after] == ["done"] * 4
        done = times_done(studio, story)
        twice = none("a worker that slept, scale: jobs finished twice", sum(done[each] > 1 for each in (job, *after)))
        show(at_most("a worker that slept, scale: until another one had done its job", took, 60, "s"))
        show(twice)
        assert twice.held
