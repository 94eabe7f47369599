"""Where a story's book is to go and who reads it: kept with the story, and used where books are made."""

from __future__ import annotations

import pytest
from django.test import Client

from storyboard.models import Story
from storyboard.printing import edition_of
from storyboard.publishing import Edition, edition
from storyboard.publishing.geometry import SQUARE_SCREEN
from storyboard.publishing.readers import READERS, for_readers
from storyboard.schemas.books import ExportIn
from tests.drawing import get, new_story, patch, post
from tests.storyboard.packing.files import opened, saved

AIMS = {"profile": "kdp-paperback", "trim": "8 × 10 in", "readers": "4-6", "style": "a watercolor"}


def test_a_new_story_has_what_was_said_and_it_can_be_changed(client: Client) -> None:
    story = post(client, "/stories", {"title": "Mia", **AIMS}, 201)
    assert {name: story[name] for name in AIMS} == AIMS
    changed = patch(client, f"/stories/{story['id']}", {"readers": "", "trim": ""}, story["revision"])
    assert (changed["readers"], changed["trim"], changed["profile"]) == ("", "", "kdp-paperback")


def test_without_a_word_everything_is_left_open(client: Client) -> None:
    story = new_story(client)
    assert {name: story[name] for name in AIMS} == dict.fromkeys(AIMS, "")


def test_another_destination_begins_with_its_first_page_size(client: Client) -> None:
    story = post(client, "/stories", {"title": "Mia", **AIMS}, 201)
    address = f"/stories/{story['id']}"
    story = patch(client, address, {"profile": "kdp-paperback"}, story["revision"])
    assert story["trim"] == AIMS["trim"]
    story = patch(client, address, {"profile": "home-booklet"}, story["revision"])
    assert (story["profile"], story["trim"]) == ("home-booklet", "")
    both = patch(client, address, {"profile": "home-booklet", "trim": "A5, 148 × 210 mm"}, story["revision"])
    assert both["trim"] == "A5, 148 × 210 mm"


@pytest.mark.parametrize("aim", [{"profile": "zorblax"}, {"profile": "screen", "trim": "A5"}, {"trim": "8 × 10 in"}])
def test_what_there_is_not_is_refused_and_nothing_changes(client: Client, aim: dict[str, str]) -> None:
    story = new_story(client)
    assert post(client, "/stories", {"title": "Tom", **aim}, 422)["code"] == "unknown_profile"
    refused = patch(client, f"/stories/{story['id']}", aim, story["revision"], 422)
    assert refused["code"] == "unknown_profile"
    assert get(client, f"/stories/{story['id']}") == story
    assert Story.objects.count() == 1


def test_the_first_page_of_a_destination_says_how_many_it_prints(client: Client) -> None:
    least = {each["id"]: each["least_pages"] for each in get(client, "/profiles")}
    assert least["kdp-paperback"] == 24
    assert least["screen"] == 1


@pytest.mark.parametrize(
    ("readers", "under", "alone"),
    [
        ("", [18, 16, 14], [20, 18, 16]),
        ("0-3", [24, 21, 18, 16, 14], [27, 23, 20, 18, 16]),
        ("4-6", [21, 18, 16, 14], [23, 20, 18, 16]),
        ("7-9", [18, 16, 14], [20, 18, 16]),
        ("10+", [16, 14], [18, 16]),
    ],
)
def test_younger_readers_get_larger_type(readers: str, under: list[int], alone: list[int]) -> None:
    shape = for_readers(SQUARE_SCREEN, readers)
    assert [each.size for each in shape.text_styles] == under
    assert [each.size for each in shape.text_alone_styles] == alone
    assert all(1.3 < each.leading / each.size < 1.55 for each in (*shape.text_styles, *shape.text_alone_styles))


def test_the_ages_are_those_that_a_story_can_have() -> None:
    assert READERS == ("", "0-3", "4-6", "7-9", "10+")


@pytest.mark.django_db
def test_books_are_set_for_the_storys_readers(client: Client) -> None:
    story = Story.objects.get(pk=post(client, "/stories", {"title": "Mia", **AIMS}, 201)["id"])
    made = edition_of(story, ExportIn(profile="kdp-paperback"))
    assert made.readers == "4-6"
    plain: Edition = edition("kdp-paperback")
    assert made.shape(24).text_styles[1:] == plain.shape(24).text_styles


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tiny_backend")
def test_they_go_along_in_the_storys_file(client: Client) -> None:
    story = post(client, "/stories", {"title": "Mia", **AIMS}, 201)
    data = saved(client, story)
    copy = get(client, f"/stories/{opened(client, data).subject_id}")
    assert {name: copy[name] for name in AIMS} == AIMS
    Story.objects.filter(pk=story["id"]).update(profile="a printer of later days", trim="huge")
    elsewhere = get(client, f"/stories/{opened(client, saved(client, story)).subject_id}")
    assert (elsewhere["profile"], elsewhere["trim"], elsewhere["readers"]) == ("", "", "4-6")
