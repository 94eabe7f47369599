"""The pictures that show what was learnt: they follow learning by themselves and get into nobody's way."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from characters import sheets, studio
from characters.models import Card, Character, SheetPicture
from jobs import artifacts, leases, services
from jobs.models import Job
from jobs.tasks import run
from jobs.work import Work
from oneactor import Vocabulary
from storyboard import verifying
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def _shown(client: Client, story: Any) -> Any:
    return get(client, f"/stories/{story['id']}")["cast"][0]


def _learnt_only(client: Client, story: Any) -> Any:
    """A learnt character whose sheet waits in line."""
    mia = new_character(client, story)
    path = f"/characters/{mia['id']}"
    post(client, f"{path}/propose", {"count": 4, "seed": 3}, 202)
    work_off()
    post(client, f"{path}/pick", {"candidate": _shown(client, story)["candidates"][1]["id"]})
    post(client, f"{path}/tune", {}, 202)
    _do_next()
    return _shown(client, story)


def _do_next() -> str:
    """Do the next job in line; its kind."""
    job = leases.claim_next("test")
    assert job is not None
    run(job)
    return job.kind


def test_learning_is_followed_by_four_pictures_in_other_scenes(client: Client, stranger: User) -> None:
    story = new_story(client)
    mia = _learnt_only(client, story)
    assert (mia["state"], mia["sheet"]) == ("ready", []), "she can be drawn before her sheet is there"
    job = Job.objects.get(kind="sheet")
    assert (job.state, job.asked_by, str(job.subject_id)) == ("queued", Card.objects.get().character.owner, mia["id"])
    work_off()
    sheet = _shown(client, story)["sheet"]
    assert [each["scene"] for each in sheet] == sheets.scenes()
    assert len({each["scene"] for each in sheet}) == sheets.PICTURES
    assert {each["likeness"] for each in sheet} == {None}, "this model has no probe"
    assert client.get(sheet[0]["url"]).content.startswith(b"\x89PNG")
    client.force_login(stranger)
    assert client.get(sheet[0]["url"]).status_code == 404


def test_the_likeness_is_the_one_of_pictures(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story, asked = new_story(client), []

    def likeness(picture: Any, target: Any, base_word: str) -> float:
        asked.append((target.name, base_word))
        return 0.75

    monkeypatch.setattr(studio, "likeness", likeness)
    mia = learnt_character(client, story)
    assert {each["likeness"] for each in mia["sheet"]} == {0.75}
    target = Card.objects.get().candidate.picture
    assert asked == [(target, "fox")] * sheets.PICTURES


def test_scenes_come_from_all_over_what_the_model_can_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    places = tuple(f"in place {number}" for number in range(9))
    known = Vocabulary(frozenset(), ("fox",), places, ("standing", "waving"))
    monkeypatch.setattr(studio, "info", lambda: type("Info", (), {"vocabulary": known}))
    expected = ["standing in place 0", "standing in place 2", "waving in place 4", "waving in place 6"]
    assert sheets.scenes() == expected


def test_a_picture_that_somebody_asked_for_goes_between(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    mia = _learnt_only(client, story)
    panel = new_panel(client, story, "in the snow", (mia["id"],))
    report = Work.report

    def order_meanwhile(work: Work, done: int, total: int, step: str) -> None:
        if work.job.kind == "sheet" and not Job.objects.filter(kind="render").exists():
            post(client, f"/panels/{panel['id']}/render", {"seed": 1}, 202)
        report(work, done, total, step)

    monkeypatch.setattr(Work, "report", order_meanwhile)
    assert _do_next() == "sheet"
    assert (SheetPicture.objects.count(), Job.objects.get(kind="sheet").state) == (1, "queued")
    first = SheetPicture.objects.get()
    assert [_do_next(), _do_next()] == ["render", "sheet"]
    assert SheetPicture.objects.count() == sheets.PICTURES
    assert SheetPicture.objects.get(index=0) == first, "what is there is not drawn again"
    job = Job.objects.get(kind="sheet")
    assert (job.state, job.attempt, job.error) == ("done", 2, None)


def test_cancelled_half_way_it_is_completed_when_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = new_story(client)
    mia = _learnt_only(client, story)
    job, report = Job.objects.get(kind="sheet"), Work.report

    def cancel_after_two(work: Work, done: int, total: int, step: str) -> None:
        if SheetPicture.objects.count() == 2:
            services.cancel(job.owner, job.pk)
        report(work, done, total, step)

    with monkeypatch.context() as patched:
        patched.setattr(Work, "report", cancel_after_two)
        work_off()
    job.refresh_from_db()
    assert (job.state, len(_shown(client, story)["sheet"])) == ("cancelled", 2)
    again = post(client, f"/characters/{mia['id']}/sheet", {}, 202)
    assert (again["kind"], again["subject"]["id"]) == ("sheet", mia["id"])
    work_off()
    assert len(_shown(client, story)["sheet"]) == sheets.PICTURES


def test_a_damaged_card_is_told(client: Client) -> None:
    story = new_story(client)
    _learnt_only(client, story)
    artifacts.path(Card.objects.get().file).write_bytes(b"")
    work_off()
    job = Job.objects.get(kind="sheet")
    assert job.state == "failed"
    assert job.error is not None
    assert job.error["code"] == "card_damaged"
    assert _shown(client, story)["state"] == "ready"


def test_the_same_look_learnt_again_is_another_try_with_a_sheet_of_its_own(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    first = {each["id"] for each in mia["sheet"]}
    post(client, f"/characters/{mia['id']}/tune", {}, 202)
    assert [each["id"] for each in _shown(client, story)["sheet"]] == [each["id"] for each in mia["sheet"]]
    work_off()
    again = _shown(client, story)
    assert again["state"] == "ready"
    assert len({each["id"] for each in again["sheet"]} - first) == sheets.PICTURES
    assert len(set(Card.objects.values_list("file", flat=True))) == 2


def test_a_sheet_of_what_was_learnt_before_is_not_drawn(client: Client) -> None:
    story = new_story(client)
    mia = _learnt_only(client, story)
    post(client, f"/characters/{mia['id']}/tune", {}, 202)
    work_off()
    assert [job.state for job in Job.objects.filter(kind="sheet")] == ["done", "done"]
    card = Character.objects.get().card
    assert card is not None
    assert set(SheetPicture.objects.values_list("card", flat=True)) == {card.pk}


def test_only_who_is_learnt_as_she_is_has_a_sheet(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)
    assert post(client, f"/characters/{mia['id']}/sheet", {}, 422)["code"] == "character_not_learnt"


def test_pictures_that_may_not_be_shown_are_left_out(client: Client, settings: Any) -> None:
    story = new_story(client)
    _learnt_only(client, story)
    settings.PICTURE_CHECK = "tests.characters.policies.no_pictures"
    work_off()
    job = Job.objects.get(kind="sheet")
    assert job.error is not None
    assert (job.state, job.error["code"]) == ("failed", "picture_refused")
    assert not SheetPicture.objects.exists()


def test_it_goes_with_the_character_and_its_files_are_known(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    files = set(SheetPicture.objects.values_list("file", flat=True))
    assert files <= set(verifying.mentioned())
    assert client.delete(f"/api/characters/{mia['id']}").status_code == 204
    assert SheetPicture.objects.count() == sheets.PICTURES, "she may come back out of the trash"
    assert client.delete(f"/api/characters/{mia['id']}?for_good=true").status_code == 204
    assert not SheetPicture.objects.exists()
