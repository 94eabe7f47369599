"""One tuning step: its rows, and how their losses are weighed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
import torch

from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.presets import Preset
from oneactor.proposing import Proposal
from oneactor.requests import ProposeRequest
from oneactor.tuner import Tuner, draw_rows, row_losses, row_offsets


@pytest.fixture
def proposal() -> Proposal:
    g = torch.Generator().manual_seed(0)
    latents, features = torch.randn(4, 4, 16, 16, generator=g), torch.randn(4, 32, 8, 8, generator=g)
    return Proposal(latents, features, ProposeRequest("a white fox", "fox", count=4), "tiny")


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
