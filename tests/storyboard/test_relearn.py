"""One command learns a story's cast again; what was drawn and learnt before stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

import oneactor
from characters import studio
from characters.models import Card, Character
from jobs import artifacts
from storyboard import data_folder
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, post, work_off
from tests.storyboard.packing.whole import png
from tests.tiny_backend import Tiny

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tiny(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    settings.LOCK_FILE = tmp_path / "lock"
    settings.ARTIFACTS = tmp_path / "artifacts"
    yield
    studio._backend.cache_clear()


def test_learns_everybody_again_and_keeps_the_old_cards(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    before = Character.objects.get(pk=mia)
    before.outfits.create(name="Raincoat", description="a white fox in a yellow coat", card=before.card)
    before.outfits.create(name="Party", description="a white fox in a red cap")
    call_command("relearn", story["id"])
    after = Character.objects.get(pk=mia)
    assert after.card_id != before.card_id
    assert after.target_id != before.target_id
    assert after.target is not None
    assert before.target is not None
    assert after.target.index == before.target.index, "nobody can tell the looks apart here: the same place is taken"
    assert Card.objects.filter(character=mia).count() == 2
    said = capsys.readouterr().out
    assert "draw and learn Raincoat again" in said
    assert "1 of “" in said


def test_a_missing_old_look_stops_it_before_anything_is_drawn(client: Client) -> None:
    story = new_story(client)
    mia = Character.objects.get(pk=learnt_character(client, story)["id"])
    assert mia.target is not None
    artifacts.path(mia.target.picture).unlink()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("relearn", story["id"])
    assert mia.proposals.count() == 1


def test_a_story_that_is_not_there_is_named_with_those_that_are(client: Client) -> None:
    title = new_story(client)["title"]
    with pytest.raises(CommandError, match=f"no such story.*{title}"):
        call_command("relearn", "Another")


def test_a_running_studio_is_left_alone(client: Client) -> None:
    story = new_story(client)
    with data_folder.lock(), pytest.raises(CommandError, match=r"already running.*nothing was changed"):
        call_command("relearn", story["id"])


def test_what_is_refused_is_said_without_a_trace(client: Client, settings: Any) -> None:
    story = new_story(client)
    learnt_character(client, story)
    settings.JOB_QUOTAS = {"queued": 0}
    with pytest.raises(CommandError, match="stay so"):
        call_command("relearn", story["id"])


def _exchange_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the studio draw with other weights than what was learnt so far."""
    monkeypatch.setattr(Tiny, "info", replace(Tiny.info, model="other weights"))


def test_the_editor_sees_who_is_of_an_older_model_and_has_them_learnt_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    panel = new_panel(client, story, "in the snow", (mia["id"],))

    def state() -> Any:
        return get(client, f"/stories/{story['id']}")["cast"][0]["state"]

    with monkeypatch.context() as exchanged:
        _exchange_model(exchanged)
        exchanged.setattr(artifacts, "path", None)  # the rows are enough: no file is opened, or fetched
        assert state() == "older"
        refused = post(client, f"/panels/{panel['id']}/render", {}, 422)
        assert (refused["code"], "one press" in refused["hint"]) == ("card_mismatch", True)
    assert state() == "ready"
    job = post(client, f"/characters/{mia['id']}/relearn", {}, 202)
    assert (job["kind"], state()) == ("relearn", "queued")
    work_off()
    after = Character.objects.get()
    assert (state(), after.cards.count(), after.proposals.count()) == ("ready", 2, 2)
    assert after.card is not None
    assert after.target == after.card.candidate
    assert set(after.cards.values_list("model", flat=True)) == {oneactor.card_model(artifacts.path(after.card.file))}


def test_a_picture_of_ones_own_stays_the_look(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    picture = SimpleUploadedFile("mia.png", png(size=(64, 64)), "image/png")
    client.post(f"/api/characters/{mia['id']}/candidates", {"picture": picture, "setting": "in the forest"})
    post(client, f"/characters/{mia['id']}/tune", {}, 202)
    work_off()
    before = Character.objects.get().target
    post(client, f"/characters/{mia['id']}/relearn", {}, 202)
    work_off()
    after = Character.objects.get().target
    assert after is not None
    assert before is not None
    assert (after.picture, after.setting) == (before.picture, "in the forest")
    assert after.pk != before.pk


def test_nobody_is_learnt_again_who_never_was(client: Client) -> None:
    character = new_character(client, new_story(client))
    assert post(client, f"/characters/{character['id']}/relearn", {}, 422)["code"] == "character_not_picked"
