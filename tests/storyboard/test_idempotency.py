"""Who got no answer asks again with the same key, and what was asked for is made once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from characters.models import Character, Outfit
from jobs.models import JobEvent, Role, Share
from storyboard.models import Page, Panel, Story
from storyboard.schemas.stories import StoryIn
from storyboard.services import stories
from tests.drawing import learnt_character, new_story, post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

#: what can be created, and out of what; the braces are filled with what is there
CREATED = [
    ("/stories", {"title": "Mia", "pages": 2}),
    ("/stories/{story}/characters", {"name": "Tom", "description": "a bear"}),
    ("/stories/{story}/pages", {}),
    ("/stories/{story}/pages/many", {"texts": ["One.", "Two."]}),
    ("/pages/{page}/duplicate", {}),
    ("/characters/{character}/outfits", {"name": "Coat", "description": "a white fox in a red coat"}),
]


def counts() -> list[int]:
    made = [model.with_trash.count() for model in (Story, Page, Panel, Character, Outfit)]
    return [*made, JobEvent.objects.count()]


def ask(client: Client, path: str, body: object, key: str, status: int = 201) -> Any:
    answer = client.post(f"/api{path}", body, "application/json", headers={"Idempotency-Key": key})
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


@pytest.fixture
def places(client: Client) -> dict[str, str]:
    """A story with somebody who is learnt, and a page."""
    story = new_story(client)
    mia = learnt_character(client, story)
    page = post(client, f"/stories/{story['id']}/pages", {}, 201)
    return {"story": story["id"], "character": mia["id"], "page": page["id"]}


each = pytest.mark.parametrize(("where", "body"), CREATED, ids=[where for where, _ in CREATED])


@each
def test_asked_twice_made_once(client: Client, places: dict[str, str], where: str, body: object) -> None:
    path = where.format(**places)
    before, first = counts(), ask(client, path, body, "one")
    once = counts()
    assert once != before
    assert (ask(client, path, body, "one"), counts()) == (first, once)


@each
def test_what_was_thrown_away_meanwhile_is_not_made_anew(
    client: Client, places: dict[str, str], where: str, body: object
) -> None:
    path = where.format(**places)
    made = ask(client, path, body, "one")
    for one in made if isinstance(made, list) else [made]:
        throw_away(client, where.rpartition("/")[2], one)
    before = counts()
    assert ask(client, path, body, "one", 404)["code"] == "not_found"
    assert counts() == before


def throw_away(client: Client, kind: str, made: Any) -> None:
    kind, what = {"many": "pages", "duplicate": "pages"}.get(kind, kind), made["id"]
    if kind == "outfits":
        what = made["outfits"][0]["id"]
    assert client.delete(f"/api/{kind}/{what}").status_code in (200, 204)


@each
def test_asked_eight_times_at_once_made_once(
    client: Client, writer: User, places: dict[str, str], where: str, body: object
) -> None:
    def one(_: int) -> Any:
        try:
            browser = Client()
            browser.force_login(writer)
            return ask(browser, where.format(**places), body, "one")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as browsers:
        made = list(browsers.map(one, range(8)))
    assert made == made[:1] * 8


@each
def test_a_key_opens_no_door(client: Client, places: dict[str, str], where: str, body: object) -> None:
    """Who may no longer edit a story is not told again what they once made in it."""
    editor = User.objects.create_user("tom")
    share = Share.objects.create(topic=f"story:{places['story']}", user=editor, role=Role.EDITOR)
    browser, path = Client(), where.format(**places)
    browser.force_login(editor)
    ask(browser, path, body, "one")
    if where != "/stories":
        share.role = Role.VIEWER
        share.save()
        ask(browser, path, body, "one", 403)


def test_another_key_story_or_person_is_another_thing(client: Client, writer: User, places: dict[str, str]) -> None:
    paths = [f"/stories/{places['story']}/pages", f"/stories/{new_story(client)['id']}/pages"]
    paths += [f"/pages/{places['page']}/duplicate"]
    made = [ask(client, path, {}, key)["id"] for path in paths for key in ("one", "two", "", "")]
    made += [
        stories.create_story(who, StoryIn(title="Mia"), "one").pk for who in (writer, User.objects.create_user("tom"))
    ]
    assert len(set(made)) == len(made) == 14
