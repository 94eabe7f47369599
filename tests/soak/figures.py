"""Measuring from outside: how long answers and events take, and how a long test tells what it found."""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import psutil
import requests
from websockets.asyncio.client import connect

from tests.running_studio import RunningStudio

#: pauses between two questions of somebody who waits for something to come back
PAUSE = 0.05
#: after how long without a key the editor saves (`saving/queue.ts`), and reads again after changes of its own
#: (`api/readings.ts`)
SAVED, LATER = 0.8, 5.0


class Figure(NamedTuple):
    """One row of the table: what was measured, what was found, what it should be, and whether it is so."""

    what: str
    found: str
    target: str
    held: bool


Show = Callable[[Figure], None]


def as_property(figure: Figure) -> tuple[str, str]:
    """For pytest's `record_property`, from where `tests.soak` takes it."""
    return "figure", json.dumps(figure._asdict())


def at_most(what: str, found: float, limit: float, unit: str) -> Figure:
    """A figure that should be small."""
    return Figure(what, f"{found:g} {unit}".rstrip(), f"at most {limit:g} {unit}".rstrip(), found <= limit)


def at_least(what: str, found: float, limit: float, unit: str = "") -> Figure:
    """A figure that should be large."""
    return Figure(what, f"{found:g} {unit}".rstrip(), f"at least {limit:g} {unit}".rstrip(), found >= limit)


def none(what: str, found: int) -> Figure:
    """A count of what may not happen."""
    return Figure(what, str(found), "0", found == 0)


def p95(seconds: Sequence[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return round(sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1] * 1000, 1)


def timed(ask: Callable[[], requests.Response]) -> float:
    """Seconds until a good answer."""
    begin = time.perf_counter()
    answer = ask()
    assert answer.ok, answer.text
    return time.perf_counter() - begin


def reading(studio: RunningStudio, path: str, seconds: float) -> list[float]:
    """One reader's waits for the same address."""
    end, waits = time.monotonic() + seconds, []
    while time.monotonic() < end:
        waits.append(timed(lambda: studio.browser.get(f"{studio.address}/api{path}", timeout=20)))
        time.sleep(PAUSE)
    return waits


class Writer:
    """A browser of its own with a story of its own. Like every browser it keeps a story and asks if it is the same."""

    def __init__(self, studio: RunningStudio, number: int) -> None:
        self._address, self._browser = f"{studio.address}/api", requests.Session()
        self._browser.headers.update(studio.browser.headers)
        self._browser.cookies.update(studio.browser.cookies)
        self._story = studio.post("/stories", {"title": f"Story {number}"})["id"]
        self._page = studio.post(f"/stories/{self._story}/pages")
        self._tag = ""
        self.reads: list[float] = []
        self.writes: list[float] = []

    def _read(self) -> None:
        self.reads.append(timed(self._ask))

    def _ask(self) -> requests.Response:
        kept = {"If-None-Match": self._tag} if self._tag else {}
        answer = self._browser.get(f"{self._address}/stories/{self._story}", headers=kept, timeout=30)
        self._tag = answer.headers.get("ETag", "")
        return answer

    def _write(self) -> None:
        revision = self._page["revision"]
        begin = time.perf_counter()
        answer = self._browser.patch(
            f"{self._address}/pages/{self._page['id']}",
            json={"text": f"Version {revision}."},
            headers={"If-Match": str(revision)},
            timeout=30,
        )
        assert answer.ok, answer.text
        self.writes.append(time.perf_counter() - begin)
        self._page = answer.json()

    def forget(self) -> None:
        """Begin to count."""
        self.reads.clear()
        self.writes.clear()

    def work(self, seconds: float) -> None:
        """About four things a second, of which every tenth is a change of a page."""
        end, turn = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            self._write() if turn % 10 == 3 else self._read()
            turn += 1
            time.sleep(0.2)

    def type(self, seconds: float) -> None:
        """As often as the editor saves at most, and how often it reads a story again that nobody else changes."""
        end, read = time.monotonic() + seconds, time.monotonic() + LATER
        while time.monotonic() < end:
            self._write()
            time.sleep(SAVED)
            if time.monotonic() >= read:
                self._read()
                read = time.monotonic() + LATER


def at_once(
    writers: Sequence[Writer], seconds: float, work: Callable[[Writer, float], None] = Writer.work
) -> tuple[list[float], list[float]]:
    """The waits of all while all are there, for reads and for writes.

    They begin one after the other: people do not sit down in the same instant, and whose windows were opened in one
    would all read their stories again in one, too, every `LATER` seconds.
    """

    def begin(place: int) -> None:
        late = LATER * place / len(writers)
        time.sleep(late)
        work(writers[place], LATER - late + seconds)

    def count() -> None:
        for writer in writers:
            writer.forget()

    threading.Timer(LATER, count).start()
    with ThreadPoolExecutor(len(writers)) as threads:
        list(threads.map(begin, range(len(writers))))
    return [s for w in writers for s in w.reads], [s for w in writers for s in w.writes]


async def listening(studio: RunningStudio, story: str, count: int, begin: Callable[[], str]) -> list[float]:
    """Open sockets, begin something that tells when it was told, and listen until its last job is done.

    Args:
        begin: puts jobs in line; returns the last one.

    Returns:
        Seconds from telling to hearing, per event and socket.
    """
    cookies = "; ".join(f"{name}={value}" for name, value in studio.browser.cookies.items())
    address = studio.address.replace("http", "ws") + f"/ws/stories/{story}/?since=0"
    headers = {"Cookie": cookies, "Origin": studio.address}
    ages: list[float] = []
    last: list[str] = []

    async def listen() -> None:
        await opening.acquire()
        async with connect(address, additional_headers=headers, proxy=None, open_timeout=60) as socket:
            async for line in socket:
                told, now = json.loads(line), time.time()
                if told["type"] == "hello":
                    opening.release()
                    opened.release()
                elif told["type"] == "progress":
                    ages.append(now - float(told["step"].rpartition(" ")[2]))
                elif told["type"] == "event" and _is_end(told, last):
                    return

    # Not all at once: that would measure how long a slow machine takes to open hundreds. One that fails ends all.
    opening, opened = asyncio.Semaphore(20), asyncio.Semaphore(0)
    async with asyncio.timeout(600), asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(listen())
        for _ in range(count):
            await opened.acquire()
        last.append(await asyncio.to_thread(begin))
    return ages


def _is_end(told: dict[str, dict[str, str] | None], last: list[str]) -> bool:
    job = told["job"]
    return job is not None and job["state"] == "done" and job["id"] in last


def holds_torch(process: int) -> bool:
    """Whether a process has torch in its memory."""
    return any("libtorch" in mapping.path for mapping in psutil.Process(process).memory_maps())
