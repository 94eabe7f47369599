"""Who got no answer asks again with the same key, and what was wished for is made once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from characters.models import Character, Outfit
from jobs.models import JobEvent
from storyboard.models import Page, Panel, Story
from storyboard.schemas.stories import StoryIn
from storyboard.services import stories
from tests.drawing import learnt_character, new_story, post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

#: what can be made, and out of what; places in braces are filled with what is there
WISHES = [
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


def wish(client: Client, path: str, body: object, key: str) -> Any:
    answer = client.post(f"/api{path}", body, "application/json", headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.content
    return json.loads(answer.content)


@pytest.fixture
def places(client: Client) -> dict[str, str]:
    """A story with somebody who is learnt, and a page."""
    story = new_story(client)
    mia = learnt_character(client, story)
    page = post(client, f"/stories/{story['id']}/pages", {}, 201)
    return {"story": story["id"], "character": mia["id"], "page": page["id"]}


@pytest.mark.parametrize(("where", "body"), WISHES, ids=[where for where, _ in WISHES])
def test_asked_twice_made_once(client: Client, places: dict[str, str], where: str, body: object) -> None:
    path = where.format(**places)
    before, first = counts(), wish(client, path, body, "one")
    once = counts()
    assert once != before
    again = wish(client, path, body, "one")
    assert (again, counts()) == (first, once)


def test_another_key_is_another_wish(client: Client, places: dict[str, str]) -> None:
    path = f"/stories/{places['story']}/pages"
    pages = [wish(client, path, {}, key)["id"] for key in ("one", "two")]
    pages += [wish(client, f"/pages/{places['page']}/duplicate", {}, "one")["id"]]
    pages += [post(client, path, {}, 201)["id"] for _ in range(2)]
    assert len(set(pages)) == 5


def test_a_key_is_one_persons(writer: User, django_user_model: type[User]) -> None:
    other = django_user_model.objects.create_user("tom")
    made = {stories.create_story(who, StoryIn(title="Mia"), "one").pk for who in (writer, other, writer)}
    assert len(made) == 2


def test_what_was_thrown_away_meanwhile_is_not_made_anew(client: Client, places: dict[str, str]) -> None:
    path = f"/stories/{places['story']}/pages"
    page = wish(client, path, {}, "one")
    client.delete(f"/api/pages/{page['id']}")
    before = counts()
    wish(client, path, {}, "one")
    assert counts() == before
