"""A page whose text is too long becomes two, at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.drawing import get, new_story, post


@pytest.fixture
def story(client: Client) -> Any:
    made = new_story(client)
    post(client, f"/stories/{made['id']}/pages/many", {"texts": ["One. Two.", "Three."]}, 201)
    return get(client, f"/stories/{made['id']}")


def divide(client: Client, page: Any, first: str, rest: str, revision: int, status: int = 200) -> Any:
    headers = {"If-Match": str(revision)}
    return post(client, f"/pages/{page['id']}/divide", {"first": first, "rest": rest}, status, **headers)


def test_the_rest_stands_on_a_new_page_behind(client: Client, story: Any) -> None:
    page = story["pages"][0]
    made = divide(client, page, "One.", "Two.", page["revision"])
    assert [(each["position"], each["text"], len(each["panels"])) for each in made] == [
        (0, "One.", 1),
        (1, "Two.", 1),
        (2, "Three.", 1),
    ]
    assert [each["id"] for each in made[::2]] == [each["id"] for each in story["pages"]]


def test_words_that_were_changed_meanwhile_are_not_divided(client: Client, story: Any) -> None:
    page = story["pages"][0]
    divide(client, page, "One.", "Two.", page["revision"])
    refused = divide(client, page, "One", "Two", page["revision"], 409)
    assert refused["details"]["current"]["text"] == "One."
    assert len(get(client, f"/stories/{story['id']}")["pages"]) == 3
    assert "at most 2000" in divide(client, page, "x", "x" * 2001, 2, 422)["message"]
