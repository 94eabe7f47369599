"""Requests are measured as they come, whatever they say about themselves."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from jobs import session
from storyboard import intake

ADOPT = "/api/characters/00000000-0000-0000-0000-000000000001/candidates"


async def reading(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads its request to the end, as Django does."""
    taken, more = 0, True
    while more:
        message = await receive()
        taken, more = taken + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(taken).encode()})


class Sender:
    """A client that sends parts of `size` bytes; `parts` of them, and then nothing at all if it `stalls`."""

    def __init__(
        self, size: int, parts: int, declared: int | None = None, *, stalls: bool = False, cookie: str = ""
    ) -> None:
        self.size, self.parts, self.declared, self.stalls, self.cookie = size, parts, declared, stalls, cookie
        self.sent = 0
        self.answers: list[Any] = []

    async def receive(self) -> Any:
        if self.stalls and self.sent == self.parts:
            await asyncio.sleep(3600)
        self.sent += 1
        more = self.stalls or self.sent < self.parts
        return {"type": "http.request", "body": bytes(self.size), "more_body": more}

    async def send(self, message: Any) -> None:
        self.answers.append(message)

    async def to(self, path: str, application: Any = None) -> int:
        headers = [] if self.declared is None else [(b"content-length", str(self.declared).encode())]
        headers += [(b"cookie", self.cookie.encode())] if self.cookie else []
        scope = {"type": "http", "path": path, "headers": headers}
        await (application or intake.measured(reading))(scope, self.receive, self.send)
        status: int = self.answers[0]["status"]
        return status


@pytest.fixture
def cookie(transactional_db: None, client: Client) -> str:
    """Of somebody who is signed in."""
    name = settings.SESSION_COOKIE_NAME
    return f"theme=dark; {name}={client.cookies[name].value}"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "parts", "status"),
    [("/api/stories", 2, 200), ("/api/stories", 4, 413), (ADOPT, 19, 200), (ADOPT, 24, 413), ("/login", 4, 413)],
)
async def test_the_bytes_are_counted(cookie: str, path: str, parts: int, status: int) -> None:
    for declared in (None, 10):  # sent in chunks, or with a length that is a lie
        sender = Sender(1 << 20, parts, declared, cookie=cookie)
        assert await sender.to(path) == status
        assert sender.sent <= intake.limit_of(path) // (1 << 20) + 1


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "path",
    [ADOPT, ADOPT.replace("characters", "outfits"), "/api/stories/unpack", f"/api/stories/{uuid.UUID(int=1)}/press"],
)
async def test_nothing_large_is_read_of_strangers(path: str) -> None:
    for cookie in ("", f"{settings.SESSION_COOKIE_NAME}=invented"):
        sender = Sender(1 << 20, 300, cookie=cookie)
        assert await sender.to(path) == 401
        assert sender.sent == 0
        assert json.loads(sender.answers[1]["body"])["code"] == "no_session"


@pytest.mark.asyncio
async def test_nobody_brings_many_large_ones_at_once(cookie: str) -> None:
    arrived, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        arrived.release()
        await go_on.wait()
        await reading(scope, receive, send)

    application = intake.measured(slow)
    senders = [Sender(10, 1, cookie=cookie) for _ in range(intake.AT_ONCE)]
    coming = [asyncio.create_task(sender.to(ADOPT, application)) for sender in senders]
    for _ in senders:
        await arrived.acquire()
    one_more = Sender(10, 1, cookie=cookie)
    assert await one_more.to(ADOPT, application) == 429
    assert one_more.sent == 0
    assert (b"retry-after", b"5") in one_more.answers[0]["headers"]
    go_on.set()
    assert await asyncio.gather(*coming) == [200] * intake.AT_ONCE
    assert await Sender(10, 1, cookie=cookie).to(ADOPT, application) == 200


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_database_that_is_away_is_said_by_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "still_signed_in", mock.Mock(side_effect=OperationalError))
    assert await Sender(1 << 20, 1).to(ADOPT) == 200


@pytest.mark.asyncio
async def test_a_length_over_the_limit_is_refused_unread() -> None:
    sender = Sender(1 << 20, 4, 3_000_000_000)
    assert await sender.to("/api/stories") == 413
    assert sender.sent == 0
    assert json.loads(sender.answers[1]["body"])["code"] == "too_big"


@pytest.mark.asyncio
async def test_one_that_stands_still_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.05)
    sender = Sender(10, 1, stalls=True)
    assert await sender.to("/api/stories") == 408
    assert json.loads(sender.answers[1]["body"])["code"] == "too_slow"


@pytest.mark.asyncio
async def test_the_wait_for_the_other_side_to_hang_up_has_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.01)
    ended: list[str] = []

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        ended.append((await receive())["type"])

    messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": b""}]

    async def receive() -> Any:
        await asyncio.sleep(0.05 if len(messages) == 1 else 0)
        return messages.pop()

    async def send(message: Any) -> None:
        ended.append(message["type"])

    await intake.measured(waiting)({"type": "http", "path": "/", "headers": []}, receive, send)
    assert ended == ["http.disconnect"]
