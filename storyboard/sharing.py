"""One answer for all who ask the same thing at the same moment: hundreds of sockets hear of an event at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Shared(Generic[Key, Answer]):
    """Asks a slow question once for all who want to know.

    Whoever comes while it is being asked waits for the next time: the answer under way may be older than what they
    heard of. So at most two are under way for a key, however many ask.
    """

    def __init__(self, ask: Callable[[Key], Awaitable[Answer]]) -> None:
        self._ask = ask
        self._newest: dict[Key, asyncio.Task[Answer]] = {}
        self._not_begun: dict[Key, asyncio.Task[Answer]] = {}

    async def __call__(self, key: Key) -> Answer:
        """An answer that is no older than this call. An error of the question is everybody's."""
        if key not in self._not_begun:
            task = asyncio.create_task(self._answer(key, self._newest.get(key)))
            self._newest[key] = self._not_begun[key] = task
        return await asyncio.shield(self._not_begun[key])

    async def _answer(self, key: Key, before: asyncio.Task[Answer] | None) -> Answer:
        try:
            if before is not None:
                await asyncio.wait([before])
        finally:
            del self._not_begun[key]
        try:
            return await self._ask(key)
        finally:
            if self._newest[key] is asyncio.current_task():
                del self._newest[key]
