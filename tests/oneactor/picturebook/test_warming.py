"""A projector that has seen many characters, and tuning that starts from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch

from oneactor.backends.picturebook import Picturebook
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.loop import Plan
from oneactor.picturebook.training.warming import fill_bank, train_projector
from oneactor.picturebook.world.lessons import pair_of_scenes
from oneactor.picturebook.world.scene import ATTRIBUTES
from oneactor.projector import Projector, ProjectorShape


def test_a_pair_shows_one_figure_twice_and_only_words_tell_the_rest_apart() -> None:
    for seed in range(20):
        paper, scene = pair_of_scenes(Random(seed), "fox")
        looks = [[getattr(shown.figures[0], name) for name in ATTRIBUTES] for shown in (paper, scene)]
        assert looks[0] == looks[1]
        assert paper.place == "paper"


@pytest.mark.weights
@pytest.mark.usefixtures("all_threads")
def test_it_learns_without_touching_the_model_and_is_kept(tmp_path: Path) -> None:
    backend = Picturebook()
    before = {name: value.clone() for name, value in backend.denoiser.unet.state_dict().items()}
    bank = fill_bank(load_world(), backend.denoiser, 2, tmp_path / "bank.safetensors")
    assert len(bank.texts) == len(bank.latents) == len(bank.features) == 2 * len(set(bank.species))
    assert all(species in text for species, text in zip(bank.species, bank.texts, strict=True))
    again = fill_bank(load_world(), backend.denoiser, 2, tmp_path / "bank.safetensors")
    assert torch.equal(again.latents, bank.latents)
    plan = Plan(2, 1e-3, warm_up=1)
    projector = train_projector(backend.denoiser, bank, plan, tmp_path / "projector.safetensors")
    start = Projector.seeded(projector.shape, 0)
    assert not torch.equal(projector.leave.weight, start.leave.weight)
    assert all(torch.equal(value, before[name]) for name, value in backend.denoiser.unet.state_dict().items())


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_a_start_fits_words_of_any_number_of_tokens(ranks: int) -> None:
    shape = ProjectorShape(8, 6, 2, channels=4, blocks=1)
    known, own = Projector.seeded(shape, 1), Projector.seeded(replace(shape, ranks=ranks), 2)
    own.start_from(known.state_dict())
    features = torch.rand(5, 8, 2, 2)
    common = min(ranks, 2)
    torch.testing.assert_close(own(features)[:, :common], known(features)[:, :common])
