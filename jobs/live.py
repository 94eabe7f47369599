"""Hints to open browsers, at most once: a lost hint costs a moment, never a fact, because facts are `JobEvent` rows.

Three ways, one function. In the web process of the embedded mode the in-memory channel layer is not thread-safe, so
hints are handed to the server's event loop. A worker child writes a datagram to a socket that this loop reads. With
`CHANNELS_URL` every process talks to Redis itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger(__name__)

LARGEST = 4096
#: cut lines that a pool may hand out before it makes a new one
LINES = 3
_server_loop: asyncio.AbstractEventLoop | None = None


def group(topic: str) -> str:
    """The channel group of a topic; group names may not hold a colon."""
    return topic.replace(":", ".")


async def join(layer: Any, name: str, channel: str) -> None:
    """Let a channel hear what a group is told.

    A line to Redis that was cut meanwhile shows only when it is used, and then is dropped: tried again on a new one.

    Raises:
        RedisError: Redis is not there.
    """
    from redis.exceptions import RedisError  # a third of a worker child's start, for networks only

    for _ in range(LINES):
        with suppress(RedisError):
            await layer.group_add(name, channel)
            return
    await layer.group_add(name, channel)


def send(topic: str, message: dict[str, object]) -> None:
    """Pass `message` (its ``type`` names the consumer's method) to everyone who watches `topic`."""
    try:
        if settings.CHANNELS_URL:
            async_to_sync(_layer_send)(topic, message)
        elif _server_loop is not None:
            asyncio.run_coroutine_threadsafe(_layer_send(topic, message), _server_loop)
        else:
            _to_relay(topic, message)
    except Exception as trouble:  # whatever it is: a hint must not break the work that it tells about
        log.debug("hint dropped: %s", trouble)


async def _layer_send(topic: str, message: dict[str, object]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        await layer.group_send(group(topic), message)


def _to_relay(topic: str, message: dict[str, object]) -> None:
    line = json.dumps([topic, message]).encode()
    if len(line) > LARGEST or not settings.RELAY_SOCKET.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outlet:
        outlet.setblocking(False)
        outlet.sendto(line, str(settings.RELAY_SOCKET))


class Relay:
    """The server's end: reads the children's datagrams on the event loop and passes them to the channel layer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        # The loop holds tasks by weak reference only: without this set a send could be collected half-way.
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Bind the socket for the owner alone and make `loop` the one through which this process sends."""
        global _server_loop
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._socket.bind(str(self._path))
        finally:
            os.umask(before)
        loop.add_reader(self._socket.fileno(), self._read, loop)
        _server_loop = loop

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop reading and remove the socket."""
        global _server_loop
        _server_loop = None
        loop.remove_reader(self._socket.fileno())
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            topic, message = json.loads(self._socket.recv(LARGEST))
        except (OSError, ValueError) as trouble:
            log.debug("relay: %s", trouble)
            return
        task = loop.create_task(_layer_send(topic, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
