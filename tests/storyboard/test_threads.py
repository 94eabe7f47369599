"""Threads that serve requests one after the other, with a line to the database each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

from jobs import uploads
from jobs.errors import DISK_FULL
from storyboard import threads
from storyboard.intake import Unfit
from storyboard.threads import served
from tests.running_studio import until

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]
Served = Callable[..., Awaitable[Any]]


def here() -> tuple[int, object]:
    """This thread and its line, after a question."""
    close_old_connections()  # as Django does at both ends of a request
    connection.ensure_connection()
    return threading.get_ident(), connection.connection


async def ask(application: Served, question: Callable[[], Any]) -> Any:
    """What a question finds within a request."""
    return await application({"question": question}, None, None)


@pytest.fixture
def application() -> Served:
    found: list[Any] = []

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        found.append([await sync_to_async(scope["question"])() for _ in range(2)])

    within = served(answering)

    async def whole(scope: Any, receive: Any, send: Any) -> Any:
        await within(scope, receive, send)
        first, second = found.pop()
        assert first == second
        return first

    return whole


async def test_requests_one_after_the_other_have_one_thread_and_one_line(application: Served) -> None:
    first, second = [await ask(application, here) for _ in range(2)]
    assert first == second
    assert first[0] != threading.get_ident()


async def test_requests_at_once_have_a_thread_each_and_the_spare_ones_end(
    application: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "WAITING", 1)
    meeting = threading.Barrier(3)

    def meet() -> threading.Thread:
        meeting.wait(20)
        return threading.current_thread()

    found = set(await asyncio.gather(*(ask(application, meet) for _ in range(3))))
    assert len(found) == 3
    await asyncio.to_thread(until, lambda: sum(each.is_alive() for each in found) == 1, 20)
    assert (await ask(application, threading.current_thread)) in found


async def test_a_request_whose_browser_went_away_keeps_nobody_waiting(application: Served) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def stand_still() -> int:
        begun.set()
        go_on.wait(20)
        return threading.get_ident()

    left = asyncio.create_task(ask(application, stand_still))
    await asyncio.to_thread(begun.wait, 20)
    left.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.wait_for(left, 0.1)
    assert await asyncio.wait_for(ask(application, threading.get_ident), 20)
    go_on.set()


def parts(*sizes: int) -> threads.Parts:
    """A request of so many bytes in each part."""
    messages = [{"type": "http.request", "body": bytes(size), "more_body": True} for size in sizes]
    messages[-1]["more_body"] = False

    async def receive() -> Mapping[str, Any]:
        return messages.pop(0)

    return receive


def lies_in(folder: Path, descriptor: int) -> bool:
    """Whether an open file that has no name any more is of this folder."""
    return Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(folder)


async def test_a_large_body_lies_in_the_data_folder(settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = tmp_path / "uploads", 100
    body = await threads.Handler().read_body(parts(60, 60))
    assert len(body.read()) == 120
    assert lies_in(settings.UPLOADS, body.fileno())
    body.close()


@pytest.mark.parametrize("sizes", [(60, 60), (60, 9000)], ids=["at the end", "on the way"])
async def test_a_body_that_finds_no_room_is_told_so(monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...]) -> None:
    monkeypatch.setattr(threads, "SpooledTemporaryFile", lambda *_, **__: Path("/dev/full").open("w+b"))  # noqa: SIM115
    with pytest.raises(Unfit) as unfit:
        await threads.Handler().read_body(parts(*sizes))
    assert (unfit.value.status, unfit.value.trouble) == (507, DISK_FULL)


async def test_a_large_body_leaves_the_reserve_alone(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOADS, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = tmp_path / "uploads", 100
    monkeypatch.setattr(uploads, "RESERVE", 1 << 60)
    (await threads.Handler().read_body(parts(60, 40))).close()
    with pytest.raises(Unfit) as unfit:
        await threads.Handler().read_body(parts(60, 41))
    assert unfit.value.status == 507
    assert settings.UPLOADS.stat().st_mode & 0o777 == 0o700
