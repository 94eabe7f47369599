"""The story socket alone, in the test's own loop."""

from __future__ import annotations

import asyncio
import json
from copy import copy
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import path

from jobs import events, live, session
from jobs.models import Role, Share
from storyboard import audiences, consumers
from storyboard.consumers import StoryConsumer
from storyboard.models import Story
from storyboard.services import shares
from storyboard.sharing import Shared

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]
application = URLRouter([path("ws/stories/<uuid:story_id>/", StoryConsumer.as_asgi())])


def session_of(user: User | AnonymousUser) -> SessionBase | None:
    """The session of a browser where this person signed in."""
    if not isinstance(user, User):
        return None
    browser = Client()
    browser.force_login(user)
    return browser.session


class Socket:
    """A browser's end of the story socket (that of Channels would bring in Daphne)."""

    def __init__(self, story: Story, user: User | AnonymousUser, since: str = "0") -> None:
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "path": f"/ws/stories/{story.pk}/",
            "query_string": f"since={since}".encode(),
            "headers": [],
            "user": user,
            "session": session_of(user),
        }
        self._wire: Any = ApplicationCommunicator(application, self.scope)  # type: ignore[no-untyped-call]

    def twin(self) -> Socket:
        """Another window of the same browser."""
        other = copy(self)
        other._wire = ApplicationCommunicator(application, dict(self.scope))  # type: ignore[no-untyped-call]
        return other

    async def open(self) -> bool:
        """Connect; whether it was let in."""
        await self._wire.send_input({"type": "websocket.connect"})
        answer = await self._wire.receive_output(5)
        return bool(answer["type"] == "websocket.accept")

    async def told(self) -> Any:
        """The next message, or the closing."""
        answer = await self._wire.receive_output(5)
        return json.loads(answer["text"]) if answer["type"] == "websocket.send" else answer

    async def silent(self) -> bool:
        """Whether nothing comes."""
        return bool(await self._wire.receive_nothing())

    async def close(self) -> None:
        """Hang up."""
        await self._wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._wire.wait(5)


opened = database_sync_to_async(Socket)


@pytest.fixture
def story(writer: User) -> Story:
    return Story.objects.create(owner=writer, title="Mia")


async def hint(story: Story, message: dict[str, object]) -> None:
    layer = get_channel_layer()
    assert layer is not None
    await layer.group_send(live.group(story.topic), message)


async def test_lost_hint_is_made_good_by_the_next(story: Story, writer: User) -> None:
    watched = await opened(story, writer)
    assert await watched.open()
    assert await watched.told() == {"type": "hello", "seq": 0}
    for name in ("page:1", "page:2"):
        await database_sync_to_async(events.record)(story.topic, changed=[name])
    await hint(story, {"type": "topic.grew"})
    told = [await watched.told() for _ in range(2)]
    assert [(event["seq"], event["changed"]) for event in told] == [(1, ["page:1"]), (2, ["page:2"])]
    await hint(story, {"type": "topic.grew"})
    assert await watched.silent()
    await watched.close()


