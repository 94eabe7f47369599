"""When a run ends, what it keeps, and that one which was stopped goes on to the same card."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from oneactor.actor import CARD_LIMIT
from oneactor.backend import Progress
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser
from oneactor.errors import Cancelled, InvalidRequest
from oneactor.presets import Preset
from oneactor.proposing import Proposal
from oneactor.requests import TuneRequest
from oneactor.tuner import Tuner
from oneactor.tuning import tune


def silent(_: Progress) -> None:
    pass


def stop_at(step: int) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.done == step:
            raise Cancelled

    return report


def test_a_run_taken_up_again_writes_the_same_card(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path
) -> None:
    tune(denoiser, preset, replace(request_, checkpoint=None), silent).save(tmp_path / "straight")
    with pytest.raises(Cancelled):
        tune(denoiser, preset, request_, stop_at(3))
    assert request_.checkpoint is not None
    assert request_.checkpoint.exists()
    seen: list[Progress] = []
    tune(denoiser, preset, request_, seen.append).save(tmp_path / "resumed")
    assert [progress.done for progress in seen] == [0, 4, 5, 5]
    assert (tmp_path / "straight").read_bytes() == (tmp_path / "resumed").read_bytes()
    assert (tmp_path / "straight").stat().st_size < CARD_LIMIT
    assert request_.checkpoint.exists(), "whoever keeps the card removes it"


@pytest.mark.parametrize("damage", ["cut", "other seed"])
def test_a_checkpoint_of_no_use_is_passed_over(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, damage: str
) -> None:
    with pytest.raises(Cancelled):
        tune(denoiser, preset, request_, stop_at(2))
    assert request_.checkpoint is not None
    if damage == "cut":
        request_.checkpoint.write_bytes(request_.checkpoint.read_bytes()[:100])
    else:
        request_ = replace(request_, seed=6)
    seen: list[Progress] = []
    tune(denoiser, preset, request_, seen.append)
    assert seen[1].done == 1


def test_a_checkpoint_of_another_start_is_passed_over(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest
) -> None:
    warm = Tuner(denoiser, load_base_set(denoiser, Proposal.load(request_.proposal), 1, preset), preset.tuning, seed=9)
    start = warm.projector.state_dict()
    with pytest.raises(Cancelled):
        tune(denoiser, preset, request_, stop_at(2), start)
    seen: list[Progress] = []
    tune(denoiser, preset, request_, seen.append)
    assert seen[1].done == 1, "it starts from chance now"
    with pytest.raises(Cancelled):
        tune(denoiser, preset, request_, stop_at(2), start)
    seen.clear()
    tune(denoiser, preset, request_, seen.append, start)
    assert seen[1].done == 3


def test_an_upload_resumes_only_with_the_same_picture(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, tmp_path: Path
) -> None:
    path = tmp_path / "mia.png"
    Image.new("RGB", (32, 32), "orange").save(path)
    uploaded = replace(request_, picture=path)
    whole = tune(denoiser, preset, replace(uploaded, checkpoint=None), silent)
    with pytest.raises(Cancelled):
        tune(denoiser, preset, uploaded, stop_at(3))
    seen: list[Progress] = []
    assert torch.equal(tune(denoiser, preset, uploaded, seen.append).target, whole.target)
    assert any("learning on" in progress.step for progress in seen)
    uploaded.checkpoint.unlink()  # type: ignore[union-attr]
    with pytest.raises(Cancelled):
        tune(denoiser, preset, uploaded, stop_at(3))
    Image.new("RGB", (32, 32), "blue").save(path)
    seen.clear()
    tune(denoiser, preset, uploaded, seen.append)
    assert not any("learning on" in progress.step for progress in seen)


@pytest.mark.parametrize(("stop", "worse"), [(3, 0.0), (1, 0.1)], ids=["learns", "only gets worse"])
def test_a_warm_run_taken_up_again_writes_the_same_card(
    denoiser: Denoiser,
    preset: Preset,
    request_: TuneRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    stop: int,
    worse: float,
) -> None:
    """Its gate is scaled before the first step and never again; what the start itself says may stay the best."""
    preset = replace(preset, tuning=replace(preset.tuning, warm_steps=6, warm_lr=3e-3))
    base = load_base_set(denoiser, Proposal.load(request_.proposal), 1, preset)
    start = Tuner(denoiser, base, preset.tuning, seed=9).projector.state_dict()
    validated = Tuner._validated

    def measured(tuner: Tuner, f_hat: torch.Tensor, gate: torch.Tensor) -> float:
        share = float(gate / tuner.projector.gate.detach())  # of which 0.4 would be best whenever it is asked for
        return validated(tuner, f_hat, gate) + (share - 0.4) ** 2 + worse * tuner.step

    monkeypatch.setattr(Tuner, "_validated", measured)
    request_ = replace(request_, max_steps=None)
    straight = tune(denoiser, preset, replace(request_, checkpoint=None), silent, start)
    assert float(straight.gate) == pytest.approx(0.4 * float(start["gate"]), abs=0.03)
    assert (straight.header.steps == 0) == (worse > 0)
    with pytest.raises(Cancelled):
        tune(denoiser, preset, request_, stop_at(stop), start)
    seen: list[Progress] = []
    tune(denoiser, preset, request_, seen.append, start).save(tmp_path / "resumed")
    assert [progress.done for progress in seen] == [0, *range(stop + 1, 7), 6]
    straight.save(tmp_path / "straight")
    assert (tmp_path / "straight").read_bytes() == (tmp_path / "resumed").read_bytes()


def test_the_run_ends_early_once_nothing_changes(denoiser: Denoiser, preset: Preset, request_: TuneRequest) -> None:
    frozen = replace(preset, tuning=replace(preset.tuning, lr=0.0, weight_decay=0.0))
    seen: list[Progress] = []
    actor = tune(denoiser, frozen, replace(request_, max_steps=50, min_steps=2), seen.append)
    assert max(p.done for p in seen[:-1]) == 6
    assert actor.header.steps == 2
    assert seen[-1].done == seen[-1].total == 50


def test_numbers_that_are_not_finite_are_no_best_and_no_card(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As float16 can give them: the next look is kept instead; with none at all it is said, and no file breaks."""
    losses = iter([float("nan"), 0.5, float("nan"), float("inf")])
    monkeypatch.setattr(Tuner, "_validated", lambda *_: next(losses, 0.4))
    seen: list[Progress] = []
    actor = tune(denoiser, preset, replace(request_, max_steps=4, min_steps=4), seen.append)
    assert (actor.header.steps, actor.header.validation_loss) == (2, 0.5)
    monkeypatch.setattr(Tuner, "_validated", lambda *_: float("nan"))
    for form in ("paper", "literal"):
        with pytest.raises(InvalidRequest, match="no finite numbers; nothing was changed"):
            tune(denoiser, preset, replace(request_, compat=form, checkpoint=None), silent)


