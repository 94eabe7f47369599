"""How much a request may bring, counted as it comes; what its header says is believed only when it is too much.

Who brings more than others may has to be signed in, which is asked before a byte of it is read.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error
from django.http import parse_cookie

from characters import pictures
from jobs import session
from jobs.errors import Trouble
from storyboard.lifespan import Application, Receive, Scope, Send
from storyboard.publishing import MAX_ICC

#: Bytes of a request, and of those to some addresses.
LIMIT = 2 * (1 << 20)
LARGER = {
    re.compile(r"^/api/(characters|outfits)/[^/]+/candidates$"): pictures.MOST_BYTES + (1 << 16),
    re.compile(r"^/api/stories/([^/]+/characters/)?unpack$"): settings.PACK_LIMITS["upload"] + (1 << 16),
    re.compile(r"^/api/stories/[^/]+/press$"): MAX_ICC + (1 << 16),
}
#: Seconds between two parts of a request.
PATIENCE = 30.0
#: Larger requests of one person at the same time, in each web process.
AT_ONCE = 2

TOO_BIG = Trouble(
    "too_big", "This is more than can be sent at once.", safe="Nothing was kept of it.", hint="Send less."
)
TOO_SLOW = Trouble(
    "too_slow", "The rest of this request did not come.", safe="Nothing was kept of it.", hint="Try again."
)
TOO_MANY = Trouble(
    "too_many_at_once",
    "Other files of yours are still on their way.",
    safe="Nothing was kept of this one.",
    hint="Wait until one of them has come.",
)


class Unfit(Exception):
    """A request that is not read to its end."""

    def __init__(self, status: int, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.status = status
        self.trouble = trouble


def measured(application: Application) -> Application:
    """`application`, whose requests are cut off with 413 once they are too large and with 408 once they stand still.

    Where more is taken than elsewhere, strangers get a 401 at once, and who brings many at the same time a 429.
    """
    bringing: Counter[str] = Counter()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        limit = limit_of(scope["path"])
        counted = _counting(receive, limit, _declared(scope))
        try:
            if limit <= LIMIT or scope.get("method") == "DELETE":  # which brings nothing
                await application(scope, counted, send)
                return
            with _one_of_few(bringing, await _require_session(scope)):
                await application(scope, counted, send)
        except Unfit as unfit:
            await _answer(send, unfit)

    return guarded


def limit_of(path: str) -> int:
    """Bytes that a request to an address may bring."""
    return next((limit for pattern, limit in LARGER.items() if pattern.match(path)), LIMIT)


@contextmanager
def _one_of_few(bringing: Counter[str], person: str) -> Iterator[None]:
    if bringing[person] >= AT_ONCE:
        raise Unfit(429, TOO_MANY)
    bringing[person] += 1
    try:
        yield
    finally:
        bringing[person] -= 1
        bringing += Counter()  # without those who bring nothing any more


async def _require_session(scope: Scope) -> str:
    """Who brings it."""
    cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    with suppress(Error):  # the database is away, which the application says in its own words
        user = await database_sync_to_async(session.still_signed_in)(key)
        if user is None:
            raise Unfit(401, session.NO_SESSION)
        return str(user.pk)
    return key or ""


def _declared(scope: Scope) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"0")
    return int(given) if given.isdigit() else 0


def _counting(receive: Receive, limit: int, declared: int) -> Receive:
    taken, more = 0, True

    async def counted() -> MutableMapping[str, Any]:
        nonlocal taken, more
        if not more:
            return await receive()  # the wait for the other side to hang up, which may be long
        if declared > limit:
            raise Unfit(413, TOO_BIG)
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise Unfit(408, TOO_SLOW) from None
        taken += len(message.get("body", b""))
        more = bool(message.get("more_body", False))
        if taken > limit:
            raise Unfit(413, TOO_BIG)
        return message

    return counted


async def _answer(send: Send, unfit: Unfit) -> None:
    body = json.dumps(unfit.trouble.body()).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    headers += [(b"retry-after", b"5")] if unfit.status == 429 else []
    await send({"type": "http.response.start", "status": unfit.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
