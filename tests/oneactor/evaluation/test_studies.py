"""Every study on the embedded model, with as little of everything as it takes to fill its tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.context import Context, Options
from oneactor.evaluation.figures import FIGURES
from oneactor.evaluation.stage import Stage
from oneactor.evaluation.studies import STUDIES, baselines, guidance, interpolation, run_study
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
    assert list(rows) == ["oneactor", "oneactor, two characters", "released", "textual-inversion"]
    assert rows["textual-inversion"]["steps"]["mean"] == 1
    assert rows["textual-inversion"]["rate"] in (5e-3, 2e-2, 1e-3)
    assert "h94/IP-Adapter" in (context.out / "baselines.md").read_text()


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
    assert set(rows["oneactor"]) == {"CLIP-I-fg", "CLIP-I-bg", "CLIP-T"}
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
