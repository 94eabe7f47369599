"""The studios that long tests run on, in both modes, and what they ask of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import services
from tests.jobs.handlers import UNITS
from tests.running_studio import ROOT, RunningStudio
from tests.scale_studio import ScaleStudio

#: how often each accident happens
COUNT = int(os.environ.get("SOAK_COUNT", "100"))
MODES = ("embedded", "scale")


@contextmanager
def running(
    mode: str, folder: Path, settings: str | None = None, *, durable: bool = False, web: int = 1
) -> Iterator[RunningStudio]:
    """A studio in one of the modes.

    Args:
        settings: its settings module; left out, that of the tests with small handlers.
        durable: whether its database writes as in earnest.
        web: how many processes its web server has, on a network.
    """
    if mode == "embedded":
        with RunningStudio(folder, settings or "tests.studio_settings") as studio:
            yield studio
        return
    services.require()
    both = services.Services(durable=durable)
    try:
        with ScaleStudio(folder, both, settings=settings or "tests.scale_settings", web=web) as studio:
            yield studio
    finally:
        both.stop()


def manage(studio: RunningStudio, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a management command on the studio's data."""
    environment = studio.environment() if isinstance(studio, ScaleStudio) else dict(os.environ)
    own = {"STORY_DATA": str(studio.folder), "DJANGO_SETTINGS_MODULE": studio.settings}
    whole = [sys.executable, "manage.py", *command]
    return subprocess.run(whole, cwd=ROOT, env=environment | own, capture_output=True, text=True, check=False)


def new_story(studio: RunningStudio) -> str:
    """A story with one page, of which books can be made."""
    made = str(studio.post("/stories", {"title": "Mia"})["id"])
    studio.post(f"/stories/{made}/pages")
    return made


def export(studio: RunningStudio, story: str) -> str:
    """A job that counts: one that waits all the time, for a second and a half."""
    return str(studio.post(f"/stories/{story}/export")["id"])


def reached(studio: RunningStudio, job: str) -> int:
    """How many units are in a counting job's checkpoint, which is written after each."""
    try:
        return int((studio.folder / "checkpoints" / f"{job}.checkpoint").read_text())
    except FileNotFoundError:
        return UNITS if studio.get(f"/jobs/{job}")["state"] == "done" else 0


def times_done(studio: RunningStudio, story: str) -> Counter[str]:
    """How often a story was told that a job is done: by events, which commit with what they tell of."""
    since, done = 0, Counter[str]()
    while events := studio.get(f"/stories/{story}/events?since={since}")["events"]:
        since = events[-1]["seq"]
        done.update(each["job"]["id"] for each in events if each["job"] and each["job"]["state"] == "done")
    return done
