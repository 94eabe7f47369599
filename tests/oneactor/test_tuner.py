"""One tuning step: its rows, and how their losses are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from math import nan
from typing import Any

import pytest
import torch
from torch import Tensor

from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.presets import Preset
from oneactor.projector import Projector, normalised
from oneactor.proposing import Proposal
from oneactor.tuner import Tuner, draw_rows, row_losses, row_offsets


def test_rows_of_a_step(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    """A target, K different auxiliaries, and last one of both sets under the average of the auxiliaries."""
    preset = replace(preset, tuning=replace(preset.tuning, auxiliaries=2))
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 2, preset), preset.tuning, seed=0)
    targets, averaged, drawn = set(), set(), set()
    for _ in range(60):
        rows = tuner._random_rows()
        target, *auxiliaries, anyone = rows.sample.tolist()
        assert rows.offset == (target, *auxiliaries, -1)
        assert len(set(auxiliaries)) == 2
        targets.add(target)
        drawn.update(auxiliaries)
        averaged.add(anyone)
    assert (targets, drawn, averaged) == ({2, 4}, {0, 1, 3}, {0, 1, 2, 3, 4})


def test_the_losses_are_weighed_as_in_eq_14(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    """L_tar + 0.5 L_aux + 0.2 L_aver, the auxiliaries' loss being their mean (paper, App. H)."""
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 0, preset), preset.tuning, seed=0)
    losses = torch.tensor([1.0, 20, 40, 60, 1000])
    assert float(tuner.weighed(losses)) == pytest.approx(1 + 0.5 * 40 + 0.2 * 1000)


def test_a_rows_loss_is_weighed_by_its_own_samples_mask(denoiser: Denoiser, preset: Preset, proposal: Proposal) -> None:
    base = load_base_set(denoiser, proposal, 2, preset)
    rows = draw_rows(base, [2, 4, 0], [2, 4, 0], torch.Generator().manual_seed(1))
    nothing = torch.zeros(3, 1, base.templates.base.shape[-1])
    even = row_losses(denoiser, base, rows, nothing)
    weight = torch.ones(5, 1, 16, 16)
    weight[2], weight[4] = 2, 3
    weighed = row_losses(denoiser, replace(base, weight=weight), rows, nothing)
    torch.testing.assert_close(weighed / even, torch.tensor([2.0, 3, 1]))


def test_the_average_row_is_the_mean_of_the_auxiliary_offsets(
    denoiser: Denoiser, preset: Preset, proposal: Proposal
) -> None:
    preset = replace(preset, tuning=replace(preset.tuning, flip=False))
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 0, preset), preset.tuning, seed=0)
    f_hat = tuner.projector(tuner.base.features).detach()
    rows = replace(tuner.validation, offset=(-1, -1))
    gate = tuner.projector.gate.detach()
    averaged = row_losses(denoiser, tuner.base, rows, row_offsets(tuner.base, rows, f_hat, gate))
    same = f_hat[1:].mean(0).expand_as(f_hat)
    offset = row_offsets(tuner.base, tuner.validation, same, gate)
    own = row_losses(denoiser, tuner.base, tuner.validation, offset)
    torch.testing.assert_close(averaged, own)