async def test_hundreds_of_sockets_ask_no_more_than_one(
    story: Story, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await opened(story, writer)
    twins = [first, *(first.twin() for _ in range(19))]
    for each in twins:
        assert await each.open()
        assert await each.told() == {"type": "hello", "seq": 0}
    asked: list[object] = []
    monkeypatch.setattr(consumers, "_may_read", Shared(counted(consumers._let_in, asked)))
    monkeypatch.setattr(consumers, "_news", Shared(counted(consumers._news_since, asked)))
    await database_sync_to_async(events.record)(story.topic, changed=["page:1"])
    await hint(story, {"type": "topic.grew"})
    assert [(await each.told())["seq"] for each in twins] == [1] * 20
    assert len(asked) <= 4
    for each in twins:
        await each.close()


def counted(question: Any, asked: list[object]) -> Any:
    """The question, which leaves a note each time that it is put to the database."""

    def noted(key: object) -> object:
        asked.append(key)
        return question(key)

    return database_sync_to_async(noted)


async def test_what_is_asked_while_an_answer_is_under_way_gets_the_next_one() -> None:
    begun: list[int] = []
    go_on = asyncio.Event()

    async def ask(key: str) -> int:
        begun.append(len(begun))
        await go_on.wait()
        return begun[-1]

    shared = Shared(ask)
    first = [asyncio.create_task(shared("key")) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert begun == [0]
    second = [asyncio.create_task(shared("key")) for _ in range(3)]
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*first, *second) == [0] * 3 + [1] * 3
    assert (shared._newest, shared._not_begun) == ({}, {})


async def test_tells_the_newest_number_from_time_to_time(
    story: Story, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "LOOK_EVERY", 0.01)
    watched = await opened(story, writer)
    await watched.open()
    await watched.told()
    await database_sync_to_async(events.record)(story.topic, changed=["page:1"])
    told = [await watched.told() for _ in range(3)]
    assert [each["seq"] for each in told if each["type"] == "event"] == [1]
    assert told[-1] == {"type": "beat", "seq": 1}
    await watched.close()


async def test_reconnect_gets_only_what_was_missed(story: Story, writer: User) -> None:
    for name in ("page:1", "page:2"):
        await database_sync_to_async(events.record)(story.topic, changed=[name])
    watched = await opened(story, writer, since="1")
    assert await watched.open()
    assert await watched.told() == {"type": "hello", "seq": 2}
    assert (await watched.told())["seq"] == 2
    await watched.close()


async def test_closes_when_the_story_is_gone(story: Story, writer: User) -> None:
    watched = await opened(story, writer)
    await watched.open()
    await watched.told()
    await database_sync_to_async(Story.objects.all().delete)()
    await hint(story, {"type": "topic.grew"})
    assert await watched.told() == {"type": "websocket.close", "code": 4404}
    await watched.close()


async def test_refuses_strangers_and_nonsense(story: Story, writer: User, stranger: User) -> None:
    callers: list[tuple[User | AnonymousUser, str]] = [
        (stranger, "0"),
        (AnonymousUser(), "0"),
        (writer, "-1"),
        (writer, "x"),
    ]
    for user, since in callers:
        refused = await opened(story, user, since)
        assert not await refused.open()
        await refused.close()


async def test_closes_at_once_when_the_share_is_taken_back(
    story: Story, writer: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_server_loop", asyncio.get_running_loop())  # as in the studio's web process
    share = database_sync_to_async(Share.objects.create)
    await share(topic=story.topic, user=stranger, role=Role.VIEWER)
    watched = await opened(story, stranger)
    assert await watched.open()
    await watched.told()
    await database_sync_to_async(shares.revoke)(writer, story.pk, stranger.get_username())
    assert await watched.told() == {"type": "websocket.close", "code": 4404}
    await watched.close()


@pytest.mark.parametrize("way", ["log-out", "password", "end of the account"])
async def test_closes_when_the_session_ends(story: Story, writer: User, way: str) -> None:
    watched = await opened(story, writer)
    assert await watched.open()
    await watched.told()
    await database_sync_to_async(end_session)(writer, way)
    layer = get_channel_layer()
    assert layer is not None
    await layer.group_send(live.group(session.topic_of(writer.pk)), {"type": "topic.grew"})
    assert await watched.told() == {"type": "websocket.close", "code": 4404}
    await watched.close()


def end_session(user: User, way: str) -> None:
    if way == "log-out":
        Session.objects.all().delete()
    elif way == "password":
        user.set_password("another one")
        user.save()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)


async def test_a_socket_that_does_not_read_gets_the_newest_progress_only(story: Story, writer: User) -> None:
    watched = await opened(story, writer)
    assert await watched.open()
    await watched.told()
    consumer = next(iter(audiences._audiences[asyncio.get_running_loop()][story.topic].listeners))
    for done in range(1000):
        consumer.progress("one", json.dumps({"job": "one", "done": done}))
        consumer.progress("two", json.dumps({"job": "two", "done": done}))
    told = [await watched.told() for _ in range(2)]
    assert told == [{"job": "one", "done": 999}, {"job": "two", "done": 999}]
    assert await watched.silent()
    await watched.close()


async def test_nobody_is_left_behind_in_an_audience(story: Story, writer: User, stranger: User) -> None:
    for user in (writer, stranger):
        watched = await opened(story, user)
        await watched.open()
        await watched.close()
    assert not audiences._audiences[asyncio.get_running_loop()]
