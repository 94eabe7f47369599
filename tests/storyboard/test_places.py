"""Who stands where: kept with the panel, put into the picture's request, and a reason for a picture to be stale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from characters import studio
from characters.studio import Painted, RenderRequest
from jobs.models import Job
from tests.drawing import get, learnt_character, new_panel, new_story, patch, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

LEFT = {"left": 0.0, "top": 0.2, "right": 0.45, "bottom": 1.0}
RIGHT = {"left": 0.55, "top": 0.2, "right": 1.0, "bottom": 1.0}


#: the left half, as it is painted
PAINTED = ["1100", "1100", "0100"]


def place(character: Any, box: dict[str, float], depth: int = 0, painted: list[str] | None = None) -> dict[str, Any]:
    return {"character": character["id"], "box": box, "depth": depth, "painted": painted}


def test_places_reach_the_picture_and_order_who_is_not_named(client: Client) -> None:
    story = new_story(client)
    mia, rex = learnt_character(client, story, "Mia"), learnt_character(client, story, "Rex", "a green dragon")
    panel = new_panel(client, story, "in the snow", (mia["id"], rex["id"]))
    path = f"/panels/{panel['id']}"
    wanted = [place(mia, RIGHT, 1), place(rex, LEFT)]
    assert patch(client, path, {"places": wanted}, panel["revision"])["places"] == wanted
    post(client, f"{path}/render", {}, 202)
    request = Job.objects.latest("created_at").params
    assert [(who["name"], who["place"]["box"], who["place"]["depth"]) for who in request["cast"]] == [
        ("Rex", LEFT, 0),
        ("Mia", RIGHT, 1),
    ]
    assert request["prompt"].index("dragon") < request["prompt"].index("fox")
    work_off()

    def shown() -> Any:
        return get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]

    assert shown()["pictures"][0]["stale"] == []
    patch(client, path, {"places": [place(mia, RIGHT), place(rex, LEFT)]}, shown()["revision"])
    assert [each["reason"] for each in shown()["pictures"][0]["stale"]] == ["places"]
    patch(client, path, {"places": []}, shown()["revision"])
    assert [each["reason"] for each in shown()["pictures"][0]["stale"]] == ["places"]


def test_a_scene_that_names_them_the_other_way_round_is_told(client: Client) -> None:
    story = new_story(client)
    mia, rex = learnt_character(client, story, "Mia"), learnt_character(client, story, "Rex", "a green dragon")
    panel = new_panel(client, story, "Mia and Rex in the snow", (mia["id"], rex["id"]))
    path = f"/panels/{panel['id']}"
    patch(client, path, {"places": [place(mia, RIGHT), place(rex, LEFT)]}, panel["revision"])
    post(client, f"{path}/render", {}, 202)
    notices = Job.objects.latest("created_at").params["notices"]
    assert any("names Mia before Rex, who stands further left" in notice for notice in notices)


def test_a_painted_area_is_drawn_in_and_goes_stale(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    mia = learnt_character(client, story, "Mia")
    panel = new_panel(client, story, "in the snow", (mia["id"],))
    path = f"/panels/{panel['id']}"
    placed = patch(client, path, {"places": [place(mia, LEFT, 0, PAINTED)]}, panel["revision"])
    assert placed["places"] == [place(mia, LEFT, 0, PAINTED)]
    asked: list[RenderRequest] = []
    render = studio.render

    def noted(requests: Sequence[RenderRequest], *rest: Any) -> None:
        asked.extend(requests)
        render(requests, *rest)

    monkeypatch.setattr(studio, "render", noted)
    post(client, f"{path}/render", {}, 202)
    work_off()
    assert [each.area for each in asked[0].cast] == [Painted(tuple(PAINTED))]

    def shown() -> Any:
        return get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]

    assert shown()["pictures"][0]["stale"] == []
    patch(client, path, {"places": [place(mia, LEFT)]}, shown()["revision"])
    assert [each["reason"] for each in shown()["pictures"][0]["stale"]] == ["places"]


@pytest.mark.parametrize("rows", [[], ["00", "00"], ["01", "0"], ["0x"], [""], ["1" * 65], ["1"] * 65])
def test_a_painted_area_that_is_none_is_refused(client: Client, rows: list[str]) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "in the snow")
    refused = patch(client, f"/panels/{panel['id']}", {"places": [place(story, LEFT, 0, rows)]}, panel["revision"], 422)
    assert refused["code"] == "invalid"


def test_who_leaves_and_comes_back_finds_the_place_again(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story, "Mia")
    panel = new_panel(client, story, "in the snow", (mia["id"],))
    path = f"/panels/{panel['id']}"
    placed = patch(client, path, {"places": [place(mia, LEFT)]}, panel["revision"])
    gone = patch(client, path, {"cast": []}, placed["revision"])
    post(client, f"{path}/render", {}, 202)
    assert Job.objects.latest("created_at").params["cast"] == []
    assert patch(client, path, {"cast": [mia["id"]]}, gone["revision"])["places"] == [place(mia, LEFT)]
    page = get(client, f"/stories/{story['id']}")["pages"][0]["id"]
    copy = post(client, f"/pages/{page}/duplicate", {}, 201)
    assert copy["panels"][0]["places"] == [place(mia, LEFT)]


@pytest.mark.parametrize(
    "box",
    [
        {"left": 0.5, "top": 0.0, "right": 0.5, "bottom": 1.0},
        {"left": 0.5, "top": 0.0, "right": 1.5, "bottom": 1.0},
        {"left": 0.6, "top": 0.0, "right": 0.5, "bottom": 1.0},
    ],
)
def test_an_impossible_place_is_refused(client: Client, box: dict[str, float]) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "in the snow")
    refused = patch(client, f"/panels/{panel['id']}", {"places": [place(story, box)]}, panel["revision"], 422)
    assert refused["code"] == "invalid"
    assert get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]["places"] == []
