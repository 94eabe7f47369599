"""The figures of the model card, of “models” whose answers are known: one draws what was said, one something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, cast

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image

from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.backends.picturebook import Picturebook
from oneactor.picturebook.measuring import carried, nearest, openness, prompted, rendered
from oneactor.picturebook.measuring.drawn import FIRST_SEED, draw, load
from oneactor.picturebook.measuring.nearest import chunks, distances, ratios
from oneactor.picturebook.probe import Probe, Sighting
from oneactor.picturebook.renderer import Scene, World, load_world
from oneactor.picturebook.world.scene import Figure

pytestmark = pytest.mark.weights
NO_PIPELINE = cast(StableDiffusionPipeline, None)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def probe() -> Probe:
    return Probe.load(PICTUREBOOK_WEIGHTS)


def draws(monkeypatch: pytest.MonkeyPatch, world: World, scenes: Sequence[Scene], prompts: Sequence[str]) -> None:
    """Stand in for a model that draws for each of these prompts this scene."""
    known = {prompt: world.draw_scene(scene, 256).picture for prompt, scene in zip(prompts, scenes, strict=True)}
    monkeypatch.setattr(prompted, "draw", lambda _, asked: [known[prompt] for prompt in asked])


def drawn_with(pipeline: StableDiffusionPipeline, prompts: list[str] | torch.Tensor) -> bytes:
    return draw(pipeline, prompts)[0].tobytes()


def one_figure(world: World, number: int) -> list[Scene]:
    return [world.sample_scene(Random(FIRST_SEED + 10_000 + i), 1) for i in range(number)]


def test_a_model_that_draws_what_was_said_has_all_of_it(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = one_figure(world, 6)
    draws(monkeypatch, world, scenes, [world.full_description(scene) for scene in scenes])
    shares = prompted.described(NO_PIPELINE, probe, world, 1, 6)[0].shares()
    assert all(share == 100 for share in shares.values()), shares


def test_what_an_absent_character_does_and_wears_is_not_right(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = one_figure(world, 6)
    others = [replace(scene, figures=(replace(scene.figures[0], species="bear"),)) for scene in scenes]
    assert "bear" not in {scene.figures[0].species for scene in scenes}
    draws(monkeypatch, world, others, [world.full_description(scene) for scene in scenes])
    shares = prompted.described(NO_PIPELINE, probe, world, 1, 6)[0].shares()
    assert shares["place"] == 100
    for name in ("character", "character, right looks on each", "action, one figure", "mood, one figure"):
        assert shares[name] == 0


@pytest.mark.parametrize(("other", "share"), [(None, 100), ("bear", 0)])
def test_looks_that_a_noun_brings_along(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch, other: str | None, share: float
) -> None:
    scenes = one_figure(world, 6)
    drawn = [replace(s, figures=(replace(s.figures[0], species=other or s.figures[0].species),)) for s in scenes]
    monkeypatch.setattr(carried, "moved_states", lambda *_: None)
    monkeypatch.setattr(carried, "draw", lambda *_: [world.draw_scene(scene, 256).picture for scene in drawn])
    assert carried.carried_looks(NO_PIPELINE, probe, world, 6) == share


def test_only_nouns_are_moved_and_the_pipeline_draws_their_states(world: World) -> None:
    pipeline, (scene,) = load(PICTUREBOOK_WEIGHTS), one_figure(world, 1)
    (states,) = carried.moved_states(pipeline, world, [scene])
    text = world.full_description(scene, named=False)
    plain, _ = pipeline.encode_prompt(text, pipeline.device, 1, False)
    moved = (states - plain[0]).abs().amax(1) > 1e-4
    ids = pipeline.tokenizer(text)["input_ids"]
    assert [pipeline.tokenizer.decode(ids[i]) for i in moved.nonzero()[:, 0].tolist()] == [scene.figures[0].species]
    by_words, by_states, by_noun = (drawn_with(pipeline, prompt) for prompt in ([text], plain, states[None]))
    assert by_words == by_states
    assert by_words != by_noun


@pytest.mark.parametrize(("swapped", "share"), [(False, 100), (True, 0)])
def test_left_and_right(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch, swapped: bool, share: float
) -> None:
    rng = Random(FIRST_SEED)
    scenes, prompts = zip(*(world.said_sides(rng) for _ in range(4)), strict=True)
    shown = [replace(scene, figures=scene.figures[::-1]) if swapped else scene for scene in scenes]
    draws(monkeypatch, world, shown, prompts)
    assert prompted.sides(NO_PIPELINE, probe, world, 4) == share


def test_a_model_that_knows_only_what_it_saw_has_no_combination_that_was_held_out(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(FIRST_SEED)
    unseen, seen = zip(*(world.held_out_pair(rng, i) for i in range(4)), strict=True)
    prompts = [world.full_description(scene) for scene in (*unseen, *seen)]
    draws(monkeypatch, world, (*unseen, *seen), prompts)
    assert prompted.held_out(NO_PIPELINE, probe, world, 4) == 100
    draws(monkeypatch, world, (*seen, *seen), prompts)
    assert prompted.held_out(NO_PIPELINE, probe, world, 4) == 0


class Reader:
    """A probe that is told what to answer, picture by picture."""

    def __init__(self, probe: Probe, present: Callable[[int], bool], look: Callable[[str, int], str]) -> None:
        self.questions, self.present, self.look, self.asked = probe.questions, present, look, 0

    def see(self, pictures: list[Image.Image]) -> list[Sighting]:
        return [
            Sighting({n: float(self.present(i)) for n in self.questions.names}, {}, {}) for i in range(len(pictures))
        ]

    def read(self, picture: Image.Image, species: str) -> dict[str, str]:
        self.asked += 1
        return {name: self.look(name, self.asked) for name in self.questions.looks}


def spread(probe: Probe, world: World, monkeypatch: pytest.MonkeyPatch, **answers: Any) -> tuple[float, int]:
    monkeypatch.setattr(openness, "draw", lambda _, prompts: [Image.new("RGB", (8, 8))] * len(prompts))
    reader = Reader(probe, **answers)
    return openness.openness(NO_PIPELINE, cast(Probe, reader), world, 6), reader.asked


def test_one_look_for_all_is_no_spread_and_who_is_not_there_has_none(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    collapsed, asked = spread(probe, world, monkeypatch, present=lambda _: True, look=lambda name, _: "red")
    assert collapsed == 0
    assert asked == 6 * len(probe.questions.names)
    varied, asked = spread(probe, world, monkeypatch, present=lambda i: i < 3, look=lambda name, i: str(i))
    assert asked == 3 * len(probe.questions.names)
    assert varied > 100
    assert spread(probe, world, monkeypatch, present=lambda _: False, look=lambda name, i: str(i)) == (0, 0)


def test_an_animals_skin_is_not_asked_for(probe: Probe) -> None:
    white = Figure("fox", "white", "none", "none", "cap", "red")
    figures = [white, replace(white, coat="brown", mood="sad")]
    assert openness.varied(figures, probe.questions) == ["coat"]


def test_the_nearest_of_many_in_pieces_is_the_nearest(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(nearest, "CHUNK", 3)
    known = np.concatenate(list(chunks(world, 7)))
    assert known.shape == (7, 3 * nearest.SIDE**2)
    moved = np.clip(known[5].astype(int) + 4, 0, 255).astype(np.uint8)
    found, index = distances([known[6], moved], chunks(world, 7))
    assert list(index) == [6, 5]
    assert found[0] == 0
    assert 0 < found[1] <= 4


def test_a_model_that_copies_one_picture_in_ten_shows() -> None:
    renders = np.linspace(20, 40, 100)
    honest, copying = ratios(renders, renders), ratios(np.concatenate([np.zeros(10), renders[10:]]), renders)
    middle, few = honest
    assert honest == {middle: 1.0, few: 1.0}
    assert copying[few] == 0
    assert copying[middle] == 1.0


@pytest.mark.parametrize(("inside", "overlap"), [(True, 1.0), (False, 0.0)])
def test_a_mask_of_the_silhouette_overlaps_it_wholly(
    world: World, monkeypatch: pytest.MonkeyPatch, inside: bool, overlap: float
) -> None:
    backend = Picturebook(device="cpu")
    side = backend.denoiser.latent_size[0]
    (scene,) = rendered.scenes_for(world, 1, 1)
    labels = world.draw_scene(scene, 256).labels.resize((side, side), Image.Resampling.NEAREST)
    there = torch.from_numpy((np.asarray(labels) > 0) == inside)
    monkeypatch.setattr(rendered, "subject_mask", lambda *_: there[None].float())
    assert rendered.mask_overlap(backend, world, 1, 1) == overlap


def test_the_sheet_begins_with_the_nearest_pair(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two pictures, the second of which is a training picture."""
    copied = world.sample_scene(Random(2))
    other = world.draw_scene(world.sample_scene(Random(FIRST_SEED)), 64).picture
    pictures = [other, world.draw_scene(copied, 64).picture]
    monkeypatch.setattr(nearest, "draw", lambda _, prompts: pictures)
    told = nearest.nearest(NO_PIPELINE, world, 2, 4, tmp_path / "pairs.png")
    assert min(told.values()) == 0
    page = np.asarray(Image.open(tmp_path / "pairs.png"))
    assert page.shape == (128, 128, 3)
    assert np.array_equal(page[:64, :64], page[64:, :64])
    assert not np.array_equal(page[:64, 64:], page[64:, 64:])
