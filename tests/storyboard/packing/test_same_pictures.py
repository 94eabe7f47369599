"""The shipped model draws the same picture at home and where the story's file was opened, pixel for pixel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image, ImageChops

from characters import studio
from characters.models import Character
from jobs import artifacts
from oneactor import Report, TuneRequest, describe_backend
from oneactor.actor import Actor
from oneactor.backends.picturebook import Picturebook
from storyboard.models import Picture, Story
from tests.drawing import get, learnt_character, new_panel, new_story, post, work_off
from tests.storyboard.packing.files import opened, saved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.weights]


class QuickLearner(Picturebook):
    """The shipped model, which here learns for a few steps only: how alike the pictures are is not looked at."""

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        return super().tune(replace(request, min_steps=1, max_steps=2), report)


@pytest.fixture(autouse=True)
def _shipped(_tiny: None, settings: Any) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = f"{__name__}:QuickLearner"
    studio._backend.cache_clear()
    yield
    studio._backend.cache_clear()


def _drawn(client: Client, story: Any) -> Picture:
    """The next try of the story's panel, with the seed that it has by itself."""
    panel = get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    return Picture.objects.get(panel_id=panel["id"])


def test_a_story_draws_the_same_pictures_elsewhere(
    client: Client, stranger: User, settings: Any, tmp_path: Path
) -> None:
    story = new_story(client)
    mia = learnt_character(client, story, "Mia", "a white fox with a green scarf")["id"]
    new_panel(client, story, "in the snow", (mia,))
    data = saved(client, story)
    home = _drawn(client, story)
    at_home = Image.open(artifacts.path(home.file)).convert("RGB")

    Story.objects.all().delete()
    Character.objects.all().delete()
    settings.ARTIFACTS = tmp_path / "another-studio"
    studio._backend.cache_clear()
    elsewhere = Client()
    elsewhere.force_login(stranger)
    copy = _drawn(elsewhere, {"id": opened(elsewhere, data).subject_id})
    assert copy.seed == home.seed
    assert copy.request["drawn_with"] == home.request["drawn_with"]
    difference = ImageChops.difference(at_home, Image.open(artifacts.path(copy.file)).convert("RGB"))
    assert difference.getbbox() is None
    assert at_home.size == (describe_backend("picturebook").picture_size,) * 2
    assert len(at_home.getcolors(at_home.width * at_home.height) or []) > 100, "it shows something"
