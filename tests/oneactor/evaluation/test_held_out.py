"""What learning is held to: pictures that no run learns from."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from oneactor.backends.picturebook import Picturebook
from oneactor.base_set import BaseSet, filled
from oneactor.denoiser import Denoiser
from oneactor.evaluation import held_out as held
from oneactor.evaluation import learning_speed
from oneactor.evaluation.details import figure_of
from oneactor.evaluation.held_out import (
    HELD_OUT,
    HeldOut,
    Shown,
    held_out_prompts,
    official_offsets,
    paper_offsets,
    rendered,
    target_itself,
)
from oneactor.evaluation.learning_speed import Race
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.subjects import Subject, world_scenes
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import PICTUREBOOK, SDXL, Preset
from oneactor.tuner import Tuner, draw_rows
from tests.oneactor.picturebook import shapes


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_speed, "CANDIDATES", 3)
    monkeypatch.setattr(held, "HELD_OUT", 7)


def one(denoiser: Denoiser, preset: Preset) -> tuple[BaseSet, HeldOut]:
    """What one round learns from, and what it is held to."""
    race = Race(denoiser, preset, None, None, 1)
    (subject,) = race.subjects(1)
    base, _ = race.base_sets(subject)
    return base, HeldOut.of(denoiser, base, subject, race.shown(base, subject))


@pytest.mark.parametrize("own", [PICTUREBOOK, SDXL])
def test_no_run_learns_from_what_it_is_held_to(own: Preset) -> None:
    (subject,) = Race(None, own, None, None, 1).subjects(1)  # type: ignore[arg-type]
    learnt = filled(own.tuning.templates, subject.description, own.plain_setting)
    held_out = held_out_prompts(subject)
    assert len(set(held_out)) == 12
    assert not set(learnt) & set(held_out)


def test_held_out_rows_show_the_target_under_those_prompts(denoiser: Denoiser, preset: Preset) -> None:
    outside = replace(preset, tuning=replace(preset.tuning, outside=0.1))
    base, held_out = one(denoiser, outside)
    templates = held_out.base.templates
    assert len(templates) == 12
    assert torch.equal(templates.condition.states[0], denoiser.encode("a fox, in the forest").states[0])
    target = base.latents[base.targets[0]]
    assert all(torch.equal(shown, target) for shown in held_out.base.latents)
    assert torch.equal(held_out.rows.sample, held_out.rows.template)
    assert bool((held_out.whole().base.weight == 1).all()), "whatever a run makes of positions"
    assert not bool((base.weight == 1).all())


def test_held_out_loss_is_that_of_the_figure(denoiser: Denoiser, preset: Preset) -> None:
    (subject,) = Race(denoiser, preset, None, None, 1).subjects(1)
    base, held_out = one(denoiser, preset)
    figure = torch.zeros(1, 1, *denoiser.latent_size)
    figure[..., 0, :] = 1
    pictures = (target_itself(base, subject, each) for each in (figure, 1 - figure))
    own, rest = (HeldOut.of(denoiser, base, subject, each) for each in pictures)
    share = float(figure.mean())
    whole = held_out.whole().untuned(denoiser)
    assert share * own.untuned(denoiser) + (1 - share) * rest.untuned(denoiser) == pytest.approx(whole)


@pytest.mark.weights
def test_a_character_is_held_to_other_scenes_in_its_own_looks(judge: Judge, picturebook: Picturebook) -> None:
    looks = {"coat": "black", "garment": "dress", "garment_color": "green", "hat": "none", "hat_color": "none"}
    subject = Subject("a fox", "fox", 0)
    scenes = world_scenes(judge.probe.questions, HELD_OUT, 700)
    pictures = rendered(picturebook.denoiser, subject, looks, scenes)
    assert pictures.texts[0] == scenes[0].prompt(["a fox"])
    assert len(set(pictures.texts)) == len(pictures.latents) == HELD_OUT
    for latent, figure, scene in list(zip(pictures.latents, pictures.figure, scenes, strict=True))[:4]:
        picture = picturebook.denoiser.decode(latent[None])[0]
        mark = judge.answers(picture, "fox")
        assert {name: mark[name] for name in looks} == looks
        assert {name: mark[name] for name in scene.asked} == scene.asked
        assert 0.05 < float(figure.mean()) < 0.5


@pytest.mark.parametrize("found", [True, False])
def test_figure_is_where_the_probe_sees_it_and_everywhere_if_nowhere(
    denoiser: Denoiser, preset: Preset, found: bool
) -> None:
    base, _ = one(denoiser, preset)
    labels = np.zeros((16, 16), np.int64)
    labels[:8] = found
    judge = SimpleNamespace(look=lambda _: SimpleNamespace(labels=labels))
    figure = Race(denoiser, preset, None, judge, 1).figure(base)  # type: ignore[arg-type]
    assert figure.shape == (1, 1, *denoiser.latent_size)
    assert float(figure.mean()) == (0.5 if found else 1)


def test_pictures_take_turns_each_with_its_own_prompt_and_figure(denoiser: Denoiser, preset: Preset) -> None:
    base, _ = one(denoiser, preset)
    figure = torch.zeros(5, 1, *denoiser.latent_size)
    for index in range(5):
        figure[index, :, : index + 1] = 1
    pictures = Shown([f"a fox, {index}" for index in range(5)], torch.randn(5, *base.latents.shape[1:]), figure)
    held_out = HeldOut.of(denoiser, base, Subject("a fox", "fox", 0), pictures)
    assert held_out.rows.sample.tolist() == held_out.rows.template.tolist() == [0, 1, 2, 3, 4, 0, 1]
    assert held_out.base.weight.mean((1, 2, 3)) == pytest.approx(torch.ones(5))
    assert torch.equal(held_out.base.weight > 0, figure > 0)
    assert held_out.base.frames.shape == (5, 4)
    assert np.isfinite(held_out.untuned(denoiser))


def test_looks_are_drawn_as_they_were_read() -> None:
    read = {"coat": "black", "garment": "dress", "garment_color": "red", "hat": "cap", "hat_color": "none"}
    figure = figure_of(read | {"glasses": "glasses", "skin": "dark", "action": "running"}, "girl")
    assert (figure.garment_color, figure.hat, figure.glasses, figure.skin) == ("red", "none", "glasses", "dark")
    assert (figure.species, figure.coat, figure.action) == ("girl", "black", "standing")


@pytest.mark.weights
def test_where_the_world_can_be_drawn_runs_are_held_to_the_character_elsewhere(
    denoiser: Denoiser, preset: Preset, judge: Judge
) -> None:
    base, _ = one(denoiser, preset)
    subject, known = Subject("a fox", "fox", 0), judge.probe.questions
    drawn = Race(denoiser, preset, None, judge, 1).shown(base, subject)
    assert drawn.texts == [scene.prompt(["a fox"]) for scene in world_scenes(known, HELD_OUT, learning_speed.RUN)]
    assert len(torch.unique(drawn.latents, dim=0)) == HELD_OUT
    foreign = SimpleNamespace(look=judge.look, probe=SimpleNamespace(questions=shapes.questions()))
    instead = Race(denoiser, preset, None, foreign, 1).shown(base, subject)  # type: ignore[arg-type]
    assert instead.texts == held_out_prompts(subject)


def test_the_release_is_held_to_its_own_offsets(denoiser: Denoiser, preset: Preset) -> None:
    """Layer norm: the same for every prompt, mean square 1; AdaIN: as wide as the prompt's base word."""
    base, held_out = one(denoiser, preset)
    rows = draw_rows(base, [0] * 3, [0] * 3, torch.Generator().manual_seed(0))
    released = OfficialTuner(denoiser, base, official_settings(preset.tuning), 0)
    released.learn()
    released.look()
    assert released.best is not None
    offsets = official_offsets(released.best, base, rows)
    assert torch.equal(offsets[0], offsets[2])
    assert offsets.square().mean(-1) == pytest.approx(torch.ones(offsets.shape[:2]), abs=0.01)
    ours = Tuner(denoiser, base, preset.tuning, 0)
    ours.learn()
    ours.look()
    assert ours.best is not None
    width = paper_offsets(ours.best, base, rows).std(-1, correction=0)
    wanted = ours.best.gate * base.templates.base[rows.template].std(-1, correction=0)
    assert torch.allclose(width, wanted.expand_as(width), rtol=1e-3)
    tuned, untuned = held_out.tuned(ours, paper_offsets), held_out.untuned(denoiser)
    assert tuned != untuned
    ours.best = replace(ours.best, gate=torch.tensor(0.0))
    assert held_out.tuned(ours, paper_offsets) == pytest.approx(untuned)
