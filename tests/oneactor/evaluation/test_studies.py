"""Every study on the embedded model, with as little of everything as it takes to fill its tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.context import Context, Options
from oneactor.evaluation.figures import FIGURES
from oneactor.evaluation.stage import Stage
from oneactor.evaluation.studies import STUDIES, baselines, choices, guidance, interpolation, masking, run_study
from oneactor.evaluation.studies import all as everything
from oneactor.evaluation.studies.goals import Goal, found
from tests.oneactor.evaluation.conftest import FEW
from tests.oneactor.evaluation.test_metrics import tiny_clip

pytestmark = [pytest.mark.weights, pytest.mark.usefixtures("all_threads")]


def table(context: Context, name: str) -> Any:
    assert (context.out / f"{name}.md").read_text().startswith("# ")
    read = json.loads((context.out / f"{name}.json").read_text())
    assert read["made"]["command"] == "a test"
    return read["rows"]


def test_identity_and_that_it_is_the_same_twice(two: Context, capsys: pytest.CaptureFixture[str]) -> None:
    run_study("identity", two)
    rows = table(two, "identity")
    assert list(rows) == [
        f"{crowd}, {how}" for crowd in ("one character", "two characters")
        for how in ("untuned", "tuned", "tuned over untuned")
    ]  # fmt: skip
    assert set(rows["one character, tuned"]) == set(FIGURES)
    assert rows["one character, tuned"]["identity agreement, %"]["count"] == 2
    assert rows["two characters, tuned"]["leak, %"] is not None
    single = table(two, "identity-looks")
    assert set(single["one character, tuned"]) >= {"present", "coat", "garment", "hat"}
    before = (two.out / "identity.json").read_bytes()
    run_study("identity", two)
    assert (two.out / "identity.json").read_bytes() == before
    assert (two.out / "identity-2.png").exists()
    assert "one character, tuned" in capsys.readouterr().out


def test_latents(context: Context) -> None:
    run_study("latents", context)
    row = table(context, "latents")["mean distance to the target"]
    assert row["without a card"]["mean"] > 0
    assert (context.out / "latents.png").exists()


def test_latency(context: Context) -> None:
    run_study("latency", replace(context, options=replace(context.options, methods=("dreambooth-lora",))))
    rows = table(context, "latency")
    assert list(rows) == ["plain", "OneActor, eta_2 = 0", "OneActor, eta_2 = 1", "dreambooth-lora"]
    assert rows["plain"]["seconds to learn"] == 0
    assert (context.out / "latency.png").exists()


def test_losses(context: Context) -> None:
    run_study("losses", context)
    rows = table(context, "losses")
    assert list(rows) == ["base model", "target loss alone", "without the average loss", "all losses"]


def test_choices(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, wide = "as the back-end learns", "gate starts at 3"
    monkeypatch.setattr(choices, "CHOICES", {name: choices.CHOICES[name] for name in (usual, wide)})
    run_study("choices", context)
    rows = table(context, "choices")
    assert list(rows) == ["base model", usual, wide]
    assert rows["base model"] != rows[wide]  # a wide gate shows in any picture; the usual one need not, in a single one
    stage, subject = context.stage, context.subjects()[0]
    wider = replace(stage.preset, tuning=replace(stage.preset.tuning, gate=choices.CHOICES[wide]["gate"]))
    monkeypatch.setattr("oneactor.evaluation.stage.tune", None)  # the study has learnt both
    cards = [stage.character(subject, preset).card.read_bytes() for preset in (stage.preset, wider)]
    assert cards[0] != cards[1], "the choice does not reach learning"


def test_interpolation_and_guidance(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpolation, "SCALES", (0.0, 1.0))
    run_study("interpolation", context)
    assert list(table(context, "interpolation")) == ["v = 0", "v = 1"]
    for name in ("ETA_1", "ETA_2", "GUIDED"):
        monkeypatch.setattr(guidance, name, (1.0,))
    run_study("guidance", context)
    for name in ("guidance-eta-1", "guidance-eta-2", "guidance-steps"):
        assert len(table(context, name)) == 1
        assert (context.out / f"{name}.png").exists()
        assert (context.out / f"{name}-pictures.png").exists()


def test_baselines_name_what_is_missing(two: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "TRIALS", 1)
    chosen = ("oneactor", "released", "textual-inversion", "ip-adapter")
    context = replace(two, options=Options(methods=chosen, baseline_steps=1))
    run_study("baselines", context)
    rows = table(context, "baselines")
    assert list(rows) == [
        "oneactor", "oneactor, two characters", "released", "textual-inversion",
        "oneactor minus released", "oneactor minus textual-inversion",
    ]  # fmt: skip
    assert rows["oneactor minus released"]["scene recall, %"]["count"] == 2
    assert rows["oneactor"]["seconds to learn"]["mean"] > 0
    assert rows["textual-inversion"]["steps"]["mean"] == 1
    assert rows["textual-inversion"]["rate"] in (5e-3, 2e-2, 1e-3)
    assert "h94/IP-Adapter" in (context.out / "baselines.md").read_text()
    before = (context.out / "baselines.json").read_bytes()
    for verb in ("descend", "_drawn"):
        monkeypatch.setattr(f"oneactor.evaluation.methods.learning.{verb}", None)
    run_study("baselines", replace(context, backwards=True))
    assert (context.out / "baselines.json").read_bytes() == before, "kept, with the times of the first run"


def test_masking(two: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {label: masking.WAYS[label] for label in ("as the back-end does", "isolation 2", "no masks")}
    monkeypatch.setattr(masking, "WAYS", ways)
    run_study("masking", two)
    rows = table(two, "masking")
    assert list(rows) == list(ways)
    assert rows["no masks"]["leak, %"] is not None
    assert (two.out / "masking.png").exists()


def test_all_goes_on_where_it_was_and_ends_with_the_goals(
    two: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two = replace(two, command="python -m oneactor evaluate all --seed 500")
    monkeypatch.setattr(everything, "ORDER", ("identity",))
    run_study("all", two)
    assert json.loads((two.out / "identity.json").read_text())["made"]["command"] == (
        "python -m oneactor evaluate identity --seed 500"
    )
    goals = json.loads((two.out / "goals.json").read_text())["rows"]
    assert set(goals["two characters, leak, %"]) == {"goal", "reached", "met"}
    assert goals["identity minus Textual Inversion's, points"]["met"] == "not measured"
    monkeypatch.setattr("oneactor.evaluation.studies.identity.run", None)
    run_study("all", replace(two, backwards=True))
    assert "identity is in" in capsys.readouterr().out
    with pytest.raises(TypeError):
        run_study("all", replace(two, extent=replace(two.extent, seeds=2)))
    with pytest.raises(TypeError):
        run_study("all", replace(two, options=Options(weights={"CLIP": "elsewhere"})))


def test_goals_are_met_by_means_and_within_noise(tmp_path: Path) -> None:
    """The first is missed by its mean, the second's interval reaches the bound."""
    least, noisy = Goal(("x",), 90), Goal(("x",), 1.0, least=False, noise=True)
    assert not least.met(Value(89, 85, 95, 3))
    assert least.met(Value(90, 85, 95, 3))
    assert noisy.met(Value(1.02, 0.99, 1.05, 3))
    assert not noisy.met(Value(1.02, 1.01, 1.05, 3))
    bench = {"drawing": {"a": {"ratio": {"median": 1.5, "low": 1.0, "high": 2.0, "count": 7}}}, "slope": 0.5}
    (tmp_path / "bench.json").write_text(json.dumps(bench))
    assert found(tmp_path, ("bench.json", "drawing", "a", "ratio")) == Value(1.5, 1.0, 2.0, 7)
    assert found(tmp_path, ("bench.json", "slope")) == Value(0.5, 0.5, 0.5, 1)
    assert found(tmp_path, ("bench.json", "learning", "a")) is None
    assert found(tmp_path, ("identity.json",)) is None