def test_gradients_survive_float16_and_are_those_of_the_loss(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss as small as one over a large latent: its gradients are nearly float32's."""
    base = load_base_set(denoiser, proposal, 0, preset)
    weighed = Tuner.weighed
    monkeypatch.setattr(Tuner, "weighed", lambda self, losses: weighed(self, losses) / 4096)

    def gradient(denoiser: Denoiser) -> torch.Tensor:
        tuner = Tuner(denoiser, base, preset.tuning, 0)
        tuner.learn()
        grads = [each.grad.flatten() for each in tuner.projector.parameters() if each.grad is not None]
        return torch.cat(grads)

    exact = gradient(denoiser)
    near = gradient(make_denoiser(deepcopy(denoiser.pipe), "tiny", denoiser.device, Precision(torch.float16)))
    assert (near - exact).norm() < 0.05 * exact.norm()


@pytest.mark.parametrize(
    "curve",
    [(0.4, 1, 0.4), (1.7, 1, 1), (-0.3, 1, 0.1), (1.7, -1, 0.1), (-0.3, -1, 1)],
    ids=["some of it", "all of it", "least", "worse and worse", "better and better"],
)
def test_a_start_says_as_much_as_helps(
    denoiser: Denoiser,
    preset: Preset,
    proposal: Proposal,
    monkeypatch: pytest.MonkeyPatch,
    curve: tuple[float, float, float],
) -> None:
    """Its gate goes where a parabola through the losses of none, half and all of it is lowest; never to nothing."""
    lowest, bend, kept = curve
    base = load_base_set(denoiser, proposal, 0, preset)
    start = Tuner(denoiser, base, preset.tuning, seed=5).projector.state_dict()
    gate = float(start["gate"])
    monkeypatch.setattr(Tuner, "_validated", lambda _, __, g: 2 + bend * (float(g) / gate - lowest) ** 2)
    warm = Tuner(denoiser, base, preset.tuning, seed=0, start=start)
    warm.begin()
    assert float(warm.projector.gate.detach()) == pytest.approx(kept * gate, rel=1e-4)
    cold = Tuner(denoiser, base, preset.tuning, seed=0)
    cold.begin()
    assert float(cold.projector.gate.detach()) == pytest.approx(preset.tuning.gate)


def test_what_a_start_says_is_kept_where_no_step_is_better(
    denoiser: Denoiser, preset: Preset, proposal: Proposal
) -> None:
    base = load_base_set(denoiser, proposal, 0, preset)
    start = Tuner(denoiser, base, preset.tuning, seed=5).projector.state_dict()
    for begins in (start, None):
        tuner = Tuner(denoiser, base, preset.tuning, 0, begins)
        tuner.look()
        assert (tuner.best is not None) == (begins is not None), "what chance says is worth nothing"


@pytest.mark.parametrize(
    ("looks", "ended"),
    [
        ((4, 4), False),
        ((4, 4, 4), True),
        ((4, 4, 2), False),
        ((4, 4, 3), False),
        ((4, 3, 2.75), False),
        ((4, 4, 3.125), True),
        ((4, 2, 4), True),
        ((4, 4, 5), True),
        ((400, 400, 302), True),
        ((0.04, 0.04, 0.02), False),
        ((80, 4, 4, 4), True),
        ((4, 4, 4, 2), False),
    ],
    ids=[
        "too few to tell",
        "flat",
        "halved",
        "by a quarter, no less",
        "most of it before the last look",
        "by less than a quarter",
        "down and up",
        "rising",
        "a quarter of large ones",
        "half of small ones",
        "fell long ago",
        "falls again",
    ],
)
def test_a_run_has_converged_when_it_fell_too_little(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, looks: Sequence[float], ended: bool
) -> None:
    """By less than `flat` of what it was `patience` looks ago; what lies before or between does not count."""
    settings = replace(preset.tuning, flat=0.25, patience=2)
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 0, preset), settings, seed=0)
    tuner.looks = list(looks)
    assert tuner.converged() is ended


def test_looks_are_a_running_mean_and_the_best_is_not(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of what was and half of the new one; numbers that are none leave no trace."""
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 0, preset), preset.tuning, seed=0)
    losses = [8.0, 2.0, nan, 1.0, 9.0]
    monkeypatch.setattr(tuner, "_validated", lambda *_: losses[tuner.step])
    for step in range(len(losses)):
        tuner.step = step
        tuner.look()
    assert tuner.looks == [8, 5, 3, 6]
    assert tuner.best is not None
    assert (tuner.best.loss, tuner.best.step) == (1, 3)


def by_hand(projector: Projector, features: Tensor) -> Tensor:
    """The projector written out: every batch normalisation by mean and spread over all samples and positions."""
    block: Any
    x = projector.enter(features)
    for block in projector.blocks:
        y = block.conv(x)
        spread = (y.var((0, 2, 3), correction=0, keepdim=True) + block.norm.eps).sqrt()
        y = (y - y.mean((0, 2, 3), keepdim=True)) / spread
        x = x + (y * block.norm.weight[:, None, None] + block.norm.bias[:, None, None]).relu()
    f = projector.leave(x.mean((2, 3)))
    return normalised(f.view(len(features), projector.shape.ranks, projector.shape.width))


def test_what_is_kept_is_said_of_the_whole_base_set(
    denoiser: Denoiser, preset: Preset, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batch normalisation sees all samples, as in a step; the best offsets stay what they were at their step."""
    tuner = Tuner(denoiser, load_base_set(denoiser, proposal, 2, preset), preset.tuning, seed=0)
    tuner.learn()
    tuner.look()
    with torch.no_grad():
        features, projector = tuner.base.features, tuner.projector
        f_hat = by_hand(projector, features)
        alone, candidates = projector(features[2:3])[0], projector(features[:4])
    assert len(f_hat) == 5, "the mirrored target is one of them"
    best = tuner.best
    assert best is not None
    target, average = best.target.clone(), best.average.clone()
    torch.testing.assert_close(target, f_hat[2])
    torch.testing.assert_close(average, f_hat[[0, 1, 3]].mean(0))
    for other in (alone, candidates[2]):
        assert (target - other).abs().max() > 0.01
    for other in (candidates[[0, 1, 3]].mean(0), f_hat.mean(0), f_hat[:4].mean(0)):
        assert (average - other).abs().max() > 0.01
    monkeypatch.setattr(tuner, "_validated", lambda *_: best.loss + 1)
    tuner.learn()
    tuner.look()
    assert tuner.best is best
    assert torch.equal(best.target, target)
    assert torch.equal(best.average, average)
