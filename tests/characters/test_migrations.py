"""Cards from before their rows named the model they were learnt on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from characters.models import Card
from jobs import artifacts
from tests.drawing import learnt_character, new_story
from tests.migrating import as_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


@pytest.mark.parametrize("damage", [None, "gone", "empty"])
def test_the_model_of_an_old_card_is_read_from_its_file_once(
    client: Client, settings: Any, tmp_path: Any, damage: str | None
) -> None:
    settings.ARTIFACTS = tmp_path
    learnt_character(client, new_story(client))
    card = Card.objects.get()
    assert card.model
    if damage == "gone":
        artifacts.path(card.file).unlink()
    elif damage == "empty":
        artifacts.path(card.file).write_bytes(b"")
    with as_of(("characters", "0004_card_model")) as old:
        old.get_model("characters", "Card").objects.update(model="")
    assert Card.objects.get().model == ("" if damage else card.model)
