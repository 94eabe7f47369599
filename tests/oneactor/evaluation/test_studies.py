"""Every study on the embedded model, with as little of everything as it takes to fill its tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL.Image import Image

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.context import Context, Options
from oneactor.evaluation.figures import FIGURES
from oneactor.evaluation.methods import Tries
from oneactor.evaluation.methods.inversion import TextualInversion
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.studies import (
    STUDIES,
    baselines,
    choices,
    guidance,
    interpolation,
    losses,
    masking,
    run_study,
)
from oneactor.evaluation.studies import all as everything
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
    usual, wide = "as the back-end learns", "with a wide gate"
    monkeypatch.setattr(choices, "CHOICES", {usual: choices.CHOICES[usual], wide: {"gate": 3.0}})
    run_study("choices", context)
    rows = table(context, "choices")
    assert list(rows) == ["base model", usual, wide]
    assert rows["base model"] != rows[wide]  # a wide gate shows in any picture; the usual one need not, in a single one
    stage, subject = context.stage, context.validation().subjects()[0]
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
    assert rows["textual-inversion"]["rate"] in TextualInversion.rates
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


def test_a_table_of_the_other_split_is_there_too(context: Context) -> None:
    context.validation().save("choices", "Choices", {"ours": {"looks": 1.0}})
    assert context.has("choices")
    assert not replace(context, extent=replace(context.extent, seeds=2)).has("choices")
    assert context.made["numbers"] in ("float32 on cpu", "bfloat16 on cpu")


def test_a_baseline_gets_all_that_our_card_took(context: Context) -> None:
    (character,) = context.characters()
    slow = replace(character, seconds=12.5)
    assert baselines.tries_for(context, slow, 0.1) == Tries(12.5, 1, 0.1)
    usual = replace(context, options=replace(context.options, same_time=False))
    assert baselines.tries_for(usual, slow) == Tries(None, 1)


def test_the_rate_with_the_best_pictures_is_taken(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four, over two characters: 2e-2 is never the best of one, and the best of both."""
    quality = {
        (5e-3, "a"): 9.0,
        (5e-3, "b"): 0.0,
        (2e-2, "a"): 6.0,
        (2e-2, "b"): 6.0,
        (8e-2, "a"): 0.0,
        (8e-2, "b"): 0.0,
        (1e-3, "a"): 0.0,
        (1e-3, "b"): 9.0,
    }
    monkeypatch.setattr(baselines, "_quality", lambda _, __, rate, character: quality[rate, character])
    trials: Any = ["a", "b"]
    for own in (context, replace(context, backwards=True)):
        assert baselines.best_rate(own, "textual-inversion", trials) == 2e-2
    assert baselines.best_rate(context, "textual-inversion", []) == 5e-3
    assert baselines.best_rate(context, "plain", trials) is None


def test_a_choice_is_made_by_nobody_who_is_reported(two: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, from_chance = list[Context](), dict[str, bool]()

    def row(context: Context, _: object, cast: Sequence[Character]) -> list[Image]:
        asked.append(context)
        return [character.target for character in cast]

    def learn(context: Context, name: str, *_: object, cold: bool = False) -> None:
        asked.append(context)
        from_chance[name] = cold

    for module in (choices, losses):
        monkeypatch.setattr(module, "learn_over", learn)
    for module in (interpolation, guidance):
        monkeypatch.setattr(module, "sweep_over", lambda context, *_: asked.append(context))
    for name in ("choices", "losses", "interpolation", "guidance"):
        run_study(name, two)
    monkeypatch.setattr(masking, "WAYS", {"no masks": None})
    monkeypatch.setattr(Context, "row", row)
    run_study("masking", replace(two, options=Options()))
    assert len(asked) == 7
    assert from_chance == {"choices": False, "losses": True}, "what a start knows, no loss has taught it"
    assert not {s.seed for s in two.subjects()} & {s.seed for context in asked for s in context.subjects()}
    assert not {s.text for s in two.scenes()} & {s.text for context in asked for s in context.scenes()}
    assert not set(two.seeds) & {seed for context in asked for seed in context.seeds}


def test_rates_are_chosen_on_other_characters(two: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[tuple[Context, list[str]]]()

    def best(context: Context, _: str, trials: list[Character]) -> None:
        seen.append((context, [trial.subject.key for trial in trials]))

    monkeypatch.setattr(baselines, "best_rate", best)
    run_study("baselines", replace(two, options=Options(methods=("plain",))))
    ((context, keys),) = seen
    assert context.split == "validation"
    assert len(keys) == baselines.TRIALS
    assert not set(keys) & {subject.key for subject in two.subjects()}


def test_a_long_file_of_prompts_is_asked_everywhere(stage: Stage, tmp_path: Path) -> None:
    entries = "".join(f"{domain}:\n" + "- {style: A, subject: a fox, settings: [at sea]}\n" * 20 for domain in "abcd")
    (tmp_path / "prompts.yaml").write_text(entries)
    context = Context(stage, replace(FEW, characters=20), tmp_path, options=Options(prompts=tmp_path / "prompts.yaml"))
    places = [(subject.seed - 500) // 100 for subject in context.subjects()]
    assert len(set(places)) == 20
    assert {place // 20 for place in places} == {0, 1, 2, 3}
    assert context.subjects() == context.subjects()
    assert len(replace(context, extent=replace(FEW, characters=1000)).subjects()) == 80


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
    assert set(rows["oneactor"]) == {"CLIP-I-fg", "CLIP-I-bg", "CLIP-T", "CLIPScore", *shapes}
    text = (context.out / "tables.md").read_text()
    assert "CLIP-I by clip;" in text
    assert "LPIPS" in text


def test_tables_of_a_model_without_a_probe_take_prompts_from_a_file(stage: Stage, tmp_path: Path) -> None:
    tiny_clip(tmp_path / "clip")
    (tmp_path / "prompts.yaml").write_text("a: [{style: A sketch of, subject: a fox, settings: [in a den, at sea]}]")
    options = Options(
        ("plain", "detailed", "oneactor"),
        ("CLIP",),
        {"CLIP": str(tmp_path / "clip")},
        prompts=tmp_path / "prompts.yaml",
    )
    run_study("tables", Context(stage, FEW, tmp_path / "out", "a test", options))
    rows = table(Context(stage, FEW, tmp_path / "out"), "tables")
    assert set(rows) == {"plain", "oneactor"}
    assert "detailed: This model has no probe" in (tmp_path / "out" / "tables.md").read_text()


def test_every_study_has_a_module_and_others_are_named(context: Context) -> None:
    folder = Path(baselines.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(STUDIES)
    with pytest.raises(InvalidRequest, match="identity"):
        run_study("magic", context)
