"""Proofs: pages as they will be printed, for everybody who may read the story."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from storyboard.publishing import proof
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, patch, post, work_off
from tests.storyboard.test_books import drawn_story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]
SHOP = {"profile": "kdp-paperback"}


@pytest.fixture
def story(client: Client) -> Any:
    """One page with words, and no picture."""
    made = new_story(client)
    new_panel(client, made, "a fox, in the snow")
    page = get(client, f"/stories/{made['id']}")["pages"][0]
    patch(client, f"/pages/{page['id']}", {"text": "Mia wakes up."}, page["revision"])
    return get(client, f"/stories/{made['id']}")


def shown(client: Client, story: Any, part: str, **query: str | int) -> Image.Image:
    answer = client.get(f"/api/stories/{story['id']}/proof/{part}", query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "private" in answer["Cache-Control"]
    return Image.open(BytesIO(answer.content))


def test_pages_say_what_is_on_them_and_where_they_are_cut(client: Client, story: Any) -> None:
    found = post(client, f"/stories/{story['id']}/proof", SHOP)
    assert (len(found["pages"]), found["right_bound"]) == (24, False)
    assert [each["right"] for each in found["pages"][:3]] == [True, False, True]
    page = next(each for each in found["pages"] if each["story_page"] == 1)
    assert page["words"] == "Mia wakes up."
    assert (page["width"], page["height"], page["right"]) == (8.625, 8.75, False)
    # a left page: bleed outside, on the left, and none at the binding
    assert page["trim"] == {"left": 0.125, "top": 0.125, "width": 8.5, "height": 8.5}
    assert page["safe"] == {"left": 0.5, "top": 0.5, "width": 7.75, "height": 7.75}


def test_a_page_is_a_picture_of_its_paper(client: Client, story: Any) -> None:
    assert shown(client, story, "page", **SHOP, index=3).size == (863, 875)
    assert shown(client, story, "page", **SHOP, index=3, large=True).size == (1725, 1750)
    assert shown(client, story, "page", profile="home-booklet", index=1).size == (550, 850)
    assert shown(client, story, "page", index=1).getcolors(100_000) != shown(client, story, "page").getcolors(100_000)


def test_the_cover_is_one_picture_with_its_places(client: Client, story: Any) -> None:
    cover = post(client, f"/stories/{story['id']}/proof", SHOP)["cover"]
    assert cover["width"] == pytest.approx(17.306328)
    assert cover["spine"] == pytest.approx({"left": 8.625, "top": 0.125, "width": 0.056328, "height": 8.5})
    assert cover["barcode"] == {"left": 6.375, "top": 7.175, "width": 2.0, "height": 1.2}
    assert cover["safe"][0] == {"left": 0.375, "top": 0.375, "width": 8.0, "height": 8.0}
    assert shown(client, story, "cover", **SHOP).size == (1731, 875)
    assert post(client, f"/stories/{story['id']}/proof", {})["cover"] is None
    assert client.get(f"/api/stories/{story['id']}/proof/cover").status_code == 422


def test_a_cover_comes_with_the_width_of_its_spine(client: Client, story: Any) -> None:
    wanted: dict[str, str | int] = {"profile": "ingramspark", "spine": "0.25", "spine_pages": 18}
    cover = post(client, f"/stories/{story['id']}/proof", wanted)["cover"]
    assert (cover["width"], cover["spine"]["width"]) == (17.5, 0.25)
    assert shown(client, story, "cover", **wanted).size == (1750, 875)
    for other in ({"spine": 0}, {"spine_pages": 20}):
        assert post(client, f"/stories/{story['id']}/proof", wanted | other)["cover"] is None
        found = post(client, f"/stories/{story['id']}/preflight", wanted | other)["findings"]
        assert "spine_width" in [each["code"] for each in found]
    assert post(client, f"/stories/{story['id']}/proof", wanted | {"spine": 5}, 422)["code"]


def test_the_same_page_is_drawn_once(client: Client, story: Any) -> None:
    proof.page_picture.cache_clear()
    proof._book_file.cache_clear()
    for index in (0, 1, 1):
        shown(client, story, "page", **SHOP, index=index)
    assert proof._book_file.cache_info().misses == 1
    assert proof.page_picture.cache_info().hits == 1


def test_other_words_make_no_picture_anew(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.PLATES = tmp_path / "plates"
    story = drawn_story(client)
    shown(client, story, "page", **SHOP, index=4)
    made = {each.name: each.stat().st_ino for each in settings.PLATES.iterdir()}
    page = get(client, f"/stories/{story['id']}")["pages"][0]
    patch(client, f"/pages/{page['id']}", {"text": "Mia yawns."}, page["revision"])
    proof.page_picture.cache_clear()
    shown(client, story, "page", **SHOP, index=4)
    assert made
    assert {each.name: each.stat().st_ino for each in settings.PLATES.iterdir()} == made


def test_what_cannot_be_set_says_why(client: Client, story: Any) -> None:
    page = story["pages"][0]
    patch(client, f"/pages/{page['id']}", {"text": "𐎀"}, page["revision"])
    error = post(client, f"/stories/{story['id']}/proof", {}, 422)
    assert (error["code"], error["details"]["page"]) == ("cannot_publish", 1)
    assert error["details"]["finding"]["values"] == {"letters": "𐎀"}
    assert client.get(f"/api/stories/{story['id']}/proof/page").status_code == 422


@pytest.mark.parametrize(
    "query", [{"index": 99}, {"index": -1}, {"large": "huge"}, {"face": "Comic"}, {"profile": "x"}]
)
def test_pages_that_there_are_not_are_refused(client: Client, story: Any, query: dict[str, str | int]) -> None:
    answer = client.get(f"/api/stories/{story['id']}/proof/page", query)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_the_typeface_is_the_chosen_one(client: Client, story: Any) -> None:
    andika, lexend = (shown(client, story, "page", index=1, face=face).tobytes() for face in ("Andika", "Lexend"))
    assert andika != lexend


def test_preflight_knows_whom_nothing_was_learnt_of_and_which_tries_wait(client: Client) -> None:
    story = new_story(client)
    tom = new_character(client, story, "Tom")
    mia = learnt_character(client, story, "Mia")
    new_panel(client, story, "in the snow", (tom["id"], mia["id"]))
    panel = new_panel(client, story, "in the sea")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    found = post(client, f"/stories/{story['id']}/preflight", {})["findings"]
    codes = {(each["code"], each["page"]): each["message"] for each in found}
    assert "not yet learnt" in codes["unlearnt", 1]
    assert tom["name"] in codes["unlearnt", 1]
    assert ("no_picture", 1) in codes
    assert ("not_chosen", 2) in codes
    assert ("unlearnt", 2) not in codes
