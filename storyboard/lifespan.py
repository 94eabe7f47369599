"""Starts and stops the embedded worker with the server, by ASGI's lifespan protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Companion(Protocol):
    """What lives exactly as long as the server."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None: ...

    def stop(self, loop: asyncio.AbstractEventLoop) -> None: ...


def accompanied(application: Application, companion: Companion) -> Application:
    """`application`, with `companion` started before the first request and stopped after the last."""

    async def lifespan(receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        await receive()
        companion.start(loop)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        companion.stop(loop)
        await send({"type": "lifespan.shutdown.complete"})

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        else:
            await application(scope, receive, send)

    return whole