@pytest.mark.parametrize(
    ("curve", "min_steps", "last"),
    [
        ((128, 64, 32, 16, 8, 4, 2, 1), 0, 14),
        ((8, 8, 8, 8, 8, 8, 8, 8), 0, 4),
        ((8, 8, 8, 8, 8, 8, 8, 8), 7, 8),
        ((8, 4, 2, 2, 2, 2, 2, 2), 0, 12),
    ],
    ids=["falling", "flat", "flat, but no sooner", "flat at last"],
)
def test_a_run_goes_on_while_its_curve_falls(
    denoiser: Denoiser,
    preset: Preset,
    request_: TuneRequest,
    monkeypatch: pytest.MonkeyPatch,
    *,
    curve: tuple[float, ...],
    min_steps: int,
    last: int,
) -> None:
    """Looks every 2 steps, and ended by less than a quarter in 2 looks of the running mean.

    The last curve's mean is 8, 6, 4, 3, 2.5, 2.25, 2.125: from 3 to 2.25 is a quarter, from 2.5 to 2.125 is less.
    """
    preset = replace(preset, tuning=replace(preset.tuning, flat=0.25, patience=2))
    monkeypatch.setattr(Tuner, "_validated", lambda tuner, *_: float(curve[tuner.step // 2]))
    monkeypatch.setattr(Tuner, "learn", lambda tuner: setattr(tuner, "step", tuner.step + 1))
    seen: list[Progress] = []
    request_ = replace(request_, max_steps=14, min_steps=min_steps, checkpoint=None)
    tune(denoiser, preset, request_, seen.append)
    assert max(progress.done for progress in seen[:-1]) == last


def test_a_card_is_what_the_best_step_says_of_the_whole_base_set(
    denoiser: Denoiser, preset: Preset, request_: TuneRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what the last step says, nor of some of the samples."""
    said, look = dict[int, torch.Tensor](), Tuner.look

    def looked(tuner: Tuner) -> None:
        look(tuner)
        said[tuner.step] = deepcopy(tuner.projector).train()(tuner.base.features).detach()

    monkeypatch.setattr(Tuner, "look", looked)
    monkeypatch.setattr(Tuner, "_validated", lambda tuner, *_: 1.0 + abs(tuner.step - 2))
    actor = tune(denoiser, preset, replace(request_, checkpoint=None), silent)
    assert actor.header.steps == 2
    assert list(said) == [0, 2, 4, 5]
    assert len(said[2]) == 5, "the mirrored target is one of them"
    assert torch.equal(actor.target, said[2][1])
    assert torch.equal(actor.average, said[2][[0, 2, 3]].mean(0))
    assert not torch.allclose(said[2], said[5], atol=1e-3)
