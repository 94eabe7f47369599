"""The picture that is chosen for the front of a book: kept with the story, and said where it is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from storyboard.models import Picture
from tests.drawing import get, new_panel, new_story, patch, post, work_off
from tests.storyboard.test_books import drawn_story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def _findings(client: Client, story: Any) -> list[tuple[str, int | None, int | None]]:
    found = post(client, f"/stories/{story['id']}/preflight", {})["findings"]
    return [(each["code"], each["page"], each["panel"]) for each in found if each["code"].startswith("cover")]


def _keep_another(client: Client, panel: str) -> str:
    """Has a try drawn and kept; returns its id."""
    post(client, f"/panels/{panel}/render", {}, 202)
    work_off()
    picture = str(Picture.objects.filter(panel_id=panel).latest("created_at").pk)
    post(client, f"/panels/{panel}/keep", {"picture": picture})
    return picture


def test_any_panel_can_be_the_cover_and_stays_it_with_another_picture(client: Client) -> None:
    story = drawn_story(client)
    address = f"/stories/{story['id']}"
    first = story["pages"][0]["panels"][0]
    below = post(client, f"/pages/{story['pages'][0]['id']}/layout", {"panels": 2})["panels"][1]
    patch(client, f"/panels/{below['id']}", {"scene": "a bear"}, below["revision"])
    story = patch(client, address, {"cover_panel": below["id"]}, story["revision"])
    assert story["cover_panel"] == below["id"]
    assert _findings(client, story) == [("cover_not_drawn", 1, 2)]
    assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{first['kept']}"
    for _ in range(2):
        picture = _keep_another(client, below["id"])
        assert get(client, address)["cover_panel"] == below["id"]
        assert _findings(client, story) == []
        assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{picture}"
    story = patch(client, address, {"title": "Mia again"}, story["revision"])
    assert story["cover_panel"] == below["id"]
    assert patch(client, address, {"cover_panel": None}, story["revision"])["cover_panel"] is None
    assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{first['kept']}"


def test_a_deleted_cover_is_said_and_comes_back_with_its_panel(client: Client) -> None:
    story = drawn_story(client)
    chosen = new_panel(client, story, "a bear")
    _keep_another(client, chosen["id"])
    story = patch(client, f"/stories/{story['id']}", {"cover_panel": chosen["id"]}, story["revision"])
    page = get(client, f"/stories/{story['id']}")["pages"][1]["id"]
    assert client.delete(f"/api/pages/{page}").status_code == 204
    assert _findings(client, story) == [("cover_deleted", None, None)]
    post(client, f"/pages/{page}/restore")
    assert _findings(client, story) == []
    for address in (f"/api/pages/{page}", f"/api/pages/{page}?for_good=true"):
        assert client.delete(address).status_code == 204
    assert _findings(client, story) == [("cover_deleted", None, None)]
    story = patch(client, f"/stories/{story['id']}", {"cover_panel": None}, story["revision"])
    undone = patch(client, f"/stories/{story['id']}", {"cover_panel": chosen["id"]}, story["revision"], 422)
    assert (undone["code"], "deleted for good" in undone["message"]) == ("picture_gone", True)


def test_a_panel_of_another_story_is_no_cover(client: Client) -> None:
    story, other = drawn_story(client), new_story(client)
    for panel, code in ((new_panel(client, other)["id"], "other_story"), (other["id"], "picture_gone")):
        refused = patch(client, f"/stories/{story['id']}", {"cover_panel": panel}, story["revision"], 422)
        assert refused["code"] == code
    assert get(client, f"/stories/{story['id']}")["cover_panel"] is None
