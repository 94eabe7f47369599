"""Drawing over a try: the new one remembers which it came from, and the old one stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jobs import artifacts
from jobs.models import Job
from storyboard.models import Picture
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, patch, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

BOX = {"left": 0.5, "top": 0.0, "right": 1.0, "bottom": 1.0}


@pytest.fixture
def story(client: Client) -> Any:
    return new_story(client)


def panels(client: Client, story: Any) -> list[Any]:
    return [panel for page in get(client, f"/stories/{story['id']}")["pages"] for panel in page["panels"]]


def drawn_panel(client: Client, story: Any, scene: str, cast: tuple[str, ...] = ()) -> Any:
    panel = new_panel(client, story, scene, cast)
    post(client, f"/panels/{panel['id']}/render", {"seed": 7}, 202)
    work_off()
    return next(each for each in panels(client, story) if each["id"] == panel["id"])


def test_a_nudge_is_one_more_try(client: Client, story: Any) -> None:
    panel = drawn_panel(client, story, "a fox in the snow")
    patch(client, f"/panels/{panel['id']}", {"seed": 7}, panel["revision"])
    redo = {"picture": panel["pictures"][0]["id"], "strength": 0.5}
    post(client, f"/panels/{panel['id']}/render", {"redo": redo}, 202)
    work_off()
    first, second = Picture.objects.order_by("created_at")
    assert second.request["redo"] == {
        "file": first.file,
        "strength": 0.5,
        "box": None,
        "painted": None,
        "figure": None,
    }
    assert second.seed != 7, "with the kept seed it would come out as it was"
    assert first.file != second.file
    assert panels(client, story)[0]["pictures"][1]["stale"] == []


def test_an_area_and_a_character(client: Client, story: Any) -> None:
    mia = learnt_character(client, story)
    panel = drawn_panel(client, story, "Mia in the snow", (mia["id"],))
    redo = {"picture": panel["pictures"][0]["id"], "strength": 1.0, "box": BOX}
    post(client, f"/panels/{panel['id']}/render", {"redo": redo}, 202)
    work_off()
    assert Picture.objects.count() == 2
    post(client, f"/panels/{panel['id']}/render", {"redo": redo | {"character": mia["id"]}}, 202)
    params = Job.objects.latest("created_at").params
    assert (params["redo"]["box"], params["redo"]["figure"]) == (BOX, 0)
    work_off()  # a random network may or may not find her; either way the other tries stay
    job = Job.objects.latest("created_at")
    assert (job.error or {"code": "invalid_request"})["code"] == "invalid_request"
    assert panels(client, story)[0]["pictures"][0] == panel["pictures"][0]


def test_what_cannot_be_drawn_over_is_refused(client: Client, story: Any) -> None:
    panel = drawn_panel(client, story, "a fox in the snow")
    stranger = new_character(client, story)
    path, picture = f"/panels/{panel['id']}/render", panel["pictures"][0]["id"]
    elsewhere = drawn_panel(client, story, "a bear")["pictures"][0]["id"]
    refused = [
        post(client, path, {"redo": {"picture": elsewhere, "strength": 0.5}}, 422)["code"],
        post(client, path, {"redo": {"picture": picture, "strength": 0.5, "character": stranger["id"]}}, 422)["code"],
        post(client, path, {"redo": {"picture": picture, "strength": 0}}, 422)["code"],
    ]
    assert refused == ["not_a_try", "not_in_panel", "invalid"]
    artifacts.path(Picture.objects.order_by("created_at")[0].file).unlink()
    post(client, path, {"redo": {"picture": picture, "strength": 0.5}}, 202)
    work_off()
    error = Job.objects.latest("created_at").error
    assert error is not None
    assert error["code"] == "picture_damaged"
