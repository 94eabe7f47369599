"""Stories, pages and panels over HTTP, up to the queue."""

from __future__ import annotations

import uuid
from typing import Any, get_args

import pytest
from django.test import Client

from characters.models import Character
from jobs.models import Job
from storyboard.publishing import Language
from tests.drawing import get, new_character, new_panel, new_story, patch, post
from tests.storyboard.publishing.scripts import SCRIPTS


def positions(pages: Any) -> list[tuple[int, str]]:
    return [(page["position"], page["id"]) for page in pages]


def test_a_story_begins_with_empty_pages(client: Client) -> None:
    story = post(client, "/stories", {"title": "Mia", "pages": 3}, 201)
    assert [(page["position"], page["text"], len(page["panels"])) for page in story["pages"]] == [
        (0, "", 1),
        (1, "", 1),
        (2, "", 1),
    ]
    assert post(client, "/stories", {"title": "Mia", "pages": 201}, 422)["code"] == "invalid"


def test_new_story_is_empty(client: Client) -> None:
    story = new_story(client, "  The  fox ")
    assert (story["title"], story["revision"], story["pages"], story["cast"]) == ("The fox", 1, [], [])
    assert get(client, "/stories")[0]["id"] == story["id"]


@pytest.mark.parametrize(("title", "message"), [("", "empty"), (" \n", "empty"), ("x" * 201, "at most 200")])
def test_title_is_checked(client: Client, title: str, message: str) -> None:
    answer = post(client, "/stories", {"title": title}, 422)
    assert message in answer["message"]
    assert answer["safe"]
    assert answer["hint"]


def test_title_changes_with_the_newest_revision_only(client: Client) -> None:
    path = f"/stories/{new_story(client)['id']}"
    assert patch(client, path, {"title": "Ada"}, 1)["revision"] == 2
    conflict = patch(client, path, {"title": "Eve"}, 1, 409)
    assert conflict["details"]["current"]["title"] == "Ada"
    assert get(client, path)["title"] == "Ada"


def test_a_story_says_its_language(client: Client) -> None:
    story = new_story(client)
    assert story["language"] == "en"
    path = f"/stories/{story['id']}"
    assert patch(client, path, {"language": "he"}, 1)["language"] == "he"
    assert patch(client, path, {"title": "Ada"}, 2)["language"] == "he"
    assert post(client, "/stories", {"title": "ゆき", "language": "ja"}, 201)["language"] == "ja"
    for wrong in ("tlh", "", "english"):
        assert patch(client, path, {"language": wrong}, 3, 422)["hint"]
    assert get(client, path)["language"] == "he"


def test_the_languages_on_offer_are_those_that_books_are_set_in() -> None:
    assert {language for language, _ in SCRIPTS.values()} <= set(get_args(Language))


def test_the_language_of_a_story_decides_its_book_s_binding(client: Client) -> None:
    story = post(client, "/stories", {"title": "שועל", "language": "he"}, 201)
    new_panel(client, story, "a fox")
    found = post(client, f"/stories/{story['id']}/preflight", {"profile": "kdp-paperback"})["findings"]
    assert "right_bound" in {each["code"] for each in found}


def test_pages_keep_their_order(client: Client) -> None:
    story = new_story(client)
    path = f"/stories/{story['id']}"
    first = post(client, f"{path}/pages", {}, 201)["id"]
    last = post(client, f"{path}/pages", {}, 201)["id"]
    middle = post(client, f"{path}/pages", {"after": first}, 201)["id"]
    assert positions(get(client, path)["pages"]) == [(0, first), (1, middle), (2, last)]
    moved = post(client, f"/pages/{last}/move", {"position": 0})
    assert positions(moved) == [(0, last), (1, first), (2, middle)]
    assert positions(post(client, f"/pages/{last}/move", {"position": 99}))[2] == (2, last)
    assert client.delete(f"/api/pages/{first}").status_code == 204
    assert positions(get(client, path)["pages"]) == [(0, middle), (1, last)]


def test_text_of_a_page(client: Client) -> None:
    page = post(client, f"/stories/{new_story(client)['id']}/pages", {}, 201)
    changed = patch(client, f"/pages/{page['id']}", {"text": "One.\r\nTwo.\x07"}, 1)
    assert (changed["text"], changed["revision"]) == ("One.\nTwo.", 2)
    assert "at most 2000" in patch(client, f"/pages/{page['id']}", {"text": "x" * 2001}, 2, 422)["message"]


