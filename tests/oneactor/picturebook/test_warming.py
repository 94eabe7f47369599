"""A projector that has seen many characters, and tuning that starts from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from PIL import Image

from oneactor.backend import Progress
from oneactor.backends.picturebook import Picturebook
from oneactor.base_set import encode_templates
from oneactor.picturebook.questions import wearable
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training import looks, warming
from oneactor.picturebook.training.looks import (
    SET,
    Bank,
    Lesson,
    drawn_figures,
    fill_bank,
    rendered_figure,
    said_looks,
    told_pair,
)
from oneactor.picturebook.training.loop import Plan
from oneactor.picturebook.training.stages import FRESH
from oneactor.picturebook.training.warming import train_projector
from oneactor.picturebook.world.lessons import pair_of_scenes
from oneactor.picturebook.world.scene import ATTRIBUTES
from oneactor.projector import Projector, ProjectorShape, normalised
from oneactor.requests import ProposeRequest


def test_a_pair_shows_one_figure_twice_and_only_words_tell_the_rest_apart() -> None:
    for seed in range(20):
        paper, scene = pair_of_scenes(Random(seed), "fox")
        looks = [[getattr(shown.figures[0], name) for name in ATTRIBUTES] for shown in (paper, scene)]
        assert looks[0] == looks[1]
        assert paper.place == "paper"


@pytest.mark.weights
@pytest.mark.usefixtures("all_threads")
def test_a_bank_tells_what_naming_looks_does_to_the_noun_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend, world = Picturebook(), load_world()
    names = world.questions().names
    bank = fill_bank(world, backend, 1, 0, tmp_path / "bank.safetensors")
    assert bank.species.tolist() == list(range(len(names)))
    for number, species in enumerate(names):
        both = pair_of_scenes(Random(looks.FIRST_SEED + 10_000 * number), species)
        said = torch.stack([said_looks(world, backend.denoiser, scene, species) for scene in both]).mean(0)
        torch.testing.assert_close(bank.offsets[number, : len(said)], said)
        assert not bank.offsets[number, len(said) :].any()
    assert bank.present[:, 0].all()  # every noun has a first token
    assert not bank.present.all()  # and only some have a second
    assert [len(indices) for indices in bank.sets(drawn=False)] == [1] * len(names)
    assert not bank.sets(drawn=True)
    monkeypatch.setattr(looks, "rendered_figure", None)  # what is kept is not drawn again
    assert torch.equal(fill_bank(world, backend, 1, 0, tmp_path / "bank.safetensors").offsets, bank.offsets)


@pytest.mark.weights
@pytest.mark.usefixtures("all_threads")
def test_what_the_model_draws_is_told_by_its_probe() -> None:
    backend, world = Picturebook(), load_world()
    ((features, offset),) = drawn_figures(world, backend, 5, "fox", 1)
    proposal = backend.propose(ProposeRequest("a fox", "fox", 5, 1), lambda _: None)
    assert torch.equal(features, proposal.features)  # as a writer's candidate
    told = backend.probe.read(backend.denoiser.decode(proposal.latents)[0], "fox")
    pair = told_pair(world, told, 5, "fox")
    assert all(getattr(scene.figures[0], name) == wearable(told)[name] for scene in pair for name in ATTRIBUTES)
    said = [said_looks(world, backend.denoiser, scene, "fox") for scene in pair]
    torch.testing.assert_close(offset, torch.stack(said).mean(0))


@pytest.mark.weights
def test_who_is_not_found_is_left_out_and_everybody_else_keeps_their_own_features() -> None:
    world, denoiser = load_world(), Picturebook().denoiser
    coats = {1: "white", 2: "black"}

    def propose(request: ProposeRequest, report: Any) -> Any:
        for index in (2, 0, 1):
            report(Progress(1, 3, "drawing", Image.new("L", (1, 1), index), index))
        return SimpleNamespace(features=torch.arange(request.count)[:, None, None, None] * 1.0)

    def see(pictures: list[Any]) -> list[Any]:
        (picture,) = pictures
        return [SimpleNamespace(has=lambda _: picture.getpixel((0, 0)) > 0)]

    probe = SimpleNamespace(see=see, read=lambda picture, _: {"coat": coats[picture.getpixel((0, 0))]})
    backend: Any = SimpleNamespace(propose=propose, probe=probe, denoiser=denoiser)
    found = list(drawn_figures(world, backend, 70, "fox", 3))
    assert [int(features) for features, _ in found] == [1, 2]
    for index, (_, offset) in enumerate(found, start=1):
        pair = told_pair(world, {"coat": coats[index]}, 70 + index, "fox")
        assert {scene.figures[0].coat for scene in pair} == {coats[index]}
        said = [said_looks(world, denoiser, scene, "fox") for scene in pair]
        torch.testing.assert_close(offset, torch.stack(said).mean(0))


def test_a_bank_asks_for_whole_sets_of_drawn_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[tuple[str, int, int]]()

    def drawn(_: object, __: object, seed: int, word: str, count: int) -> Iterator[Lesson]:
        asked.append((word, seed, count))
        yield from [(torch.zeros(1, 4, 2, 2), torch.ones(1, 3))] * (0 if word == "fox" else count)

    monkeypatch.setattr(looks, "drawn_figures", drawn)
    monkeypatch.setattr(looks, "rendered_figure", lambda *_: (torch.zeros(1, 4, 2, 2), torch.ones(2, 3)))
    backend: Any = SimpleNamespace(denoiser=SimpleNamespace(device="cpu"))
    bank = fill_bank(load_world(), backend, 2, SET + 2, tmp_path / "bank.safetensors")
    names = load_world().questions().names
    assert [(seed - looks.FIRST_SEED, count) for word, seed, count in asked if word == names[1]] == [
        (10_000, SET), (10_000 + SET, 2),
    ]  # fmt: skip
    assert [len(indices) for indices in bank.sets(drawn=False)] == [2] * len(names)
    assert [len(indices) for indices in bank.sets(drawn=True)] == [SET + 2] * (len(names) - 1)  # no fox was found
    assert bank.offsets.shape[1:] == (2, 3)


def test_a_thing_without_a_colour_is_not_worn() -> None:
    read = {"coat": "white", "garment": "scarf", "garment_color": "none", "hat": "none", "hat_color": "red"}
    bare = dict.fromkeys(("garment", "garment_color", "hat", "hat_color"), "none")
    assert wearable(read) == {"coat": "white", **bare}
    assert wearable({"hat": "cap"}) == {"hat": "cap"}  # of a world in which hats have no colour to be asked about
    worn = {"garment": "scarf", "garment_color": "blue"}
    assert wearable(read | worn) == {"coat": "white", **bare, **worn}


@pytest.mark.weights
@pytest.mark.parametrize("species", ["fox", "grandmother"])  # of one token and of two
def test_what_is_said_of_looks_leads_from_the_open_noun_to_the_named_one(species: str) -> None:
    denoiser, world = Picturebook().denoiser, load_world()
    scene = pair_of_scenes(Random(1), species)[1]
    named, bare = (
        encode_templates(denoiser, [world.full_description(scene, named)], [species]) for named in (True, False)
    )
    offset = said_looks(world, denoiser, scene, species) * bare.base[0].std(-1, correction=0, keepdim=True)
    assert len(offset) == {"fox": 1, "grandmother": 2}[species]
    for rank in range(len(offset)):
        (there,), (here,) = (each.place[0, :, rank].nonzero()[:, 0] for each in (named, bare))
        moved = bare.condition.states[0, here] + offset[rank]
        torch.testing.assert_close(moved, named.condition.states[0, there], atol=1e-4, rtol=1e-4)


def test_it_learns_what_features_say_about_offsets(tmp_path: Path) -> None:
    g = torch.Generator().manual_seed(0)
    features = torch.randn(66, 8, 2, 2, generator=g)
    offsets = 3 * (features.mean((-2, -1)) @ torch.randn(8, 6, generator=g)).view(66, 1, 6)
    species = torch.arange(66) % 3
    offsets[species == 2] = 0  # one whose looks no words tell
    both = torch.cat([offsets, torch.zeros_like(offsets)], 1)  # and no noun has a second token
    bank = Bank(features, both, species, torch.arange(66) >= 33)
    own = offsets[bank.present[:, 0]]
    assert bank.gate == pytest.approx(float(own.std(-1, correction=0).mean()))
    projector = train_projector(bank, Plan(60, 3e-3, warm_up=10), tmp_path / "projector.safetensors")
    assert projector.gate.item() == pytest.approx(bank.gate)
    for mine in (*bank.sets(drawn=False)[:2], *bank.sets(drawn=True)[:2]):
        assert len(mine) == SET  # as a projector always sees
        correlation = (projector(features[mine])[:, 0] * normalised(offsets[mine])[:, 0]).mean()
        assert correlation > 0.8  # below .3 before the first step


def test_drawn_figures_are_learnt_from_in_their_share_of_the_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    g = torch.Generator().manual_seed(0)
    features, drawn = torch.randn(44, 8, 2, 2, generator=g), torch.arange(44) >= 22
    says = (features.mean((-2, -1)) @ torch.randn(8, 6, generator=g)).view(44, 1, 6)
    offsets = torch.where(drawn[:, None, None], says, -says)  # the two kinds say the opposite
    bank = Bank(features, offsets, torch.zeros(44, dtype=torch.long), drawn)
    for share, taken in ((1.0, drawn), (0.0, ~drawn)):
        monkeypatch.setattr(warming, "DRAWN", share)
        projector = train_projector(bank, Plan(60, 3e-3, warm_up=10), tmp_path / f"{share}.safetensors")
        own, other = (projector(features[kind][:SET]) * normalised(offsets[kind][:SET]) for kind in (taken, ~taken))
        assert own.mean() > 0.8
        assert other.mean() < 0
    without = replace(bank, drawn=torch.zeros_like(drawn))
    monkeypatch.setattr(warming, "DRAWN", 1.0)
    train_projector(without, Plan(2, 3e-3), tmp_path / "without.safetensors")  # there are none to take


@pytest.mark.weights
@pytest.mark.usefixtures("all_threads")
@pytest.mark.parametrize("species", ["fox", "grandmother"])
def test_the_shipped_start_knows_the_looks_of_figures_that_it_never_saw(species: str) -> None:
    backend = Picturebook()
    figures = [rendered_figure(load_world(), backend.denoiser, FRESH + i, species) for i in range(SET)]
    features, offsets = torch.cat([f for f, _ in figures]), torch.stack([o for _, o in figures])
    start = backend.start()
    assert start is not None
    ranks = len(start["leave.bias"]) // offsets.shape[-1]
    projector = Projector.seeded(ProjectorShape(features.shape[1], offsets.shape[-1], ranks), 0)
    projector.start_from(start)
    wanted = normalised(offsets)
    correlation = (projector(features)[:, : offsets.shape[1]] * wanted).mean()
    in_the_mean = (normalised(wanted.mean(0)) * wanted).mean()  # of a start that tells species and not figures
    assert correlation > 0.8
    assert in_the_mean < 0.6
    assert projector.gate.item() == pytest.approx(float(offsets.std(-1, correction=0).mean()), rel=0.2)


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_a_start_fits_words_of_any_number_of_tokens(ranks: int) -> None:
    shape = ProjectorShape(8, 6, 2, channels=4, blocks=1)
    known, own = Projector.seeded(shape, 1), Projector.seeded(replace(shape, ranks=ranks), 2)
    own.start_from(known.state_dict())
    features = torch.rand(5, 8, 2, 2)
    common = min(ranks, 2)
    torch.testing.assert_close(own(features)[:, :common], known(features)[:, :common])
