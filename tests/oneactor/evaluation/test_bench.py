"""The benchmark's shape and arithmetic; no time is ever asserted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from oneactor.actor import Actor
from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser
from oneactor.evaluation import learning_speed
from oneactor.evaluation.bench import PLAIN, Bench, measure, random_card, save, shown, slope
from oneactor.evaluation.large_networks import SMALL, random_sdxl
from oneactor.evaluation.learning_speed import (
    _proposal,
    faster,
    held_out_loss,
    learning_rows,
    official_offsets,
    paper_offsets,
    run_until,
    untuned_loss,
)
from oneactor.evaluation.timing import Spread, peak, ratios
from oneactor.official import OfficialTuner, official_settings
from oneactor.presets import Preset
from oneactor.tuner import Tuner, draw_rows

ROWS = [
    PLAIN,
    "one character, eta_2 = 0",
    "one character, eta_2 = 1 in two thirds of the steps",
    *(f"{count} masked, eta_2 = 0" for count in (1, 2, 3, 4)),
]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_speed, "CANDIDATES", 3)
    monkeypatch.setattr(learning_speed, "HELD_OUT", 4)


def test_quartiles_ratios_and_slope_by_hand() -> None:
    assert Spread.of([5.0, 1.0, 2.0, 3.0, 4.0]) == Spread(3.0, 2.0, 4.0, 5)
    assert Spread.of([2.0]) == Spread(2.0, 2.0, 2.0, 1)
    assert ratios([2.0, 6.0], [1.0, 2.0]).median == 2.5
    assert slope({1: 1.02, 2: 1.03, 3: 1.04, 4: 1.05}) == pytest.approx(0.01)


def test_memory_is_counted_where_an_accelerator_counts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = list[str]()
    monkeypatch.setattr("torch.cuda.reset_peak_memory_stats", lambda _: done.append("reset"))
    monkeypatch.setattr("torch.cuda.max_memory_allocated", lambda _: 7)
    assert peak(lambda: done.append("drawn"), torch.device("cuda")) == {"peak memory in bytes": 7}
    assert done == ["reset", "drawn"]
    assert peak(lambda: done.append("drawn"), torch.device("cpu")) == {}
    assert len(done) == 2


def test_who_never_gets_there_is_no_times_as_fast() -> None:
    found = faster([(2.0, 10), None, None], [8.0, 8.0, 8.0])
    assert (found["reached"], found["of"], found["steps"]) == (1, 3, 10)
    assert found["times faster"] == {"median": 0.0, "low": 0.0, "high": 2.0, "count": 3}
    assert faster([None], [8.0])["steps"] is None


def test_a_random_card_is_a_sound_card(denoiser: Denoiser, tmp_path: Path) -> None:
    random_card(denoiser, "fox", 0, tmp_path / "card")
    Actor.load(tmp_path / "card").check(denoiser.model, denoiser.encode("a fox").states.shape[-1])


def test_rows_of_a_run(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> None:
    result = measure(denoiser, preset, Bench(rounds=2, steps=1, learning=False), None, "tiny")
    save(result, tmp_path / "out" / "bench.json")
    read = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert list(read["drawing"]) == ROWS
    assert read["drawing"][PLAIN]["ratio"] == {"median": 1.0, "low": 1.0, "high": 1.0, "count": 2}
    assert "slope per masked character" in shown(result)


def test_learning_is_compared_at_equal_held_out_loss(denoiser: Denoiser, preset: Preset) -> None:
    rows = learning_rows(denoiser, preset, None, rounds=1, steps=1)
    assert set(rows) == {"held-out loss without an offset", "official", "ours to equal held-out loss"}
    assert "peak memory in bytes" not in str(rows), "a CPU does not count it"
    base = load_base_set(denoiser, _proposal(denoiser, preset), 0, preset)
    tuner = Tuner(denoiser, base, preset.tuning, 0)
    start = {name: value.clone() for name, value in tuner.projector.state_dict().items()}
    reached = run_until(tuner, float("inf"), 3, every=2)
    assert reached is not None
    assert reached[1] == 2
    assert run_until(Tuner(denoiser, base, preset.tuning, 0), -1.0, 2) is None
    warm = learning_rows(denoiser, preset, start, rounds=1, steps=1)
    assert "from the warm start" in warm


def test_the_release_is_held_to_its_own_offsets(denoiser: Denoiser, preset: Preset) -> None:
    """Layer norm: the same for every prompt, mean square 1; AdaIN: as wide as the prompt's base word."""
    base = load_base_set(denoiser, _proposal(denoiser, preset), 0, preset)
    rows = draw_rows(base, [0] * 3, [0] * 3, torch.Generator().manual_seed(0))
    released = OfficialTuner(denoiser, base, official_settings(preset.tuning), 0)
    released.learn()
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
    assert held_out_loss(ours, rows, paper_offsets) > 0
    none = replace(ours.best, gate=torch.tensor(0.0))
    ours.best = none
    assert held_out_loss(ours, rows, paper_offsets) == pytest.approx(untuned_loss(denoiser, base, rows))


def test_networks_of_sdxls_shape() -> None:
    denoiser, preset = random_sdxl("cpu", SMALL)
    assert denoiser.family == "sdxl"
    assert denoiser.picture_size == (256, 256)
    assert denoiser.encode("a fox").states.shape == (1, 77, 96)
    assert {p.dtype for p in denoiser.vae.parameters()} == {torch.float32}
    result = measure(denoiser, preset, Bench(rounds=1, steps=1, learning=False), None, "small")
    assert list(result["drawing"]) == ROWS  # type: ignore[call-overload]
