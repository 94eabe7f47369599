"""How quick it is under load. The figures depend on the machine: they are told, and no test fails by them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.jobs.notes import handler_log
from tests.running_studio import RunningStudio, until
from tests.scale_studio import ScaleStudio
from tests.soak import figures
from tests.soak.figures import Show, at_least, at_most
from tests.soak.studios import COUNT, export, new_story, running

pytestmark = pytest.mark.soak
SECONDS = max(8.0, min(20.0, COUNT / 2))
#: jobs that tell how far they are, one after the other, while sockets listen
TOLD = 4


@pytest.fixture
def studio(mode: str, tmp_path: Path) -> Iterator[RunningStudio]:
    with running(mode, tmp_path / "data") as studio:
        yield studio


@pytest.fixture
def scale(tmp_path: Path) -> Iterator[ScaleStudio]:
    with running("scale", tmp_path / "data") as studio:
        assert isinstance(studio, ScaleStudio)
        yield studio


def seconds_for(studio: RunningStudio, story: str, count: int) -> float:
    begin = time.monotonic()
    for job in [export(studio, story) for _ in range(count)]:
        studio.wait(job, seconds=300)
    return time.monotonic() - begin


@contextmanager
def second_worker(scale: ScaleStudio) -> Iterator[None]:
    """One worker more, from when the others know of it."""
    worker, listed = scale.start_worker(1), 'worker="worker1@test"'
    try:
        until(lambda: listed in requests.get(f"{scale.address}/metrics", timeout=60).text, 180, scale.errors)
        yield
    finally:
        worker.kill()
        worker.wait(10)


@pytest.mark.parametrize("typing", [False, True], ids=["look", "type"])
def test_25_writers(studio: RunningStudio, show: Show, mode: str, typing: bool) -> None:
    write(studio, show, mode, typing)


@pytest.mark.parametrize("typing", [False, True], ids=["look", "type"])
def test_25_writers_of_two_web_processes(tmp_path: Path, show: Show, typing: bool) -> None:
    with running("scale", tmp_path / "data", web=2) as studio:
        write(studio, show, "scale with two web processes", typing)


def write(studio: RunningStudio, show: Show, mode: str, typing: bool) -> None:
    writers = [figures.Writer(studio, number) for number in range(25)]
    reads, writes = figures.at_once(writers, SECONDS, figures.Writer.type if typing else figures.Writer.work)
    rate = round((len(reads) + len(writes)) / SECONDS)
    what = f"25 writers{' who all type' if typing else ''}, {rate} requests a second, {mode}"
    show(at_most(f"{what}: p95 of reads", figures.p95(reads), 150, "ms"))
    show(at_most(f"{what}: p95 of writes", figures.p95(writes), 150, "ms"))


def test_300_sockets(studio: RunningStudio, show: Show, mode: str) -> None:
    story = new_story(studio)
    ages = asyncio.run(figures.listening(studio, story, 300, lambda: [export(studio, story) for _ in range(TOLD)][-1]))
    show(at_most(f"300 sockets, {len(ages)} events, {mode}: p95 of events", figures.p95(ages), 250, "ms"))


def test_cancel_of_what_hangs_to_the_next_first_step(studio: RunningStudio, show: Show, mode: str) -> None:
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
    show(at_most(f"cancel of what hangs, {mode}: until the next first step, longest of {len(took)}", max(took), 5, "s"))


def test_two_workers_against_one(scale: ScaleStudio, show: Show) -> None:
    story, count = new_story(scale), max(6, COUNT // 5)
    seconds_for(scale, story, 1)
    alone = seconds_for(scale, story, count)
    with second_worker(scale):
        together = seconds_for(scale, story, count)
    show(at_least("two workers against one, work that waits", round(alone / together, 2), 1.8))


def test_two_people_are_served_in_turn(scale: ScaleStudio, show: Show) -> None:
    """One who came first with many jobs, and one with few: however many wait, the second waits for one of them."""
    scale.add_account("tom")
    story, count = new_story(scale), 6
    with second_worker(scale), requests.Session() as browser:
        scale.sign_in(browser, "tom")
        many = [export(scale, story) for _ in range(count * 3)]
        theirs = browser.post(f"{scale.address}/api/stories", json={"title": "Tom"}, timeout=20).json()["id"]
        browser.post(f"{scale.address}/api/stories/{theirs}/pages", json={}, timeout=20)
        exporting = f"{scale.address}/api/stories/{theirs}/export"
        few = [browser.post(exporting, json={}, timeout=20).json()["id"] for _ in range(count)]
        lines = f"{scale.address}/api/jobs"
        until(lambda: not browser.get(lines, timeout=20).json(), 120, scale.errors)
        begun = [line.split()[1] for line in handler_log(scale.folder).splitlines() if line.startswith("start")]
        met = len([job for job in begun[: begun.index(few[-1])] if job in many])
        scale.post("/jobs/cancel", {})
    # Two of the many may have begun before anybody else was there; then each of the few waits for one of them.
    show(at_most(f"two people in turn: jobs of the first before {count} of the second were begun", met, count + 3, ""))


@pytest.mark.weights
def test_reading_while_a_character_is_learnt(tmp_path: Path, show: Show) -> None:
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
    what = f"reading while a character is learnt: p95 {during:g} ms over {before:g} ms when idle"
    show(at_most(what, round(during / before, 2), 2, "times"))
