"""What is asked for at every key that is pressed costs the same for a book of many tries as for an empty one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.services import Order, submit
from storyboard import selectors
from storyboard.models import Page, Panel, Picture
from tests.drawing import get, new_character, new_panel, new_story, patch


@pytest.fixture
def story(client: Client) -> Any:
    made = new_story(client)
    cast = tuple(new_character(client, made, name)["id"] for name in ("Mia", "Tom", "Ada"))
    new_panel(client, made, "in the snow", cast)
    return made


def _tries(count: int) -> None:
    panel = Panel.objects.latest("pk")
    cast = [{"character": str(each.character_id), "card": "x.card"} for each in panel.appearances.all()]
    for _ in range(count):
        request = {"scene": "at sea", "cast": cast}
        Picture.objects.create(panel=panel, job_id=uuid4(), file="x.png", request=request, prompt="", seed=1)


def _queries_of_saving(client: Client, what: str) -> int:
    row = (Panel if what == "panels" else Page).objects.latest("pk")
    body = {"scene": f"in the snow {row.revision}"} if what == "panels" else {"text": f"Once {row.revision}."}
    with CaptureQueriesContext(connection) as queries:
        answer = patch(client, f"/{what}/{row.pk}", body, row.revision)
    panel = answer if what == "panels" else answer["panels"][0]
    assert all(picture["stale"] for picture in panel["pictures"])
    return len(queries)


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("what", ["pages", "panels"])
def test_saving_costs_the_same_with_many_tries(client: Client, what: str) -> None:
    _tries(1)
    once = _queries_of_saving(client, what)
    _tries(12)
    assert _queries_of_saving(client, what) == once <= 15


def test_the_whole_story_costs_the_same_with_many_pages(client: Client, writer: User, story: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            selectors.pages_out(selectors.story(writer, story["id"]))
        return len(queries)

    _tries(1)
    before = cost()
    for _ in range(3):
        new_panel(client, story, "in the snow", tuple(each for each in _cast(story)))
        _tries(5)
    assert cost() == before <= 7


def _queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_lists_of_waiting_jobs_cost_the_same_however_many_wait(client: Client, writer: User, story: Any) -> None:
    topic = f"story:{story['id']}"

    def wait_more(count: int) -> None:
        for kind in ("render", "propose"):
            for _ in range(count):
                submit(writer, Order(topic, kind, "panel", uuid4(), {}))

    def costs() -> list[int]:
        paths = ("/api/jobs", f"/api/stories/{story['id']}")
        return [_queries(lambda path=path: get(client, path.removeprefix("/api"))) for path in paths]  # type: ignore[misc]

    wait_more(1)
    before = costs()
    wait_more(5)
    assert costs() == before


def test_plan_costs_the_same_with_many_panels(client: Client, story: Any) -> None:
    def cost() -> int:
        return _queries(lambda: get(client, f"/stories/{story['id']}/plan"))

    before = cost()
    for _ in range(4):
        new_panel(client, story, "in the snow", tuple(_cast(story)))
    assert cost() == before


def _cast(story: Any) -> list[str]:
    return [str(each) for each in Panel.objects.earliest("pk").appearances.values_list("character_id", flat=True)]
