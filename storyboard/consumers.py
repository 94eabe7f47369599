"""The socket of a story: forwards events in order and without gaps, and progress as it comes."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import Error

from jobs import live, session
from jobs.errors import Refused
from jobs.models import Role
from jobs.schemas import EventsOut
from jobs.selectors import events_since
from storyboard import selectors
from storyboard.models import Story
from storyboard.sharing import Shared

#: Seconds between two looks at the database; only a hint that got lost makes anyone wait for it.
LOOK_EVERY = 5.0
#: After so many looks the newest number is told, so that an editor notices if the last event never reached it.
BEAT_EVERY = 3
GONE = 4404


class StoryConsumer(AsyncJsonWebsocketConsumer):
    """Hints from the channel layer only say *look*: what is sent comes from the event rows.

    Every look asks again whether this person is signed in and may see the story.
    """

    seq = 0
    _groups: tuple[str, ...] = ()

    async def connect(self) -> None:
        """Let in who may read the story; greet with the newest number, then send what was missed."""
        since = _since(self.scope["query_string"])
        if since is None:
            await self.close()
            return
        self._sending = asyncio.Lock()
        self.seq = since
        # Join before reading: what happens in between is in the read, or comes as a hint after it.
        groups = (live.group(_topic(self._story_id)), live.group(session.topic_of(self.scope["user"].pk)))
        for group in groups:
            await live.join(self.channel_layer, group, self.channel_name)
        self._groups = groups
        found = await self._read()
        if found is None:
            await self.close()
            return
        await self.accept()
        await self.send_json({"type": "hello", "seq": found.seq})
        await self._pass_on(found)
        self._looking = asyncio.create_task(self._look())

    async def disconnect(self, code: int) -> None:
        """Leave the groups and stop looking."""
        for group in self._groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        if hasattr(self, "_looking"):
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """The editor has nothing to say here; all writes go through the API."""

    async def topic_grew(self, message: dict[str, Any]) -> None:
        """There are new event rows."""
        await self._send_new()

    async def topic_progress(self, message: dict[str, Any]) -> None:
        """Progress of a job."""
        await self.send_json(message["body"])

    @property
    def _story_id(self) -> uuid.UUID:
        story_id: uuid.UUID = self.scope["url_route"]["kwargs"]["story_id"]
        return story_id

    async def _read(self) -> EventsOut | None:
        """What is new; `None` where the story is not this person's, or not any more."""
        opened = self.scope.get("session")
        if opened is None or not await _may_read((opened.session_key, self._story_id)):
            return None
        return await _new_events((_topic(self._story_id), self.seq))

    async def _send_new(self, *, beat: bool = False) -> None:
        async with self._sending:
            found = await self._read()
            if found is None:
                await self.close(GONE)
                return
            await self._pass_on(found)
            if beat:
                await self.send_json({"type": "beat", "seq": self.seq})

    async def _pass_on(self, found: EventsOut) -> None:
        for event in found.events:
            await self.send_json(event.model_dump(mode="json"))
            self.seq = event.seq

    async def _look(self) -> None:
        for look in count(1):
            await asyncio.sleep(LOOK_EVERY)
            with suppress(Error):  # the database is away: looked at again in a few seconds
                await self._send_new(beat=look % BEAT_EVERY == 0)


def _topic(story_id: uuid.UUID) -> str:
    return Story(pk=story_id).topic


def _let_in(who: tuple[str | None, uuid.UUID]) -> bool:
    """Whether the one whose session this is may read a story, as of now."""
    session_key, story_id = who
    user = session.still_signed_in(session_key)
    try:
        return user is not None and bool(selectors.story(user, story_id, Role.VIEWER))
    except Refused:
        return False


# One thread reads for all sockets of a process: what hundreds ask when an event is told has to be asked once.
_may_read = Shared(database_sync_to_async(_let_in))
_new_events: Shared[tuple[str, int], EventsOut] = Shared(database_sync_to_async(lambda since: events_since(*since)))


def _since(query: bytes) -> int | None:
    """The number in ``?since=N``; 0 without one, `None` for something else."""
    given = parse_qs(query.decode("latin1")).get("since", ["0"])[0]
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None
