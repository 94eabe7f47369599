"""One command learns a story's cast again; what was drawn and learnt before stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from characters import studio
from characters.models import Card, Character
from jobs import artifacts
from storyboard import data_folder
from tests.drawing import learnt_character, new_story

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
    call_command("relearn", story["id"])
    after = Character.objects.get(pk=mia)
    assert after.card_id != before.card_id
    assert after.target_id != before.target_id
    assert after.target is not None
    assert before.target is not None
    assert after.target.index == before.target.index, "nobody can tell the looks apart here: the same place is taken"
    assert Card.objects.filter(character=mia).count() == 2
    assert "1 of “" in capsys.readouterr().out


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