def test_tables_with_a_tiny_metric_and_without_any(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelMissing, match="DINO needs"):
        run_study("tables", replace(context, options=Options(metrics=("DINO",))))
    tiny_clip(tmp_path / "clip")
    options = Options(methods=("plain", "oneactor"), weights={"CLIP": str(tmp_path / "clip")})
    run_study("tables", replace(context, options=options))
    rows = table(context, "tables")
    shapes = {"count right, %", "copies of the target, %"}  # one picture has nothing to differ from
    assert set(rows["oneactor"]) == {"CLIP-I-fg", "CLIP-I-bg", "CLIP-T", *shapes}
    assert "LPIPS" in (context.out / "tables.md").read_text()


def test_tables_of_a_model_without_a_probe_take_prompts_from_a_file(stage: Stage, tmp_path: Path) -> None:
    tiny_clip(tmp_path / "clip")
    (tmp_path / "prompts.yaml").write_text("a: [{style: A sketch of, subject: a fox, settings: [in a den, at sea]}]")
    options = Options(
        ("plain", "oneactor"), ("CLIP",), {"CLIP": str(tmp_path / "clip")}, prompts=tmp_path / "prompts.yaml"
    )
    run_study("tables", Context(stage, FEW, tmp_path / "out", "a test", options))
    rows = table(Context(stage, FEW, tmp_path / "out"), "tables")
    assert set(rows) == {"plain", "oneactor"}


def test_every_study_has_a_module_and_others_are_named(context: Context) -> None:
    folder = Path(baselines.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(STUDIES)
    with pytest.raises(InvalidRequest, match="identity"):
        run_study("magic", context)
