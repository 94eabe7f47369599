"""The benchmark's shape and arithmetic; no time is ever asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from diffusers.models.attention_processor import Attention, AttnProcessor2_0

from oneactor.actor import Actor
from oneactor.denoiser import Denoiser
from oneactor.evaluation import held_out as held
from oneactor.evaluation import learning_speed, timing
from oneactor.evaluation.bench import PLAIN, measure, random_card, save, shown, slope, ways
from oneactor.evaluation.held_out import (
    paper_offsets,
)
from oneactor.evaluation.keeping import bench_code
from oneactor.evaluation.large_networks import SMALL, _pipeline, random_sdxl
from oneactor.evaluation.learning_speed import (
    MERIT,
    WHOLE,
    Race,
    Run,
    faster,
    learning_rows,
    run_until,
)
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.subjects import first_seed
from oneactor.evaluation.timing import Bench, Spread, peak, ratios
from oneactor.presets import Preset
from oneactor.tuner import Tuner
from tests.oneactor.evaluation.test_held_out import one

ROWS = [
    PLAIN,
    "one character, eta_2 = 0",
    "one character, eta_2 = 1 in two thirds of the steps",
    *(f"{count} masked, eta_2 = 0" for count in (1, 2, 3, 4)),
]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_speed, "CANDIDATES", 3)
    monkeypatch.setattr(held, "HELD_OUT", 4)


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
    found = faster([Run((2.0, 10), 0.1, 1.0), Run(None, 0.3, 3.0), Run(None, 0.2, 2.0)], [8.0, 8.0, 8.0])
    assert (found["reached"], found["of"], found["steps"]) == (1, 3, 10)
    assert found["times faster"] == {"median": 0.0, "low": 0.0, "high": 2.0, "count": 3}
    assert (found["held-out loss"]["median"], found[WHOLE]["median"]) == (0.2, 2.0)  # type: ignore[index]
    assert faster([Run(None, 0.1, 0.2)], [8.0])["steps"] is None


def test_a_random_card_is_a_sound_card(denoiser: Denoiser, tmp_path: Path) -> None:
    random_card(denoiser, "fox", 0, tmp_path / "card")
    Actor.load(tmp_path / "card").check(denoiser.model, denoiser.encode("a fox").states.shape[-1])


def test_rows_of_a_run(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> None:
    result = measure(denoiser, preset, Bench(rounds=2, steps=1, learning=False), "tiny")
    save(result, tmp_path / "out" / "bench.json")
    read = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert list(read["drawing"]) == ROWS
    assert (read["model"], read["code"]) == (denoiser.model, bench_code())
    assert (read["rounds"], read["steps"], read["learning steps"]) == (2, 1, 200)
    assert read["drawing"][PLAIN]["ratio"]["count"] == 2
    assert "slope per masked character" in shown(result)


def test_only_the_stock_pipeline_is_timed_with_the_attention_that_it_comes_with(
    denoiser: Denoiser, preset: Preset, tmp_path: Path
) -> None:
    """Asked of every layer while it runs; in their turns, and ours last, after the stock pipeline has left."""
    running = set[type]()
    layers = [layer for layer in denoiser.unet.modules() if isinstance(layer, Attention)]
    hooks = [layer.register_forward_pre_hook(lambda layer, _: running.add(type(layer.processor))) for layer in layers]
    before = dict(denoiser.unet.attn_processors)
    timed, seen = ways(denoiser, preset, 1, tmp_path), dict[str, set[type]]()
    for label in (*reversed(ROWS), ROWS[1]):
        running.clear()
        timed[label]()
        seen[label] = set(running)
        assert dict(denoiser.unet.attn_processors) == before
    for hook in hooks:
        hook.remove()
    assert seen.pop(PLAIN) == {AttnProcessor2_0}
    assert len(seen) == len(ROWS) - 1
    assert all(kinds and AttnProcessor2_0 not in kinds for kinds in seen.values())


def test_learning_is_compared_at_equal_held_out_loss(denoiser: Denoiser, preset: Preset) -> None:
    rows = learning_rows(Race(denoiser, preset, None, None, 1), 1)
    assert set(rows) == {"without an offset", "official", "ours to equal held-out loss"}
    assert "peak memory in bytes" not in str(rows), "a CPU does not count it"
    official, without = rows["official"], rows["without an offset"]
    over = official["held-out loss"]["median"] / without["held-out loss"]["median"]  # type: ignore[index]
    assert official[MERIT]["median"] == pytest.approx(over)  # type: ignore[index]
    base, held_out = one(denoiser, preset)
    tuner = Tuner(denoiser, base, preset.tuning, 0)
    start = {name: value.clone() for name, value in tuner.projector.state_dict().items()}
    run = run_until(tuner, held_out, float("inf"), 3, every=2)
    assert run.reached is not None
    assert (run.reached[1], tuner.step) == (2, 3), "it goes on to its end"
    assert run.end == held_out.tuned(tuner, paper_offsets)
    assert run_until(Tuner(denoiser, base, preset.tuning, 0), held_out, -1.0, 2).reached is None
    warm = learning_rows(Race(denoiser, preset, start, None, 1), 1)
    assert "from the warm start" in warm


def test_every_way_runs_between_two_runs_of_the_base(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([9.0] * 5 + [1.0, 3.0, 2.0, 2.0, 4.0])  # the base at 1, 2 and 4, its ways at 3 and 2
    monkeypatch.setattr(timing, "seconds", lambda *_: next(clock))
    times, over = timing.beside(print, {"one": print, "other": print}, 1, torch.device("cpu"))
    assert times == {"one": [3.0], "other": [2.0]}
    assert over == {"one": [2.0], "other": [pytest.approx(2 / 3)]}


def test_every_round_is_another_character_that_its_target_shows(
    denoiser: Denoiser, preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = iter((False, False, True))
    monkeypatch.setattr("oneactor.evaluation.stage._shows", lambda *_: next(seen))
    race = Race(denoiser, preset, None, None, 1)
    first, second = race.subjects(2)
    assert first.seed == first_seed(learning_speed.RUN, "test"), "far from those of the studies"
    assert second.seed - first.seed >= learning_speed.CANDIDATES
    assert [base.targets[0] for base in race.base_sets(first)] == [2, 2]


@pytest.mark.weights
def test_a_model_with_a_world_learns_its_characters(denoiser: Denoiser, preset: Preset, judge: Judge) -> None:
    nouns = [subject.base_word for subject in Race(denoiser, preset, None, judge, 1).subjects(7)]
    assert len(set(nouns)) == 7


def test_networks_of_sdxls_shape() -> None:
    denoiser, preset = random_sdxl("cpu", SMALL)
    assert denoiser.family == "sdxl"
    assert denoiser.picture_size == (256, 256)
    assert denoiser.encode("a fox").states.shape == (1, 77, 96)
    assert {p.dtype for p in denoiser.vae.parameters()} == {torch.float32}
    result = measure(denoiser, preset, Bench(rounds=1, steps=1, learning=False), "small")
    assert list(result["drawing"]) == ROWS  # type: ignore[call-overload]


def test_a_scheduler_keeps_its_numbers_where_numpy_reads_them() -> None:
    with torch.device("meta"):  # networks are made where they compute
        pipe = _pipeline(SMALL)
    assert next(pipe.unet.parameters()).device.type == "meta"
    pipe.scheduler.set_timesteps(2)
    assert len(pipe.scheduler.timesteps) == 2


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # torch's own, of what its compiler imports
def test_compiled_networks_share_the_kernels_of_their_repeated_blocks() -> None:
    unet = random_sdxl("cpu", SMALL, compiled=True)[0].unet
    assert unet.mid_block.attentions[0].transformer_blocks[0]._compiled_call_impl is not None
    assert unet._compiled_call_impl is None, "as a whole it takes minutes"


def test_what_layers_keep_and_count_does_not_compile_each_of_them_anew(tmp_path: Path) -> None:
    denoiser, preset = random_sdxl("cpu", SMALL)
    torch._dynamo.reset()
    denoiser.unet.compile_repeated_blocks(backend="aot_eager")
    with torch._dynamo.config.patch(fail_on_recompile_limit_hit=True):
        ways(denoiser, preset, 2, tmp_path)["2 masked, eta_2 = 0"]()
