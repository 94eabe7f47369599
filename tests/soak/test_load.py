"""How quick it is under load, in figures. They depend on the machine, so they are printed, as JSON, and not judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests import services
from tests.jobs.notes import handler_log
from tests.running_studio import RunningStudio, until
from tests.scale_studio import ScaleStudio
from tests.soak import figures
from tests.soak.test_kills import COUNT, export

pytestmark = pytest.mark.soak
SECONDS = max(8.0, min(20.0, COUNT / 2))


@pytest.fixture(scope="module")
def scale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScaleStudio]:
    services.require()
    both = services.Services()
    try:
        with ScaleStudio(tmp_path_factory.mktemp("scale") / "data", both) as running:
            yield running
    finally:
        both.stop()


@pytest.fixture(params=["embedded", "scale"])
def studio(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningStudio]:
    if request.param == "scale":
        yield request.getfixturevalue("scale")
        return
    with RunningStudio(tmp_path / "data") as running:
        yield running


def new_story(studio: RunningStudio) -> str:
    made = str(studio.post("/stories", {"title": "Mia"})["id"])
    studio.post(f"/stories/{made}/pages")
    return made


def seconds_for(studio: RunningStudio, story: str, count: int) -> float:
    begin = time.monotonic()
    for job in [export(studio, story) for _ in range(count)]:
        studio.wait(job, seconds=300)
    return time.monotonic() - begin


def test_25_writers(studio: RunningStudio) -> None:
    reads, writes = figures.at_once([figures.Writer(studio, number) for number in range(25)], SECONDS)
    rate = round((len(reads) + len(writes)) / SECONDS)
    figures.show(
        f"25 writers, {type(studio).__name__}", p95_read=figures.p95(reads), p95_write=figures.p95(writes), rate=rate
    )


def test_300_sockets(studio: RunningStudio) -> None:
    story = new_story(studio)
    ages = asyncio.run(figures.listening(studio, story, 300, lambda: export(studio, story)))
    figures.show(f"300 sockets, {type(studio).__name__}", p95_event=figures.p95(ages), events=len(ages))


def test_cancel_of_what_hangs_to_the_next_first_step(studio: RunningStudio) -> None:
    story, took = new_story(studio), []
    page = studio.get(f"/stories/{story}")["pages"][0]
    panel = page["panels"][0]["id"]
    studio.patch(f"/panels/{panel}", {"scene": "a fox, on the ice"}, 1)
    for _ in range(max(2, COUNT // 10)):
        job = studio.post(f"/panels/{panel}/render")["id"]
        until(lambda job=job: f"hanging {job}" in handler_log(studio.folder), 60, studio.errors)  # type: ignore[misc]
        behind = export(studio, story)
        begin = time.monotonic()
        studio.post(f"/jobs/{job}/cancel")
        until(lambda job=behind: f"start-at-0 {job}" in handler_log(studio.folder), 60)  # type: ignore[misc]
        took.append(round(time.monotonic() - begin, 2))
        studio.wait(behind)
    figures.show(f"cancel to next first step, {type(studio).__name__}", seconds=took)


def test_two_workers_against_one(scale: ScaleStudio) -> None:
    story, count = new_story(scale), max(6, COUNT // 5)
    alone = seconds_for(scale, story, count)
    second = scale.start_worker(1)
    try:
        listed = 'worker="worker1@test"'
        until(lambda: listed in requests.get(f"{scale.address}/metrics", timeout=10).text, 60, scale.errors)
        together = seconds_for(scale, story, count)
    finally:
        second.kill()
        second.wait(10)
    figures.show(
        "two workers against one", one=round(alone, 2), two=round(together, 2), ratio=round(alone / together, 2)
    )


@pytest.mark.weights
def test_reading_while_a_character_is_learnt(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "data", "storyboard.settings") as studio:
        story = new_story(studio)
        character = studio.post(f"/stories/{story}/characters", {"name": "Mia", "description": "a white fox"})["id"]
        idle = figures.reading(studio, f"/stories/{story}", SECONDS)
        studio.wait(studio.post(f"/characters/{character}/propose", {"count": 4, "seed": 1})["id"], seconds=300)
        candidates: Any = studio.get(f"/stories/{story}")["cast"][0]["candidates"]
        studio.post(f"/characters/{character}/pick", {"candidate": candidates[0]["id"]})
        tuning = studio.post(f"/characters/{character}/tune")["id"]
        until(lambda: studio.get(f"/jobs/{tuning}")["done"] > 0, 300, studio.errors)
        busy = figures.reading(studio, f"/stories/{story}", SECONDS)
        assert studio.get(f"/jobs/{tuning}")["state"] == "running"
        assert figures.holds_torch(studio.worker().pid)
        assert not figures.holds_torch(studio.process.pid)
        studio.post(f"/jobs/{tuning}/cancel")
    before, during = figures.p95(idle), figures.p95(busy)
    figures.show("reading while learning", idle=before, learning=during, ratio=round(during / before, 2))
