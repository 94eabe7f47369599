"""Drawing many panels, and the ways to stop; locks and kept looks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jobs import leases
from jobs.models import Job
from tests.drawing import get, new_character, new_panel, new_story, patch, post


@pytest.fixture
def story(client: Client) -> Any:
    return new_story(client)


def plan(client: Client, story: Any) -> Any:
    return get(client, f"/stories/{story['id']}/plan")


def draw(client: Client, story: Any, panels: list[str], **headers: str) -> Any:
    return post(client, f"/stories/{story['id']}/draw", {"panels": panels}, 202, **headers)


def test_the_plan_says_what_is_missing_and_what_has_to_wait(client: Client, story: Any) -> None:
    mia = new_character(client, story)["id"]
    ready = new_panel(client, story, "a fox in the snow")["id"]
    waits = new_panel(client, story, "in the snow", (mia,))["id"]
    empty = new_panel(client, story)["id"]
    locked = new_panel(client, story, "a robot")
    patch(client, f"/panels/{locked['id']}", {"locked": True}, locked["revision"])
    made = plan(client, story)
    assert (made["missing"], made["stale"], made["seconds_each"]) == ([ready], [], None)
    assert {each["panel"]: each["error"]["code"] for each in made["blocked"]} == {
        waits: "character_not_picked",
        empty: "scene_empty",
    }
    draw(client, story, [ready])
    assert plan(client, story)["missing"] == []


def test_one_that_cannot_be_drawn_stops_nobody(client: Client, story: Any) -> None:
    first, empty, last = (new_panel(client, story, scene)["id"] for scene in ("a fox", "", "a robot"))
    elsewhere = new_panel(client, new_story(client), "a bear")["id"]
    answer = draw(client, story, [first, empty, last, first, elsewhere])
    assert [job["subject"]["id"] for job in answer["jobs"]] == [first, last]
    assert [(each["panel"], each["error"]["code"]) for each in answer["blocked"]] == [(empty, "scene_empty")]
    assert answer["blocked"][0]["error"]["hint"]


def test_the_same_wish_twice_is_one(client: Client, story: Any) -> None:
    panels = [new_panel(client, story, scene)["id"] for scene in ("a fox", "a robot")]
    first = draw(client, story, panels, **{"Idempotency-Key": "k" * 100})
    Job.objects.filter(pk=first["jobs"][0]["id"]).update(state="failed")
    again = draw(client, story, panels, **{"Idempotency-Key": "k" * 100})
    assert [job["id"] for job in again["jobs"]] == [first["jobs"][0]["id"]]
    assert Job.objects.count() == 2


@pytest.mark.parametrize(("waiting_only", "running"), [(True, "running"), (False, "cancelling")])
def test_cancel_what_waits_or_all(client: Client, story: Any, waiting_only: bool, running: str) -> None:
    panels = [new_panel(client, story, scene)["id"] for scene in ("a fox", "a robot", "a bear")]
    draw(client, story, panels)
    export = post(client, f"/stories/{story['id']}/export", {}, 202)["id"]
    began = leases.claim_next("test")
    assert began is not None
    post(client, f"/stories/{story['id']}/cancel", {"waiting_only": waiting_only})
    states = {str(job.subject_id): job.state for job in Job.objects.filter(kind="render")}
    assert states == {panels[0]: running, panels[1]: "cancelled", panels[2]: "cancelled"}
    assert Job.objects.get(pk=export).state == "queued", "the book is no drawing"


def test_a_kept_look_is_the_seed_of_the_next_tries(client: Client, story: Any) -> None:
    panel = new_panel(client, story, "a fox")
    path = f"/panels/{panel['id']}"
    kept = patch(client, path, {"seed": 11}, panel["revision"])
    assert (kept["seed"], kept["scene"]) == (11, "a fox")
    changed = patch(client, path, {"scene": "a robot"}, kept["revision"])
    assert changed["seed"] == 11
    post(client, f"{path}/render", {}, 202)
    assert Job.objects.get().params["seed"] == 11
    assert patch(client, path, {"seed": None}, changed["revision"])["seed"] is None
    post(client, f"{path}/render", {}, 202)
    assert Job.objects.latest("created_at").params["seed"] != 11


def test_a_locked_panel_keeps_its_picture(client: Client, story: Any) -> None:
    panel = new_panel(client, story, "a fox")
    path = f"/panels/{panel['id']}"
    locked = patch(client, path, {"locked": True}, panel["revision"])
    refused = post(client, f"{path}/render", {}, 422)
    assert (refused["code"], "Unlock" in refused["hint"]) == ("panel_locked", True)
    assert post(client, f"{path}/keep", {"picture": panel["id"]}, 422)["code"] == "panel_locked"
    words = patch(client, path, {"scene": "a robot"}, locked["revision"])
    assert (words["scene"], words["locked"]) == ("a robot", True)
    patch(client, path, {"locked": False}, words["revision"])
    post(client, f"{path}/render", {}, 202)


def test_quota_is_told_and_not_taken_for_a_blocked_panel(client: Client, story: Any, settings: Any) -> None:
    settings.JOB_QUOTAS = {"queued": 1}
    panels = [new_panel(client, story, "a fox in the snow")["id"] for _ in range(3)]
    made = draw(client, story, panels)
    assert len(made["jobs"]) == 1
    assert [each["error"]["code"] for each in made["blocked"]] == ["too_much"]
    assert post(client, f"/stories/{story['id']}/draw", {"panels": panels[1:]}, 429)["code"] == "too_much"
