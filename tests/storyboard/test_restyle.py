"""A book in another style: samples first, then all; what is locked, and what is in the book, stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jobs.models import Job
from storyboard.models import Picture
from tests.drawing import get, new_panel, new_story, patch, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

WASH = "a watercolor"


def drawn_story(client: Client) -> Any:
    story = new_story(client)
    panels = [new_panel(client, story, "a fox in the snow") for _ in range(3)]
    post(client, f"/stories/{story['id']}/draw", {"panels": [panel["id"] for panel in panels]}, 202)
    work_off()
    for panel in panels_of(client, story):
        post(client, f"/panels/{panel['id']}/keep", {"picture": panel["pictures"][0]["id"]})
    return story


def panels_of(client: Client, story: Any) -> list[Any]:
    return [page["panels"][0] for page in get(client, f"/stories/{story['id']}")["pages"]]


def reasons(panel: Any) -> list[list[str]]:
    return [[each["reason"] for each in picture["stale"]] for picture in panel["pictures"]]


def test_samples_then_all_in_it_and_back(client: Client) -> None:
    story = drawn_story(client)
    path = f"/stories/{story['id']}"
    first, _, last = panels_of(client, story)
    patch(client, f"/panels/{last['id']}", {"locked": True}, last["revision"])
    post(client, f"{path}/draw", {"panels": [first["id"]], "style": WASH}, 202)
    work_off()
    sample = panels_of(client, story)[0]
    assert sample["kept"] == first["kept"], "the book is as it was"
    assert [each["style"] for each in sample["pictures"]] == ["", WASH]
    assert reasons(sample) == [[], ["style"]]
    assert sample["pictures"][1]["prompt"] == "a watercolor of a fox in the snow"

    revision = get(client, path)["revision"]
    assert patch(client, path, {"style": f" {WASH} "}, revision)["style"] == WASH
    assert [reasons(each) for each in panels_of(client, story)] == [[["style"], []], [["style"]], [["style"]]]
    assert last["id"] not in get(client, f"{path}/plan")["stale"], "a locked picture is not drawn again"
    wanted = [panel["id"] for panel in panels_of(client, story)]
    assert len(post(client, f"{path}/draw", {"panels": wanted}, 202)["jobs"]) == 2
    work_off()
    assert {each.request.get("style") for each in Picture.objects.exclude(panel=last["id"])} == {None, WASH}
    assert [each["kept"] for each in panels_of(client, story)][2] == last["kept"]

    patch(client, path, {"style": ""}, revision + 1)
    assert reasons(panels_of(client, story)[1]) == [[], ["style"]], "the old pictures fit again"


def test_a_style_is_words_of_one_line(client: Client) -> None:
    story = new_story(client)
    too_long = patch(client, f"/stories/{story['id']}", {"style": "a" * 101}, story["revision"], 422)
    assert too_long["message"] == "The style is 101 characters long; it can have at most 100."
    panel = new_panel(client, story, "a fox")
    post(client, f"/panels/{panel['id']}/render", {"style": "an etching"}, 202)
    assert Job.objects.get().params["style"] == "an etching"
