"""A story with a learnt character, drawn pictures, locks and kept looks, and its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from characters import studio
from tests.drawing import get, learnt_character, new_panel, new_story, patch, post, work_off

BOX = {"left": 0.125, "top": 0.125, "right": 0.625, "bottom": 0.5}


@pytest.fixture(autouse=True)
def _tiny(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    settings.ARTIFACTS, settings.CHECKPOINTS = tmp_path / "artifacts", tmp_path / "checkpoints"
    settings.UPLOADS = tmp_path / "uploads"
    yield
    studio._backend.cache_clear()


def _coat(client: Client, story: Any, mia: str) -> str:
    """A learnt outfit of hers."""
    body = {"name": "Coat", "description": "a white fox in a red coat"}
    coat: str = post(client, f"/characters/{mia}/outfits", body, 201)["outfits"][0]["id"]
    post(client, f"/outfits/{coat}/propose", {"count": 4}, 202)
    work_off()
    drawn = get(client, f"/stories/{story['id']}")["cast"][0]["outfits"][0]["candidates"]
    post(client, f"/outfits/{coat}/pick", {"candidate": drawn[0]["id"]})
    post(client, f"/outfits/{coat}/tune", {}, 202)
    work_off()
    return coat


@pytest.fixture
def story(client: Client) -> Any:
    """Two pages: Mia in a coat in the snow with two tries, the first one kept and locked, and a second panel where she
    speaks; a page with words only.
    """
    made = new_story(client, "Mia and the snow")
    mia = learnt_character(client, made)["id"]
    coat = _coat(client, made, mia)
    panel = new_panel(client, made, "in the snow", (mia,))
    worn = [{"character": mia, "outfit": coat}]
    patch(client, f"/panels/{panel['id']}", {"outfits": worn}, panel["revision"])
    for _ in range(2):
        post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    tries = get(client, f"/stories/{made['id']}")["pages"][0]["panels"][0]["pictures"]
    kept = post(client, f"/panels/{panel['id']}/keep", {"picture": tries[0]["id"]})
    patch(client, f"/panels/{panel['id']}", {"seed": tries[0]["seed"], "locked": True}, kept["revision"])
    page = get(client, f"/stories/{made['id']}")["pages"][0]["id"]
    below = post(client, f"/pages/{page}/layout", {"panels": 2})["panels"][1]
    said = {"text": "Brr!", "speaker": mia, "box": BOX, "tail": {"left": 0.5, "top": 0.75}, "kind": "thought"}
    told = {"text": "ثلج", "speaker": None, "box": BOX, "tail": None}
    patch(client, f"/panels/{below['id']}", {"scene": "at sea", "bubbles": [said, told]}, below["revision"])
    post(client, f"/stories/{made['id']}/pages/many", {"texts": ["It snows. «Brr!»\n\nثلج"]}, 201)
    return get(client, f"/stories/{made['id']}")
