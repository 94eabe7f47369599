"""Propose and tune with a back-end that really draws and learns."""

from __future__ import annotations

import pytest
from django.test import Client

import oneactor
from characters.models import Candidate, Card, Proposal
from jobs import artifacts, leases, services
from jobs.models import Job
from jobs.tasks import run
from jobs.work import Work
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, patch, post, work_off

# The heartbeat writes from a thread of its own, so the test may not hold the database in one transaction.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def test_from_words_to_a_learnt_character(client: Client) -> None:
    story = new_story(client)
    character = learnt_character(client, story)
    assert character["state"] == "ready"
    assert character["tuned_steps"] > 0
    assert [each["index"] for each in character["candidates"]] == [0, 1, 2, 3]
    card = Card.objects.get()
    assert card.model == oneactor.card_model(artifacts.path(card.file))
    picture = client.get(character["candidates"][0]["url"])
    assert picture.content.startswith(b"\x89PNG")
    assert "immutable" in picture["Cache-Control"]


def test_a_changed_pick_makes_the_card_stale_and_changed_words_ask_for_new_looks(client: Client) -> None:
    story = new_story(client)
    character = learnt_character(client, story)
    path = f"/characters/{character['id']}"
    assert patch(client, path, {"name": "Ada"}, character["revision"])["state"] == "ready"
    other = post(client, f"{path}/pick", {"candidate": character["candidates"][2]["id"]})
    assert other["state"] == "stale"
    back = post(client, f"{path}/pick", {"candidate": character["target"]})
    assert back["state"] == "ready"
    changed = patch(client, path, {"description": "a red fox"}, back["revision"])
    assert changed["state"] == "reworded"
    assert post(client, f"{path}/tune", {}, 422)["code"] == "words_changed"
    panel = new_panel(client, story, "in the snow", (character["id"],))
    assert post(client, f"/panels/{panel['id']}/render", {}, 422)["code"] == "words_changed"
    again = patch(client, path, {"description": character["description"]}, changed["revision"])
    assert again["state"] == "ready"


def test_cancel_keeps_finished_candidates_and_tuning_completes_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = new_story(client)
    character = new_character(client, story)
    job = post(client, f"/characters/{character['id']}/propose", {"count": 4, "seed": 3}, 202)
    user = Job.objects.get().owner
    report = Work.report

    def cancel_after_two(work: Work, done: int, total: int, step: str) -> None:
        if Candidate.objects.count() >= 2:
            services.cancel(user, work.job.pk)
        report(work, done, total, step)

    with monkeypatch.context() as patched:
        patched.setattr(Work, "report", cancel_after_two)
        work_off()
    shown = get(client, f"/stories/{story['id']}")["cast"][0]
    assert (shown["state"], len(shown["candidates"]) >= 2) == ("to_pick", True)
    assert Job.objects.get(pk=job["id"]).state == "cancelled"
    assert Proposal.objects.get().file == ""
    before = Candidate.objects.get(index=0).picture
    post(client, f"/characters/{character['id']}/pick", {"candidate": shown["candidates"][0]["id"]})
    post(client, f"/characters/{character['id']}/tune", {}, 202)
    work_off()
    assert Candidate.objects.get(index=0).picture == before
    assert get(client, f"/stories/{story['id']}")["cast"][0]["state"] == "ready"


def test_tuning_goes_on_from_the_checkpoint_of_a_lost_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    character = learnt_character(client, story)
    wanted = Card.objects.get().file
    post(client, f"/characters/{character['id']}/tune", {"seed": 0}, 202)
    job = leases.claim_next("lost")
    assert job is not None
    report = Work.report

    def die_half_way(work: Work, done: int, total: int, step: str) -> None:
        report(work, done, total, step)
        if done >= total // 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Work, "report", die_half_way)
        run(job)
    assert Work(job).checkpoint.exists()
    leases.requeue(job)
    steps: list[int] = []

    def listen(work: Work, done: int, total: int, step: str) -> None:
        if step.startswith("learning on from step"):
            steps.append(done)
        report(work, done, total, step)

    monkeypatch.setattr(Work, "report", listen)
    work_off()
    assert steps[0] > 4
    assert Card.objects.latest("created_at").file == wanted
    assert not Work(job).checkpoint.exists()


def test_attention_after_a_failure(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    character = new_character(client, story)
    post(client, f"/characters/{character['id']}/propose", {"count": 4}, 202)
    monkeypatch.setattr("characters.studio.propose", lambda *_: 1 / 0)
    work_off()
    shown = get(client, f"/stories/{story['id']}")
    assert shown["cast"][0]["state"] == "attention"
    assert shown["jobs"][0]["error"]["code"] == "internal"
