"""What survives: many kills, and many requests with one key."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.jobs.handlers import UNITS
from tests.jobs.notes import starts
from tests.running_studio import RunningStudio, until
from tests.soak.figures import Show, at_least, none
from tests.soak.studios import COUNT, export, new_story, reached, running, times_done

pytestmark = pytest.mark.soak


@pytest.fixture
def studio(mode: str, tmp_path: Path) -> Iterator[RunningStudio]:
    with running(mode, tmp_path / "data", durable=True) as studio:
        yield studio


@pytest.fixture
def story(studio: RunningStudio) -> str:
    return new_story(studio)


def killed(studio: RunningStudio, story: str, chance: random.Random, kill: Callable[[], None]) -> tuple[str, int]:
    """A job that was killed on its way, and what its checkpoint said before."""
    job, aim = export(studio, story), chance.randrange(1, UNITS - 2)
    until(lambda: reached(studio, job) >= aim, 120, studio.errors)
    kept = reached(studio, job)
    kill()
    return job, kept


def report(show: Show, studio: RunningStudio, story: str, kept: dict[str, int], what: str) -> None:
    """None lost, none finished twice, each resumed where its checkpoint was."""
    ended = {job: studio.wait(job, seconds=180) for job in kept}
    done = times_done(studio, story)
    interrupted = {job: starts(studio.folder, job) for job, each in ended.items() if each["attempt"] > 1}
    behind = [job for job, begins in interrupted.items() if len(begins) > 1 and int(begins[1]) < kept[job]]
    found = (
        none(f"{what}: jobs lost", sum(each["state"] != "done" for each in ended.values())),
        none(f"{what}: jobs finished twice", sum(done[job] > 1 for job in ended)),
        none(f"{what}: jobs that began before their checkpoint", len(behind)),
        at_least(f"{what}: jobs that were interrupted at work", len(interrupted), 0.8 * len(kept)),
    )
    for figure in found:
        show(figure)
    assert all(figure.held for figure in found), found


def test_kills_of_the_worker_child(studio: RunningStudio, story: str, show: Show, mode: str) -> None:
    chance, kept = random.Random(1), {}
    for _ in range(COUNT):
        job, at = killed(studio, story, chance, lambda: studio.worker().kill())
        kept[job] = at
        studio.wait(job, seconds=120)
    report(show, studio, story, kept, f"{COUNT} kills of the worker child, {mode}")


def test_kills_of_everything(studio: RunningStudio, story: str, show: Show, mode: str) -> None:
    chance, kept = random.Random(2), {}
    for _ in range(COUNT):
        job, at = killed(studio, story, chance, studio.kill)
        kept[job] = at
        studio.start()
    report(show, studio, story, kept, f"{COUNT} kills of everything, {mode}")


def test_parallel_posts_with_one_key(studio: RunningStudio, story: str, show: Show, mode: str) -> None:
    cookies, headers = dict(studio.browser.cookies), {**studio.browser.headers, "Idempotency-Key": "one"}

    def post(_: int) -> str:
        address = f"{studio.address}/api/stories/{story}/export"
        answer = requests.post(address, json={}, cookies=cookies, headers=headers, timeout=60)
        return str(answer.json()["id"])

    with ThreadPoolExecutor(40) as browsers:
        jobs = set(browsers.map(post, range(40)))
    studio.wait(next(iter(jobs)), seconds=60)
    found = none(f"40 requests at once with one key, {mode}: jobs too many", len(jobs) - 1)
    show(found)
    assert found.held
