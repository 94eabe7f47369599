"""Threads that serve one request after the other, and keep their line to the database open for the next one.

Django has a new thread for each request, and a thread has a line of its own, which costs more than most questions.
"""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobs import database, uploads
from jobs.errors import DISK_FULL, Refused
from storyboard.intake import Unfit
from storyboard.lifespan import Application, Receive, Scope, Send

Parts = Callable[[], Awaitable[Mapping[str, Any]]]
#: threads that wait for a request; more of them come and go with the load
WAITING = 8


class Thread(ThreadPoolExecutor):
    """One thread, which does what it is given in turn."""

    def __init__(self) -> None:
        super().__init__(max_workers=1, thread_name_prefix="request", initializer=database.keep)
        self._last: Future[Any] | None = None

    def submit(self, ask: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """As for every executor."""
        self._last = super().submit(ask, *given, **named)
        return self._last

    def when_free(self, then: Callable[[], object]) -> None:
        """Call `then` once it has nothing more to do, at once where that is so; from any thread."""
        if self._last is None:
            then()
        else:
            self._last.add_done_callback(lambda _: then())

    def end(self) -> None:
        """Close its line, and let it go."""
        super().submit(connections.close_all)
        self.shutdown(wait=False)


class Handler(ASGIHandler):
    """Django's, which goes through middleware and view in one go.

    All of ours are synchronous: Django's own would go back and forth between loop and thread for each request, and wait
    for the interpreter's lock each time.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """As for servers without a loop."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """All of it in the thread of the request."""
        response: HttpResponseBase = await sync_to_async(self.get_response)(request)
        return response

    async def read_body(self, receive: Parts) -> IO[bytes]:
        """The body of a request. A large one lies with the uploads: the system's place for such files may be memory.

        Raises:
            RequestAborted: the browser went away.
            Unfit: with 507, where the disk is full.
        """
        most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        body: IO[bytes] = SpooledTemporaryFile(most, dir=str(settings.UPLOADS))  # noqa: SIM115 - the request closes it
        try:
            await _taken(receive, body, most)
            body.seek(0)
        except BaseException as error:
            with suppress(OSError):  # it has something left to write, for which there is no room either
                body.close()
            if isinstance(error, Refused) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
                raise Unfit(507, DISK_FULL) from error
            raise
        return body


async def _taken(receive: Parts, body: IO[bytes], most: int) -> None:
    taken, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        part, more = message.get("body", b""), message.get("more_body", False)
        taken += len(part)
        if taken > most:  # what is smaller stays in memory
            uploads.require_room()
        body.write(part)


def served(application: Application) -> Application:
    """`application`, all of whose questions to the database within one request are asked by one such thread.

    A request never waits for a thread of another one. One whose browser went away gives its thread back when that has
    come to an end of what it does.
    """
    waiting: list[Thread] = []

    def give_back(thread: Thread) -> None:
        if len(waiting) < WAITING:
            waiting.append(thread)
        else:
            thread.end()

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        thread = waiting.pop() if waiting else Thread()
        try:
            async with ThreadSensitiveContext(executor=thread):
                await application(scope, receive, send)
        finally:
            thread.when_free(lambda: give_back(thread))

    return within
