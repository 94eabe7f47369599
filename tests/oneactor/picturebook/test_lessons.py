"""What a step is shown: the same whoever draws and writes it, and whenever a training goes on."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training import data
from oneactor.picturebook.training.data import SIZE, Shelf, fill_shelf
from oneactor.picturebook.training.lessons import Batch, Captions, Lessons, Material, chances
from oneactor.picturebook.training.text import build_tokenizer

SHAPES = load_world("tests.oneactor.picturebook.shapes")
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def captions() -> Captions:
    scenes = [SHAPES.sample_scene(Random(seed)) for seed in range(12)]
    latents = torch.randn(12, 24, 16, 16, generator=torch.Generator().manual_seed(0)).half()
    material = Material(latents, torch.ones(12, 16, 16, dtype=torch.uint8), scenes, SHAPES)
    return Captions(material, build_tokenizer(SHAPES), batch=3)


def lessons(captions: Captions) -> Lessons:
    return Lessons(captions, torch.linspace(0.99, 0.01, 10), steps=8, device=CPU)


def same(one: Batch, two: Batch) -> bool:
    return all(torch.equal(getattr(one, field.name), getattr(two, field.name)) for field in fields(Batch))


def test_a_training_that_goes_on_is_shown_what_it_would_have_been(captions: Captions) -> None:
    whole, later = lessons(captions), lessons(captions)
    shown = [whole(number) for number in range(6)]
    assert same(later(4), shown[4])
    assert same(later(5), shown[5])
    assert same(later(1), shown[1])  # also out of turn
    assert not same(shown[4], shown[5])


def test_a_process_writes_the_same_captions(captions: Captions) -> None:
    written = DataLoader(captions, batch_size=None, sampler=range(3), num_workers=1, multiprocessing_context="fork")
    for number, texts in enumerate(written):
        assert all(map(torch.equal, texts, captions[number]))


def test_what_is_rare_is_shown_more_often_and_looks_are_not() -> None:
    """Square-root sampling: an answer that one scene in nine gives is shown a quarter of the time, not a ninth."""
    world = load_world()
    base = world.sample_scene(Random(0), 1)
    happy = replace(base.figures[0], mood="happy", coat="brown")
    scenes = [replace(base, figures=(happy,))] * 9 + [replace(base, figures=(replace(happy, mood="sad"),))]
    scenes[0] = replace(base, figures=(replace(happy, coat="white"),))
    shown = chances(scenes, world.questions())
    assert shown.mean().item() == pytest.approx(1)
    assert (shown[-1] / shown[1]).item() == pytest.approx(3)
    assert shown[0] == shown[1]


def test_a_scene_of_several_is_shown_as_often_as_one_of_one() -> None:
    world = load_world()
    scenes = [world.sample_scene(Random(seed)) for seed in range(1500)]
    shown = chances(scenes, world.questions())
    for count in (1, 2, 3):
        of_count = torch.tensor([len(scene.figures) == count for scene in scenes])
        assert shown[of_count].mean().item() == pytest.approx(1, abs=0.2)  # close shots are mostly of one


def test_the_last_timestep_is_noise_alone(captions: Captions) -> None:
    batches = [lessons(captions)(number) for number in range(8)]
    last = [(b, row) for b in batches for row in range(3) if b.t[row] == 9]
    assert last
    for batch, row in last:
        assert batch.alphas[row] == 0
        assert abs(batch.noisy[row].std().item() - 1) < 0.05


def test_processes_draw_what_one_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fill_shelf(Shelf(tmp_path / "alone", 3, 5, SHAPES))
    monkeypatch.setattr(data, "WORTH_PROCESSES", 1)
    shared = fill_shelf(Shelf(tmp_path / "shared", 3, 5, SHAPES))
    assert alone.scenes() == shared.scenes()
    assert np.array_equal(alone.labels(), shared.labels())
    for picture, scene in zip(shared.pictures(), shared.scenes(), strict=True):
        assert np.array_equal(picture, np.asarray(SHAPES.draw_scene(scene, SIZE).picture))
    assert np.array_equal(alone.pictures(), shared.pictures())
