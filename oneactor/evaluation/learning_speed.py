"""How long learning takes until it is as good as the released code is at the end of its settings.

As good: a denoising loss of the target on rows that no run learns from or chooses by. Looking at it is not timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from statistics import median

import torch
from torch import Tensor

from oneactor.base_set import BaseSet, load_base_set
from oneactor.denoiser import Denoiser
from oneactor.evaluation.stage import quiet
from oneactor.evaluation.timing import Spread, peak, seconds
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import Preset
from oneactor.projector import adain
from oneactor.proposing import Proposal, propose
from oneactor.requests import ProposeRequest
from oneactor.tuner import Best, Rows, Start, Tuner, draw_rows, row_losses

#: rows of the held-out loss, and the seed of their noise
HELD_OUT, HELD_OUT_SEED = 32, 7_000_000
CHARACTER, NOUN, CANDIDATES = "a fox", "fox", 11
Offsets = Callable[[Best, BaseSet, Rows], Tensor]


def paper_offsets(best: Best, base: BaseSet, rows: Rows) -> Tensor:
    """AdaIN by every row's base word, (R, ranks, D)."""
    f_hat = best.target.expand(len(rows.sample), -1, -1)
    return adain(f_hat, base.templates.base[rows.template], best.gate)


def official_offsets(best: Best, base: BaseSet, rows: Rows) -> Tensor:
    """The release's: the same for every prompt, (R, ranks, D)."""
    return (best.gate * best.target).expand(len(rows.sample), -1, -1)


@torch.no_grad()
def held_out_loss(tuner: Tuner, rows: Rows, offsets: Offsets) -> float:
    """Mean loss of the rows under the offsets that the run would keep now."""
    assert tuner.best is not None
    offset = offsets(tuner.best, tuner.base, rows)
    return float(row_losses(tuner.denoiser, tuner.base, rows, offset).mean())


def _rows(base: BaseSet) -> Rows:
    samples = [base.targets[0]] * HELD_OUT
    return draw_rows(base, samples, samples, torch.Generator().manual_seed(HELD_OUT_SEED))


@torch.no_grad()
def untuned_loss(denoiser: Denoiser, base: BaseSet, rows: Rows) -> float:
    """Mean loss of the rows without an offset: what learning starts from."""
    place = base.templates.place
    nothing = torch.zeros(len(rows.sample), place.shape[-1], base.templates.base.shape[-1], device=place.device)
    return float(row_losses(denoiser, base, rows, nothing).mean())


def official_run(denoiser: Denoiser, base: BaseSet, preset: Preset, seed: int, steps: int) -> tuple[float, float]:
    """Seconds of the release's run, and the held-out loss of what it keeps."""
    tuner = OfficialTuner(denoiser, base, official_settings(preset.tuning), seed)
    taken = sum(seconds(tuner.learn, denoiser.device) for _ in range(steps))
    return taken, held_out_loss(tuner, _rows(base), official_offsets)


def run_until(tuner: Tuner, goal: float, most: int, every: int = 5) -> tuple[float, int] | None:
    """Seconds and steps until the held-out loss is at most `goal`, looked at every few steps; `None` if never.

    Our runs choose their step by a validation loss of their own; that takes time and is counted.
    """
    rows, taken, device = _rows(tuner.base), 0.0, tuner.denoiser.device
    for step in range(1, most + 1):
        taken += seconds(tuner.learn, device)
        if step % every == 0 or step == most:
            taken += seconds(tuner.look, device)
            if held_out_loss(tuner, rows, paper_offsets) <= goal:
                return taken, step
    return None


def faster(runs: Sequence[tuple[float, int] | None], official: Sequence[float]) -> dict[str, object]:
    """How many times as fast as the release; a run that never got there counts as 0 times, and has no steps."""
    steps = [run[1] for run in runs if run is not None]
    times = [0.0 if run is None else base / run[0] for run, base in zip(runs, official, strict=True)]
    return {
        "reached": len(steps),
        "of": len(runs),
        "steps": median(steps) if steps else None,
        "times faster": asdict(Spread.of(times)),
    }


def learning_rows(
    denoiser: Denoiser, preset: Preset, start: Start | None, rounds: int, steps: int
) -> dict[str, object]:
    """Every round from another seed: the release's run, then ours to the same loss, then ours from a warm start."""
    proposal = _proposal(denoiser, preset)
    settings = official_settings(preset.tuning)
    base = load_base_set(denoiser, proposal, 0, preset)
    released = load_base_set(denoiser, proposal, 0, replace(preset, tuning=settings))
    official: list[float] = []
    goals: list[float] = []
    cold: list[tuple[float, int] | None] = []
    warm: list[tuple[float, int] | None] = []
    for seed in range(rounds):
        taken, goal = official_run(denoiser, released, preset, seed, steps)
        official.append(taken)
        goals.append(goal)
        cold.append(run_until(Tuner(denoiser, base, preset.tuning, seed), goal, steps))
        if start is not None:
            warm.append(run_until(Tuner(denoiser, base, preset.tuning, seed, start), goal, steps, every=1))
    held = {
        "official": peak(OfficialTuner(denoiser, released, settings, 0).learn, denoiser.device),
        "ours": peak(Tuner(denoiser, base, preset.tuning, 0).learn, denoiser.device),
    }
    rows: dict[str, object] = {
        "held-out loss without an offset": untuned_loss(denoiser, base, _rows(base)),
        "official": {
            "seconds": asdict(Spread.of(official)),
            "steps": steps,
            "held-out loss": asdict(Spread.of(goals)),
            **held["official"],
        },
        "ours to equal held-out loss": faster(cold, official) | held["ours"],
    }
    return rows | ({"from the warm start": faster(warm, official)} if start is not None else {})


def _proposal(denoiser: Denoiser, preset: Preset) -> Proposal:
    return propose(denoiser, preset, ProposeRequest(CHARACTER, NOUN, count=CANDIDATES), quiet)
