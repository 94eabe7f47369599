"""All sockets of a process that watch a topic share one ear at the channel layer.

An ear for each would have every message copied for each, and in memory would look at all others for each: with 300
sockets that is most of what telling an event costs. What is told is put into words once, too.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from jobs import live

log = logging.getLogger(__name__)

#: seconds until a layer that failed is listened to again
PAUSE = 1.0
#: seconds until the layer is told again that somebody listens: it forgets those whom it has not heard of for a day
AGAIN = 3600.0


class Listener(Protocol):
    """Who is told. Both are called on the event loop and must not wait."""

    def grew(self) -> None:
        """There are new event rows, or there may be."""

    def progress(self, job: str, line: str) -> None:
        """How far a job is, as it goes over the socket."""


class Audience:
    """Those who listen to one topic in one event loop."""

    def __init__(self, topic: str) -> None:
        self.listeners: set[Listener] = set()
        self._layer: Any = get_channel_layer()
        self._group, self._channel = live.group(topic), ""
        self._listening: asyncio.Task[None] | None = None
        self.opened = asyncio.create_task(self._open())

    async def _open(self) -> None:
        await self._join()
        self._listening = asyncio.create_task(self._listen())

    async def _join(self) -> None:
        self._channel = self._channel or await self._layer.new_channel()
        await live.join(self._layer, self._group, self._channel)

    async def _listen(self) -> None:
        while True:
            try:
                async with asyncio.timeout(AGAIN):
                    while True:
                        self._tell(await self._layer.receive(self._channel))
            except TimeoutError:
                pass
            except Exception as trouble:  # whatever it is: the rows are looked at meanwhile, every few seconds
                log.warning("live messages were not heard: %s", trouble)
            await asyncio.sleep(PAUSE)
            with suppress(Exception):
                await self._join()
            self._tell({"type": "topic.grew"})  # perhaps not heard just now

    def _tell(self, message: dict[str, Any]) -> None:
        if message["type"] == "topic.progress":
            job, line = str(message["body"]["job"]), json.dumps(message["body"])
            for each in self.listeners:
                each.progress(job, line)
        else:
            for each in self.listeners:
                each.grew()

    async def close(self) -> None:
        """Listen no longer."""
        for task in (self.opened, self._listening):
            if task is not None:
                task.cancel()
        with suppress(Exception):  # a layer that is away forgets it by itself, after a day
            await self._layer.group_discard(self._group, self._channel)


_audiences: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Audience]] = WeakKeyDictionary()


async def join(topic: str, listener: Listener) -> None:
    """Have somebody told of a topic from now on, until they `leave`.

    Raises:
        RedisError: Redis is not there.
    """
    here = _audiences.setdefault(asyncio.get_running_loop(), {})
    audience = here.get(topic) or here.setdefault(topic, Audience(topic))
    audience.listeners.add(listener)
    await asyncio.shield(audience.opened)


async def leave(topic: str, listener: Listener) -> None:
    """The same undone, also where it did not come to its end."""
    here = _audiences.get(asyncio.get_running_loop(), {})
    audience = here.get(topic)
    if audience is None:
        return
    audience.listeners.discard(listener)
    if not audience.listeners:
        del here[topic]
        await audience.close()
