"""Render and export with a back-end that really draws and the real press."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from jobs import artifacts, leases
from jobs.models import Job
from jobs.tasks import run
from jobs.workers import Hand
from storyboard import tasks
from storyboard.models import Panel, Picture
from tests.drawing import get, learnt_character, new_panel, new_story, patch, post, work_off
from tests.jobs.orders import error_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def test_from_a_scene_to_a_book(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    for _ in range(2):
        post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)
    work_off()
    shown = get(client, f"/stories/{story['id']}")
    pictures = shown["pages"][0]["panels"][0]["pictures"]
    assert [each["seed"] for each in pictures] == [5, 5]
    assert pictures[0]["prompt"] == "a white fox, in the snow"
    assert "Mia is in this picture too, though its scene does not say the name." in pictures[0]["notices"]
    assert pictures[0]["likeness"] == [{"character": mia, "score": None}]
    rows = list(Picture.objects.all())
    assert rows[0].file == rows[1].file, "the same request draws the same bytes"
    assert rows[0].request["cast"][0]["card"].endswith(".card")
    numbers = {"backend", "model", "v", "masked", "steps", "scale", "eta_2", "guided", "rescale"}
    assert rows[0].request["drawn_with"].keys() == numbers

    assert shown["pages"][0]["panels"][0]["kept"] is None
    kept = post(client, f"/panels/{panel['id']}/keep", {"picture": pictures[0]["id"]})
    assert kept["kept"] == pictures[0]["id"]
    assert get(client, "/stories")[0]["cover_url"] == pictures[0]["url"]

    page = shown["pages"][0]
    patch(client, f"/pages/{page['id']}", {"text": "Mia is cold."}, page["revision"])
    post(client, f"/stories/{story['id']}/pages", {}, 201)
    post(client, f"/stories/{story['id']}/export", {}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert [book["pages"], *(each["message"] for each in book["notices"])] == [
        2,
        "Page 2 has no picture.",
        "Page 2 has no text.",
    ]
    answer = client.get(book["url"])
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="mia.pdf"'


def test_nobody_sees_other_peoples_files(client: Client, stranger: User) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    post(client, f"/stories/{story['id']}/export", {}, 202)
    work_off()
    shown = get(client, f"/stories/{story['id']}")
    things = (shown["cast"][0]["candidates"], shown["pages"][0]["panels"][0]["pictures"], shown["books"])
    eve = Client()
    eve.force_login(stranger)
    for address in (thing[0]["url"] for thing in things):
        assert client.get(address).status_code == 200
        assert eve.get(address).status_code == 404
        assert Client().get(address).status_code == 401


def test_adding_a_character_leaves_drawn_pages_alone(client: Client) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "a fox, in the snow")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    before = get(client, f"/stories/{story['id']}")["pages"]
    learnt_character(client, story, "Tom", "a robot")
    assert get(client, f"/stories/{story['id']}")["pages"] == before


def test_request_in_the_queue_keeps_its_words(client: Client) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "a fox, in the snow")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    patch(client, f"/panels/{panel['id']}", {"scene": "a bear"}, panel["revision"])
    work_off()
    assert Picture.objects.get().prompt == "a fox, in the snow"


@pytest.mark.parametrize(("kind", "damage"), [("card", None), ("card", b"x"), ("target", None), ("target", b"x")])
def test_missing_card_fails_the_job_and_nothing_else(client: Client, kind: str, damage: bytes | None) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    job = Job.objects.latest("created_at")
    file = artifacts.path(job.params["cast"][0][kind])
    file.unlink()
    if damage is not None:
        file.write_bytes(damage)
    work_off()
    error = error_of(job)
    assert (error["code"], error["message"]) == ("card_damaged", "What was learnt of Mia cannot be read.")
    assert error["hint"] == "Learn Mia again in the cast."
    file.unlink(missing_ok=True)  # the other tests keep the same content under the same name
    assert Panel.objects.get().pictures.count() == 0


def test_pages_drawn_together_are_the_pictures_drawn_alone(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    panels = [new_panel(client, story, scene, (mia,)) for scene in ("in the snow", "in the park", "on a beach")]
    for panel in panels:
        post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)
    work_off()
    alone = list(Picture.objects.order_by("created_at").values_list("file", "request", "likeness"))

    waiting = [post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)["id"] for panel in panels]
    spoilt = Job.objects.get(pk=waiting[1])
    broken = {**spoilt.params, "cast": [{**spoilt.params["cast"][0], "card": "0" * 64 + ".card"}]}
    Job.objects.filter(pk=spoilt.pk).update(params=broken)
    run(*together_with_the_next(waiting))
    assert [Job.objects.get(pk=job).state for job in waiting] == ["done", "failed", "done"]
    together = list(Picture.objects.filter(job_id__in=waiting).order_by("created_at"))
    assert [(each.file, each.request, each.likeness) for each in together] == [alone[0], alone[2]]


def together_with_the_next(waiting: list[str]) -> list[Job]:
    hand = Hand("one@test")
    first = leases.claim_next("task", None, hand)
    assert first is not None
    claimed = [first, *leases.claim_beside(first, None, hand, 3)]
    assert [str(job.pk) for job in claimed] == waiting
    return claimed


class Killed(BaseException):
    """As the end of the process: nothing of ours catches it."""


def test_what_was_finished_before_a_kill_is_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    panels = [new_panel(client, story, f"a fox, {place}") for place in ("in the snow", "at sea", "on a beach")]
    waiting = [post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)["id"] for panel in panels]
    keep = tasks._keep
    kept: list[str] = []

    def keep_two(one: Any, drawn: Any) -> None:
        if len(kept) == 2:
            raise Killed
        keep(one, drawn)
        kept.append(str(one.work.job.pk))

    monkeypatch.setattr(tasks, "_keep", keep_two)
    with pytest.raises(Killed):
        run(*together_with_the_next(waiting))
    assert kept == waiting[:2]
    assert [Job.objects.get(pk=job).state for job in waiting] == ["done", "done", "running"]
    assert {str(job) for job in Picture.objects.values_list("job_id", flat=True)} == set(waiting[:2])


def test_missing_picture_is_said_with_its_page(client: Client) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "a fox, in the snow")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    picture = Picture.objects.get()
    post(client, f"/panels/{panel['id']}/keep", {"picture": str(picture.pk)})
    artifacts.path(picture.file).unlink()
    post(client, f"/stories/{story['id']}/export", {}, 202)
    work_off()
    error: Any = error_of(Job.objects.get(kind="export"))
    assert (error["code"], error["details"]["page"]) == ("cannot_publish", 1)
    assert "The picture of page 1 cannot be read." in error["message"]
    assert error["details"]["finding"]["code"] == "unreadable_picture"
