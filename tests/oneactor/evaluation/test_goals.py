"""What counts as reached, and by which tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.context import Context
from oneactor.evaluation.keeping import bench_code
from oneactor.evaluation.learning_speed import MERIT
from oneactor.evaluation.studies.goals import GOALS, Goal, found, verdict
from oneactor.evaluation.timing import Bench


def test_goals_are_met_by_means_and_within_noise(tmp_path: Path) -> None:
    """The first is missed by its mean, the second's interval reaches the bound; a wide interval alone is not enough."""
    least, noisy, points = Goal(("x",), 90), Goal(("x",), 1.0, least=False, noise=0.03), Goal(("x",), 0, noise=1.0)
    assert not least.met(Value(89, 85, 95, 3))
    assert least.met(Value(90, 85, 95, 3))
    assert noisy.met(Value(1.02, 0.99, 1.05, 3))
    assert not noisy.met(Value(1.02, 1.01, 1.05, 3))
    assert not noisy.met(Value(1.04, 0.9, 1.2, 3))
    assert points.met(Value(-1.0, -2.0, 0.5, 20))
    assert not points.met(Value(-1.5, -9.0, 6.0, 2))
    assert not points.met(Value(-0.5, -0.9, -0.1, 2))
    for value, sure in (((95, 91, 99), True), ((95, 89, 99), False), ((85, 80, 89), True), ((85, 80, 91), False)):
        assert least.sure(Value(*value, 3)) is sure
    bench = {"drawing": {"a": {"ratio": {"median": 1.5, "low": 1.0, "high": 2.0, "count": 7}}}, "slope": 0.5}
    (tmp_path / "bench.json").write_text(json.dumps(bench))
    assert found(tmp_path, ("bench.json", "drawing", "a", "ratio")) == Value(1.5, 1.0, 2.0, 7)
    assert found(tmp_path, ("bench.json", "slope")) == Value(0.5, 0.5, 0.5, 1)
    assert found(tmp_path, ("bench.json", "learning", "a")) is None
    assert found(tmp_path, ("identity.json",)) is None


@pytest.mark.weights
def test_goals_are_read_from_tables_of_the_same_run_alone(context: Context) -> None:
    place = ("identity.json", "rows", "a", "b")
    made = replace(context, extent=replace(context.extent, rounds=3), command="another").made
    context.save("identity", "Identity", {"a": {"b": 95.0}})
    assert verdict(context, Goal(place, 90), found(context.out, place)) == "yes"
    for other, words in (({}, "yes"), ({"seed": 501}, "of another run"), ({"model": "x"}, "of another run")):
        (context.out / "identity.json").write_text(json.dumps({"made": made | other, "rows": {"a": {"b": 95.0}}}))
        assert verdict(context, Goal(place, 90), found(context.out, place)) == words


@pytest.mark.weights
def test_being_as_good_as_nothing_is_no_merit(context: Context) -> None:
    """The release ends above the loss without an offset in half of the rounds, near it in a fourth, well below it."""
    fast, merit = ("bench.json", "learning", "ours", "times faster"), ("bench.json", "learning", "official", MERIT)
    context.out.mkdir()

    def words(over: tuple[float, float], code: str, **extent: int) -> str:
        spread = {"low": 9.0, "median": 12.0, "high": 50.0, "count": 7}
        release = spread | {"median": over[0], "high": over[1]}
        learning = {"ours": {"times faster": spread}, "official": {MERIT: release}}
        bench = {"model": context.stage.denoiser.model, "code": code, "learning": learning}
        (context.out / "bench.json").write_text(json.dumps(bench | Bench().extent | extent))
        return verdict(context, Goal(fast, 8, merit=merit), found(context.out, fast))

    cases = ((1.02, 1.1), (0.9, 0.96), (0.8, 0.94))
    assert [words(over, bench_code()) for over in cases] == ["no merit", "no merit", "yes"]
    assert words(cases[-1], "older") == "of another run"
    assert words(cases[-1], bench_code(), rounds=15) == "yes"
    for fewer in ({"rounds": 6}, {"steps": 1}, {"learning steps": 20}):
        assert words(cases[-1], bench_code(), **fewer) == "of another run"


def test_every_goal_of_speed_asks_whether_the_release_learnt() -> None:
    faster = [goal for label, goal in GOALS.items() if "times as fast" in label]
    assert [goal.merit for goal in faster] == [("bench.json", "learning", "official", MERIT)] * 2
