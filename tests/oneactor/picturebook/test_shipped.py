"""The weights in the repository: whole, of the renderer's own world, and small."""

from __future__ import annotations

import json

import pytest
from transformers import CLIPTokenizer

from oneactor.backends import PICTUREBOOK_WEIGHTS, describe_backend, fingerprint
from oneactor.backends.picturebook import Picturebook
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.text import build_tokenizer

pytestmark = pytest.mark.weights


def test_every_part_is_there_and_described_as_it_is() -> None:
    backend, shown = Picturebook(device="cpu"), describe_backend("picturebook")
    assert backend.denoiser.picture_size == (shown.picture_size, shown.picture_size) == (256, 256)
    assert shown.enlarging is not None
    start = backend.start()
    assert start is not None
    assert all(value.isfinite().all() for value in start.values())


def test_they_know_the_world_that_the_renderer_draws() -> None:
    world = load_world()
    assert repr(Picturebook(device="cpu").probe.questions) == repr(world.questions())
    assert json.loads((PICTUREBOOK_WEIGHTS / "vocabulary.json").read_text()) == world.vocabulary()
    tokenizer = CLIPTokenizer.from_pretrained(PICTUREBOOK_WEIGHTS / "tokenizer")
    assert tokenizer.get_vocab() == build_tokenizer(world).get_vocab()


def test_the_card_is_of_these_weights_and_all_of_it_is_small() -> None:
    files = [path for path in PICTUREBOOK_WEIGHTS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 60e6
    known = json.loads((PICTUREBOOK_WEIGHTS / "figures.json").read_text())
    assert known["model"] == fingerprint(PICTUREBOOK_WEIGHTS)
    for name, value in known["figures"].items():
        assert f"| {name} | {value} |" in (PICTUREBOOK_WEIGHTS / "README.md").read_text()
