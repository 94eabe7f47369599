"""Cards from before their rows named the model they were learnt on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from characters.models import Card
from jobs import artifacts
from tests.drawing import learnt_character, new_story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("characters", name)])


@pytest.mark.parametrize("there", [True, False])
def test_the_model_of_an_old_card_is_read_from_its_file_once(
    client: Client, settings: Any, tmp_path: Any, there: bool
) -> None:
    settings.ARTIFACTS = tmp_path
    learnt_character(client, new_story(client))
    card = Card.objects.get()
    if not there:
        artifacts.path(card.file).unlink()
    migrate("0004_card_model")
    Card.objects.update(model="")
    migrate("0005_models_of_old_cards")
    assert Card.objects.get().model == (card.model if there else "")
    assert card.model
