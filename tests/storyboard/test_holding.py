"""A page is written on in one window at a time."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from storyboard.models import Page, Story
from tests.drawing import get, new_panel, new_story, post

ONE, TWO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


@pytest.fixture
def page(client: Client) -> Any:
    story = new_story(client)
    new_panel(client, story)
    return get(client, f"/stories/{story['id']}")["pages"][0]


def hold(client: Client, page: Any, window: str, *, take_over: bool = False) -> str | None:
    answer = post(client, f"/pages/{page['id']}/hold", {"window": window, "take_over": take_over})
    held: str | None = answer["held_by"]
    return held


def test_the_second_window_waits_until_the_first_leaves_or_is_asked_to(client: Client, page: Any) -> None:
    assert page["held_by"] is None
    assert hold(client, page, ONE) == ONE
    assert hold(client, page, TWO) == ONE
    assert hold(client, page, TWO, take_over=True) == TWO
    assert hold(client, page, ONE) == TWO
    post(client, f"/pages/{page['id']}/let-go", {"window": ONE}, 204)
    assert hold(client, page, ONE) == TWO
    post(client, f"/pages/{page['id']}/let-go", {"window": TWO}, 204)
    assert hold(client, page, ONE) == ONE


def test_a_window_leaves_a_page_that_was_thrown_away(client: Client, page: Any) -> None:
    hold(client, page, ONE)
    assert client.delete(f"/api/pages/{page['id']}").status_code == 204
    post(client, f"/pages/{page['id']}/let-go", {"window": ONE}, 204)
    assert post(client, f"/pages/{page['id']}/restore")[0]["held_by"] is None


def test_nobody_holds_a_page_in_the_trash(client: Client, page: Any) -> None:
    hold(client, page, ONE)
    assert client.delete(f"/api/pages/{page['id']}").status_code == 204
    assert hold(client, page, ONE) is None


def test_a_window_that_is_not_heard_of_holds_nothing(client: Client, page: Any) -> None:
    hold(client, page, ONE)
    Page.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert get(client, f"/stories/{Story.objects.get().pk}")["pages"][0]["held_by"] is None
    assert hold(client, page, TWO) == TWO


def test_others_are_told_of_a_new_holder_and_of_nothing_else(client: Client, page: Any) -> None:
    story = Story.objects.get()
    before = get(client, f"/stories/{story.pk}")["seq"]
    for window in (ONE, ONE, TWO):
        hold(client, page, window)
    hold(client, page, TWO, take_over=True)
    told = get(client, f"/stories/{story.pk}/events?since={before}")["events"]
    assert [event["changed"] for event in told] == [[f"page:{page['id']}"]] * 2
    assert Story.objects.get().saved_at == story.saved_at
