"""The long form of what survives: many kills, posts and restarts. `make soak`; SOAK_COUNT says how many."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests import services
from tests.jobs.notes import handler_log
from tests.running_studio import RunningStudio, until
from tests.scale_studio import ScaleStudio

COUNT = int(os.environ.get("SOAK_COUNT", "100"))
pytestmark = pytest.mark.soak


@pytest.fixture(params=["embedded", "scale"])
def studio(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningStudio]:
    if request.param == "embedded":
        with RunningStudio(tmp_path / "data") as running:
            yield running
        return
    services.require()
    both = services.Services(durable=True)
    try:
        with ScaleStudio(tmp_path / "data", both) as running:
            yield running
    finally:
        both.stop()


@pytest.fixture
def story(studio: RunningStudio) -> str:
    made = str(studio.post("/stories", {"title": "Mia"})["id"])
    studio.post(f"/stories/{made}/pages")
    return made


def export(studio: RunningStudio, story: str) -> str:
    return str(studio.post(f"/stories/{story}/export")["id"])


def report(studio: RunningStudio, jobs: list[str]) -> None:
    """None lost, none finished twice; the figures go to the output."""
    ended = [studio.wait(job, seconds=120) for job in jobs]
    states = [each["state"] for each in ended]
    log = handler_log(studio.folder)
    print(f"\n{len(jobs)} jobs, {states.count('done')} done, at most {max(e['attempt'] for e in ended)} attempts")
    assert states == ["done"] * len(jobs)
    assert [log.count(f"finished {job}") for job in jobs] == [1] * len(jobs)


def test_kills_of_the_worker_child(studio: RunningStudio, story: str) -> None:
    chance, jobs = random.Random(1), []
    for _ in range(COUNT):
        jobs.append(export(studio, story))
        aim = chance.randrange(1, 28)
        until(lambda job=jobs[-1], aim=aim: studio.get(f"/jobs/{job}")["done"] >= aim, 60)  # type: ignore[misc]
        studio.worker().kill()
        studio.wait(jobs[-1], seconds=60)
    report(studio, jobs)


def test_kills_of_everything(studio: RunningStudio, story: str) -> None:
    chance, jobs = random.Random(2), []
    for _ in range(COUNT):
        jobs.append(export(studio, story))
        aim = chance.randrange(1, 28)
        until(lambda job=jobs[-1], aim=aim: studio.get(f"/jobs/{job}")["done"] >= aim, 90)  # type: ignore[misc]
        studio.kill()
        studio.start()
    report(studio, jobs)


def test_parallel_posts_with_one_key(studio: RunningStudio, story: str) -> None:
    cookies, headers = dict(studio.browser.cookies), {**studio.browser.headers, "Idempotency-Key": "one"}

    def post(_: int) -> str:
        address = f"{studio.address}/api/stories/{story}/export"
        answer = requests.post(address, json={}, cookies=cookies, headers=headers, timeout=60)
        return str(answer.json()["id"])

    with ThreadPoolExecutor(40) as browsers:
        jobs = set(browsers.map(post, range(40)))
    assert len(jobs) == 1
    report(studio, list(jobs))


def test_restarts_of_the_services(studio: RunningStudio, story: str) -> None:
    if not isinstance(studio, ScaleStudio):
        pytest.skip("one process has no services")
    jobs: list[str] = []
    for number in range(max(2, COUNT // 5)):  # each of the two every second time
        jobs += [export(studio, story) for _ in range(2)]
        studio.wait(jobs[-2], "running", "done", seconds=60)
        if number % 2:
            studio.services.stop_redis()
            studio.services.start_redis()
        else:
            studio.services.restart_postgres()
        until(lambda: studio.browser.get(f"{studio.address}/api/jobs", timeout=30).ok, 60)
    report(studio, jobs)
