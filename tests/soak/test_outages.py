"""Redis that loses everything and PostgreSQL that is broken off, many times, while there is work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from tests.running_studio import until
from tests.scale_studio import ScaleStudio
from tests.soak.figures import PAUSE, Show, at_most, none, p95
from tests.soak.studios import COUNT, export, new_story, running, times_done

pytestmark = pytest.mark.soak
TIMES = max(2, COUNT // 10)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ScaleStudio]:
    with running("scale", tmp_path / "data", durable=True) as studio:
        assert isinstance(studio, ScaleStudio)
        yield studio


def all_done_once(show: Show, studio: ScaleStudio, story: str, jobs: list[str], what: str) -> None:
    states = [studio.wait(job, seconds=180)["state"] for job in jobs]
    done = times_done(studio, story)
    found = (
        none(f"{what}: jobs lost", len(jobs) - states.count("done")),
        none(f"{what}: jobs finished twice", sum(done[job] > 1 for job in jobs)),
    )
    for figure in found:
        show(figure)
    assert all(figure.held for figure in found), found


def test_redis_wiped(studio: ScaleStudio, show: Show) -> None:
    story, jobs, posts, drained = new_story(studio), list[str](), list[float](), list[float]()
    for _ in range(TIMES):
        jobs += [export(studio, story) for _ in range(2)]
        studio.wait(jobs[-2], "running", "done", seconds=60)
        studio.services.stop_redis()
        for _ in range(2):
            begin = time.perf_counter()
            jobs.append(export(studio, story))
            posts.append(time.perf_counter() - begin)
        studio.services.start_redis()
        begin = time.monotonic()
        for job in jobs[-4:]:
            studio.wait(job, "done", seconds=180)
        drained.append(round(time.monotonic() - begin, 1))
    show(at_most("Redis wiped: p95 of an order while it is away", p95(posts), 200, "ms"))
    show(at_most("Redis wiped: until all four jobs were done after it", max(drained), 60, "s"))
    all_done_once(show, studio, story, jobs, f"Redis wiped {TIMES} times")


def asked_meanwhile(studio: ScaleStudio, accident: Callable[[], None]) -> tuple[set[tuple[int, str | None]], float]:
    """How reads are refused around an accident, and the seconds from its end to a good answer."""
    refused: set[tuple[int, str | None]] = set()
    over = Event()

    def ask() -> bool:
        answer = requests.get(f"{studio.address}/api/jobs", cookies=dict(studio.browser.cookies), timeout=30)
        if not answer.ok:
            refused.add((answer.status_code, answer.headers.get("Retry-After")))
        return answer.ok

    def keep_asking() -> None:
        while not over.wait(PAUSE):
            ask()

    asking = Thread(target=keep_asking)
    asking.start()
    try:
        accident()
        begin = time.monotonic()
        until(ask, 60, studio.errors)
        return refused, round(time.monotonic() - begin, 2)
    finally:
        over.set()
        asking.join()


def test_postgres_broken_off(studio: ScaleStudio, show: Show) -> None:
    story, jobs, back = new_story(studio), list[str](), list[float]()
    refused: set[tuple[int, str | None]] = set()
    for _ in range(TIMES):
        jobs += [export(studio, story) for _ in range(2)]
        studio.wait(jobs[-2], "running", "done", seconds=60)
        ways, seconds = asked_meanwhile(studio, studio.services.restart_postgres)
        refused |= ways
        back.append(seconds)
    others = refused - {(503, "5")}
    show(none(f"PostgreSQL broken off: refusals but 503 with Retry-After {sorted(map(str, others))}", len(others)))
    show(at_most("PostgreSQL broken off: until reads went on after it", max(back), 5, "s"))
    all_done_once(show, studio, story, jobs, f"PostgreSQL broken off {TIMES} times")
    assert not others