def test_every_change_is_an_event_and_counts(client: Client) -> None:
    story = new_story(client)
    page = post(client, f"/stories/{story['id']}/pages", {}, 201)
    patch(client, f"/pages/{page['id']}", {"text": "One."}, 1)
    told = get(client, f"/stories/{story['id']}/events?since=1")
    assert told["seq"] == get(client, f"/stories/{story['id']}")["seq"] == 2
    assert [event["changed"] for event in told["events"]] == [[f"page:{page['id']}@2"]]


def test_cast_of_a_panel(client: Client) -> None:
    story = new_story(client)
    mia, tom = new_character(client, story)["id"], new_character(client, story, "Tom", "a robot")["id"]
    panel = new_panel(client, story, "in the snow", (tom, mia, tom))
    assert panel["cast"] == [tom, mia]
    stranger = str(uuid.uuid4())
    assert patch(client, f"/panels/{panel['id']}", {"cast": [stranger]}, 2, 422)["code"] == "not_in_cast"
    assert patch(client, f"/panels/{panel['id']}", {"scene": "at sea"}, 2)["cast"] == [tom, mia]


def test_scene_is_saved_without_a_model(client: Client, settings: Any) -> None:
    panel = new_panel(client, new_story(client))
    settings.ONEACTOR_BACKEND = "no-such-model"
    saved = patch(client, f"/panels/{panel['id']}", {"scene": "in the snow"}, panel["revision"])
    assert (saved["scene"], saved["notices"]) == ("in the snow", [])


@pytest.mark.parametrize("learnt", [False, True])
def test_drawing_needs_learnt_characters(client: Client, learnt: bool) -> None:
    story = new_story(client)
    character = new_character(client, story)
    panel = new_panel(client, story, "in the snow", (character["id"],))
    if learnt:
        row = Character.objects.get()
        proposal = row.proposals.create(job_id=uuid.uuid4(), request={"description": row.description})
        row.target = proposal.candidates.create(index=0, picture="0.png")
        row.save()
    answer = post(client, f"/panels/{panel['id']}/render", {}, 422)
    assert answer["code"] == ("character_not_learnt" if learnt else "character_not_picked")
    assert "Mia" in answer["message"]
    assert "Mia" in answer["hint"]
    assert not Job.objects.exists()


def test_drawing_needs_a_scene(client: Client) -> None:
    panel = new_panel(client, new_story(client))
    assert post(client, f"/panels/{panel['id']}/render", {}, 422)["code"] == "scene_empty"


def test_drawing_more_characters_than_tested_is_refused(client: Client) -> None:
    story = new_story(client)
    cast = tuple(new_character(client, story, f"Mia {number}")["id"] for number in range(4))
    panel = new_panel(client, story, "in the snow", cast)
    answer = post(client, f"/panels/{panel['id']}/render", {}, 422)
    assert (answer["code"], answer["details"]) == ("too_many_characters", {"limit": 3})


def test_seeds_are_kept_or_derived(client: Client) -> None:
    panel = new_panel(client, new_story(client), "a fox, in the snow")
    for body in ({"seed": 7}, {}, {}):
        post(client, f"/panels/{panel['id']}/render", body, 202)
    seeds = [job.params["seed"] for job in Job.objects.order_by("created_at")]
    assert seeds[0] == 7
    assert len(set(seeds)) == 3
    assert Job.objects.latest("created_at").params["prompt"] == "a fox, in the snow"


def test_export_needs_a_page(client: Client) -> None:
    story = new_story(client)
    assert post(client, f"/stories/{story['id']}/export", {}, 422)["code"] == "no_pages"
    post(client, f"/stories/{story['id']}/pages", {}, 201)
    assert post(client, f"/stories/{story['id']}/export", {}, 202)["state"] == "queued"
    assert get(client, "/stories")[0]["jobs_running"] == 1


def test_unknown_api_address_is_json(client: Client) -> None:
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_check_words_and_studio(client: Client) -> None:
    assert get(client, "/studio")["any_word"] is True
    assert post(client, "/words/check", {"text": "a white fox", "base_word": True}) == {
        "unknown": [],
        "base_words": ["fox"],
    }
