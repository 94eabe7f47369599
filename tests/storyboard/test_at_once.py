"""Two people at once: nobody waits for somebody who waits for them, and no one is put where nothing is any more."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from characters import services as character_services
from characters.models import Character
from characters.schemas import CharacterPatch
from jobs.errors import Refused
from jobs.models import Job
from storyboard.models import Appearance
from storyboard.schemas.pages import PagePatch
from storyboard.schemas.panels import PanelPatch
from storyboard.schemas.stories import StoryPatch
from storyboard.services import panels, stories, trash
from tests.drawing import get, new_character, new_panel, new_story, post


def paused(action: Callable[[], object], after: str, here: Event, on: Event) -> object:
    """Do something in a thread of its own and stand still for a moment once it has run a statement on a table."""

    def still(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if re.search(after, sql) and not here.is_set():
            here.set()
            on.wait(0.5)
        return result

    try:
        with connection.execute_wrapper(still):
            return action()
    except Refused as refusal:
        return refusal.status
    finally:
        here.set()
        connection.close()


FIRST_LOCK = r"^(UPDATE|.* FOR)"


def at_once(first: tuple[Callable[[], object], str], second: Callable[[], object]) -> list[Any]:
    """Both: one stands still behind a statement until the other has locked something, which then stands still, too."""
    one, two = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(paused, *first, one, two), threads.submit(paused, second, FIRST_LOCK, two, one)]
        return [each.result(30) for each in running]


def prepared(client: Client) -> tuple[Any, Any, Any]:
    """A story with a page and a character for whom something waits each."""
    story = new_story(client)
    character = new_character(client, story)
    panel = new_panel(client, story, "a fox")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    post(client, f"/characters/{character['id']}/propose", {}, 202)
    return get(client, f"/stories/{story['id']}"), character, panel


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["story", "page", "character"])
def test_throwing_away_and_changing_do_not_wait_for_each_other(client: Client, writer: User, what: str) -> None:
    story, character, _ = prepared(client)
    page = story["pages"][0]
    title, text = StoryPatch(title="Tom"), PagePatch(text="Once.")
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "story": (
            lambda: trash.throw_story(writer, story["id"]),
            lambda: stories.change_story(writer, story["id"], title, story["revision"]),
        ),
        "page": (
            lambda: trash.throw_page(writer, page["id"]),
            lambda: stories.change_page(writer, page["id"], text, page["revision"]),
        ),
        "character": (
            lambda: trash.throw_character(writer, character["id"]),
            lambda: character_services.change(writer, character["id"], CharacterPatch(name="Tom"), 1),
        ),
    }
    throw, change = pairs[what]
    at_once((throw, '^INSERT INTO "jobs_topic"'), change)
    assert Job.objects.filter(state="cancelled").exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_page_and_a_change_of_the_one_behind_it_do_not_wait_for_each_other(client: Client, writer: User) -> None:
    story = new_story(client)
    post(client, f"/stories/{story['id']}/pages/many", {"texts": ["One.", "Two."]}, 201)
    first, second = get(client, f"/stories/{story['id']}")["pages"]
    at_once(
        (lambda: stories.add_page(writer, uuid.UUID(story["id"]), uuid.UUID(first["id"])), FIRST_LOCK),
        lambda: stories.change_page(writer, second["id"], PagePatch(text="Twice."), second["revision"]),
    )
    assert [page["text"] for page in get(client, f"/stories/{story['id']}")["pages"]] == ["One.", "", "Twice."]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_put_on_a_page_while_being_thrown_away(client: Client, writer: User) -> None:
    _, character, panel = prepared(client)
    cast = PanelPatch(cast=[character["id"]])
    put, thrown = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        change = threads.submit(
            paused,
            lambda: panels.change_panel(writer, panel["id"], cast, panel["revision"]),
            '^SELECT .*"storyboard_castmember"',
            put,
            thrown,
        )
        put.wait(10)
        away = threads.submit(paused, lambda: trash.throw_character(writer, character["id"]), "never", thrown, Event())
        ended = [change.result(30), away.result(30)]
    gone = Character.with_trash.get().trashed_at is not None
    assert gone != Appearance.objects.exists(), ended
    assert ended[0 if gone else 1] in (409, 422)
