"""The socket of a story: forwards events in order and without gaps, and progress as it comes."""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import Error

from jobs import database, session
from jobs.errors import Refused
from jobs.models import Role
from jobs.selectors import events_since
from storyboard import audiences, selectors
from storyboard.models import Story
from storyboard.sharing import Shared

log = logging.getLogger(__name__)

#: Seconds between two looks at the database; only a hint that got lost makes anyone wait for it.
LOOK_EVERY = 5.0
#: After so many looks the newest number is told, so that an editor notices if the last event never reached it.
BEAT_EVERY = 3
GONE = 4404


class StoryConsumer(AsyncJsonWebsocketConsumer):
    """Hints only say *look*: what is sent comes from the event rows.

    Every look asks again whether this person is signed in and may see the story.
    """

    channel_layer_alias = ""  # none of its own: hints come by `audiences`
    seq = 0

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._topics: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._progress: dict[str, str] = {}  # of each job the newest only: who is slow gets no more behind
        self._grew = self._beat = False
        self._woken = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """As for every consumer; whatever ends it, nobody tells it anything any more."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            for task in self._tasks:
                task.cancel()
            for topic in self._topics:
                await audiences.leave(topic, self)

    async def connect(self) -> None:
        """Let in who may read the story; greet with the newest number, then send what was missed."""
        since = _since(self.scope["query_string"])
        if since is None:
            await self.close()
            return
        self.seq = since
        # Join before reading: what happens in between is in the read, or comes as a hint after it.
        for topic in (_topic(self._story_id), session.topic_of(self.scope["user"].pk)):
            self._topics.append(topic)
            await audiences.join(topic, self)
        found = await self._read()
        if found is None:
            await self.close()
            return
        await self.accept()
        await self.send_json({"type": "hello", "seq": found.seq})
        await self._pass_on(found)
        self._tasks = [asyncio.create_task(self._forward()), asyncio.create_task(self._look())]

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """The editor has nothing to say here; all writes go through the API."""

    def grew(self) -> None:
        """There are new event rows."""
        self._grew = True
        self._woken.set()

    def progress(self, job: str, line: str) -> None:
        """Progress of a job."""
        self._progress[job] = line
        self._woken.set()

    @property
    def _story_id(self) -> uuid.UUID:
        story_id: uuid.UUID = self.scope["url_route"]["kwargs"]["story_id"]
        return story_id

    async def _read(self) -> News | None:
        """What is new; `None` where the story is not this person's, or not any more."""
        opened = self.scope.get("session")
        if opened is None or not await _may_read((opened.session_key, self._story_id)):
            return None
        return await _news((_topic(self._story_id), self.seq))

    async def _forward(self) -> None:
        """Send what there is whenever there is something; a fault ends the socket, and the editor opens another."""
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._send_progress()
                if self._grew and not await self._send_new():
                    return
        except Exception as trouble:
            log.warning("a socket ends: %r", trouble)
            with suppress(Exception):
                await self.close()

    async def _send_progress(self) -> None:
        lines, self._progress = self._progress, {}
        for line in lines.values():
            await self.send(text_data=line)

    async def _send_new(self) -> bool:
        """Send what is new; whether the socket goes on."""
        self._grew = False
        try:
            found = await self._read()
        except Error:
            return True  # the database is away: looked at again in a few seconds
        if found is None:
            await self.close(GONE)
            return False
        await self._pass_on(found)
        if self._beat:
            self._beat = False
            await self.send_json({"type": "beat", "seq": self.seq})
        return True

    async def _pass_on(self, found: News) -> None:
        for seq, line in found.lines:
            await self.send(text_data=line)
            self.seq = seq

    async def _look(self) -> None:
        for look in count(1):
            await asyncio.sleep(LOOK_EVERY)
            self._beat = self._beat or look % BEAT_EVERY == 0
            self.grew()


def _topic(story_id: uuid.UUID) -> str:
    return Story(pk=story_id).topic


class News(NamedTuple):
    """The newest number of a topic, and the events after another one as they go over the socket."""

    seq: int
    lines: list[tuple[int, str]]


def _let_in(who: tuple[str | None, uuid.UUID]) -> bool:
    """Whether the one whose session this is may read a story, as of now."""
    database.keep()
    session_key, story_id = who
    user = session.still_signed_in(session_key)
    try:
        return user is not None and bool(selectors.story(user, story_id, Role.VIEWER))
    except Refused:
        return False


def _news_since(since: tuple[str, int]) -> News:
    database.keep()
    found = events_since(*since)
    return News(found.seq, [(event.seq, event.model_dump_json()) for event in found.events])


# One thread reads for all sockets of a process: what hundreds ask when an event is told has to be asked once.
_may_read = Shared(database_sync_to_async(_let_in))
_news: Shared[tuple[str, int], News] = Shared(database_sync_to_async(_news_since))


def _since(query: bytes) -> int | None:
    """The number in ``?since=N``; 0 without one, `None` for something else."""
    given = parse_qs(query.decode("latin1")).get("since", ["0"])[0]
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None
