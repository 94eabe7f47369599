"""Characters over HTTP, up to the queue."""

from __future__ import annotations

from django.test import Client

from jobs.models import Job
from tests.drawing import get, new_character, new_panel, new_story, patch, post


def test_new_character_is_a_draft(client: Client) -> None:
    story = new_story(client)
    character = new_character(client, story, description="  a white\nfox with a green scarf ")
    assert (character["state"], character["base_word"]) == ("draft", "fox")
    assert character["description"] == "a white fox with a green scarf"
    assert get(client, f"/stories/{story['id']}")["cast"] == [character]


def test_description_needs_a_noun(client: Client) -> None:
    story = new_story(client)
    answer = post(client, f"/stories/{story['id']}/characters", {"name": "Mia", "description": "12"}, 422)
    assert answer["code"] == "no_character_word"


def test_limits_are_said_in_words(client: Client) -> None:
    story = new_story(client)
    body = {"name": "M" * 61, "description": "a fox"}
    answer = post(client, f"/stories/{story['id']}/characters", body, 422)
    assert answer["message"] == "The name is 61 characters long; it can have at most 60."


def test_two_of_one_name_are_refused(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)
    tom = new_character(client, story, name="Tom")
    body = {"name": "mia", "description": "a bear"}
    assert post(client, f"/stories/{story['id']}/characters", body, 422)["code"] == "name_taken"
    assert patch(client, f"/characters/{tom['id']}", {"name": "Mia"}, 1, 422)["code"] == "name_taken"
    assert patch(client, f"/characters/{mia['id']}", {"name": "MIA"}, 1)["name"] == "MIA"
    assert new_character(client, new_story(client))["name"] == "Mia"


def test_change_needs_the_newest_revision(client: Client) -> None:
    character = new_character(client, new_story(client))
    path = f"/characters/{character['id']}"
    changed = patch(client, path, {"description": "a red fox"}, 1)
    assert (changed["revision"], changed["description"], changed["name"]) == (2, "a red fox", "Mia")
    conflict = patch(client, path, {"name": "Ada"}, 1, 409)
    assert conflict["details"]["current"]["description"] == "a red fox"
    assert patch(client, path, {"name": "Ada"}, None, 422)["code"] == "revision_missing"


def test_propose_puts_a_job_in_line(client: Client) -> None:
    story = new_story(client)
    character = new_character(client, story)
    job = post(client, f"/characters/{character['id']}/propose", {}, 202)
    assert (job["kind"], job["state"], job["subject"]["id"]) == ("propose", "queued", character["id"])
    shown = get(client, f"/stories/{story['id']}")
    assert shown["cast"][0]["state"] == "proposing"
    assert [each["id"] for each in shown["jobs"]] == [job["id"]]
    params = Job.objects.get().params
    assert (params["description"], params["base_word"], params["count"]) == ("a white fox", "fox", 11)


def test_propose_twice_with_one_key_is_one_job(client: Client) -> None:
    character = new_character(client, new_story(client))
    path = f"/characters/{character['id']}/propose"
    jobs = [post(client, path, {}, 202, **{"Idempotency-Key": "k"})["id"] for _ in range(2)]
    assert jobs[0] == jobs[1]


def test_cancelled_propose_leaves_a_draft(client: Client) -> None:
    story = new_story(client)
    character = new_character(client, story)
    job = post(client, f"/characters/{character['id']}/propose", {}, 202)
    post(client, f"/jobs/{job['id']}/cancel")
    assert get(client, f"/stories/{story['id']}")["cast"][0]["state"] == "draft"


def test_count_of_candidates_is_limited(client: Client) -> None:
    character = new_character(client, new_story(client))
    assert post(client, f"/characters/{character['id']}/propose", {"count": 12}, 422)["code"] == "invalid"


def test_tune_needs_a_pick(client: Client) -> None:
    character = new_character(client, new_story(client))
    answer = post(client, f"/characters/{character['id']}/tune", {}, 422)
    assert answer["code"] == "character_not_picked"
    assert "Mia" in answer["message"]
    assert answer["hint"]


def test_character_on_a_page_is_not_deleted(client: Client) -> None:
    story = new_story(client)
    character = new_character(client, story)
    panel = new_panel(client, story, "in the snow", (character["id"],))
    answer = client.delete(f"/api/characters/{character['id']}")
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["details"]) == ("character_in_use", {"pages": [1]})
    patch(client, f"/panels/{panel['id']}", {"cast": []}, panel["revision"])
    assert client.delete(f"/api/characters/{character['id']}").status_code == 204
    assert get(client, f"/stories/{story['id']}")["cast"] == []
