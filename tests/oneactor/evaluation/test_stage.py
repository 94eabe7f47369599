from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL.Image import Image
from PIL.Image import open as open_picture

from oneactor.base_set import load_base_set
from oneactor.denoiser import Denoiser, make_denoiser
from oneactor.errors import InvalidRequest
from oneactor.evaluation import stage as stage_module
from oneactor.evaluation.context import Context, Options
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.studies import interpolation, losses, run_study
from oneactor.guidance import GUIDED
from oneactor.picturebook.probe import Probe, ProbeNet
from oneactor.picturebook.renderer import load_world
from oneactor.presets import Preset
from oneactor.proposing import Proposal
from oneactor.requests import RenderRequest, Sampling
from oneactor.tuner import Start, Tuner
from tests.oneactor.evaluation.conftest import FEW, FOX
from tests.tiny import tiny_pipeline


def started(stage: Stage, fox: Character) -> Start:
    """Weights that a projector of this model may start from."""
    base = load_base_set(stage.denoiser, Proposal.load(fox.proposal), 0, stage.preset)
    return Tuner(stage.denoiser, base, stage.preset.tuning, 0).projector.state_dict()


def test_a_run_goes_on_where_it_was(stage: Stage, fox: Character, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RenderRequest("a fox, in the snow", (fox.placement(),), 5)
    before = stage.picture(request)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("drawn again")

    for verb in ("propose", "tune", "render"):
        monkeypatch.setattr(f"oneactor.evaluation.stage.{verb}", never)
    again = stage.character(FOX)
    assert (again.card, again.seconds) == (fox.card, fox.seconds)
    assert stage.picture(request).tobytes() == before.tobytes()
    for other in (replace(request, seed=6), replace(request, cast=(fox.placement(tuned=False),))):
        with pytest.raises(AssertionError, match="drawn again"):
            stage.picture(other)


def test_a_card_that_was_thrown_away_is_learnt_again(stage: Stage, fox: Character) -> None:
    kept = fox.card.read_bytes()
    fox.card.unlink()
    assert stage.character(FOX).card.read_bytes() == kept


def test_a_card_costs_its_candidates_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proposing takes 3 seconds and learning 4; of another way to learn the candidates are there, and still cost."""
    took = iter((3.0, 4.0, 5.0))

    def timed(action: Callable[[], object], _: torch.device) -> float:
        action()
        return next(took)

    monkeypatch.setattr("oneactor.evaluation.stage.seconds", timed)
    assert stage.character(FOX).seconds == 7
    assert stage.character(FOX).seconds == 7
    assert stage.character(FOX, compat="official").seconds == 8


def test_what_is_made_anew_leaves_what_is_kept(stage: Stage, fox: Character, monkeypatch: pytest.MonkeyPatch) -> None:
    before, made = {path: path.read_bytes() for path in stage.folder.rglob("*") if path.is_file()}, list[str]()
    for verb in ("propose", "tune"):
        own = getattr(stage_module, verb)

        def noted(*arguments: object, own: Callable[..., object] = own, verb: str = verb) -> object:
            made.append(verb)
            return own(*arguments)

        monkeypatch.setattr(stage_module, verb, noted)
    with stage.anew() as fresh:
        again = fresh.character(FOX)
        fresh.character(FOX)
        assert again.card != fox.card
    assert made == ["propose", "tune"] * 2
    assert {path: path.read_bytes() for path in stage.folder.rglob("*") if path.is_file()} == before
    assert not again.card.exists()


def test_a_start_is_left_out_where_learning_is_to_be_cold(stage: Stage, fox: Character) -> None:
    card = fox.card.read_bytes()
    stage.start = {name: value + 1 for name, value in started(stage, fox).items()}
    assert stage.character(FOX).card.read_bytes() != card
    assert stage.character(FOX, cold=True).card.read_bytes() == card


def test_a_seed_reaches_candidates_learning_and_noise(stage: Stage, fox: Character, tmp_path: Path) -> None:
    other = Stage(stage.denoiser, stage.preset, stage.folder, amounts=replace(stage.amounts, learning_seed=1))
    assert other.character(FOX).proposal == fox.proposal
    assert other.character(FOX).card.read_bytes() != fox.card.read_bytes()
    seeds = [Context(stage, replace(FEW, seed=seed, seeds=2), tmp_path).seeds for seed in (500, 501)]
    assert seeds[0] == range(900_000, 900_002)
    assert not set(seeds[0]) & set(seeds[1])


def test_other_numbers_make_another_card(stage: Stage, fox: Character) -> None:
    preset = replace(stage.preset, tuning=replace(stage.preset.tuning, average_weight=0.0))
    other = stage.character(FOX, preset)
    assert other.proposal == fox.proposal
    assert other.card != fox.card


def test_a_model_without_a_probe_needs_prompts(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> None:
    context = Context(stage, FEW, tmp_path_factory.mktemp("out"))
    with pytest.raises(InvalidRequest, match="--prompts"):
        context.characters()
    with pytest.raises(InvalidRequest, match="has none"):
        _ = context.judge


def test_another_worlds_weights_are_refused_in_words(stage: Stage, tmp_path: Path) -> None:
    questions = load_world("tests.oneactor.picturebook.shapes").questions()
    stage.judge = Judge(Probe(ProbeNet(questions), questions))
    with pytest.raises(InvalidRequest, match="this model draws another one"):
        Context(stage, FEW, tmp_path)


@pytest.mark.parametrize("name", ["identity", "baselines", "masking"])
def test_studies_without_a_probe_are_refused_before_anything_is_learnt(
    stage: Stage, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prompts.yaml").write_text("a: [{style: A sketch of, subject: a fox, settings: [in a den, at sea]}]")
    monkeypatch.setattr("oneactor.evaluation.stage.propose", None)
    context = Context(stage, FEW, tmp_path / "out", options=Options(prompts=tmp_path / "prompts.yaml"))
    with pytest.raises(InvalidRequest, match="has none"):
        run_study(name, context)


@pytest.mark.parametrize("name", ["losses", "interpolation"])
def test_ablations_without_a_probe_are_sheets_to_look_at(
    stage: Stage, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rows, a picture each; as the paper's figures are."""
    monkeypatch.setattr(losses, "WITHOUT", {"all losses": {}})
    monkeypatch.setattr(interpolation, "SCALES", (0.0, 1.0))
    (tmp_path / "prompts.yaml").write_text("a: [{style: A sketch of, subject: a fox, settings: [in a den, at sea]}]")
    run_study(name, Context(stage, FEW, tmp_path / "out", options=Options(prompts=tmp_path / "prompts.yaml")))
    (path,) = (tmp_path / "out").iterdir()
    with open_picture(path) as page:
        assert page.size == (32, 2 * (32 + 18))


def test_the_autoencoder_and_the_sampler_name_files_too(preset: Preset, tmp_path: Path) -> None:
    def file(pipe: Any) -> Path:
        return Stage(make_denoiser(pipe, "tiny", torch.device("cpu")), preset, tmp_path).shelf.file("pictures", 1)

    pipe: Any = tiny_pipeline("sd")
    before = file(pipe)
    assert file(pipe) == before
    pipe.scheduler.register_to_config(solver_order=3)
    sampled = file(pipe)
    assert sampled != before
    with torch.no_grad():
        pipe.vae.decoder.conv_out.bias.add_(1)
    assert file(pipe) not in (before, sampled)


def test_candidates_are_decoded_one_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.character(FOX)  # its file is there now, and only decoded again
    counts, decode = list[int](), stage.denoiser.decode

    def counted(latents: torch.Tensor) -> list[Image]:
        counts.append(len(latents))
        return decode(latents)

    monkeypatch.setattr(stage.denoiser, "decode", counted)
    assert stage.character(FOX).found
    assert counts == [1], "the first one shows the character"
    counts.clear()
    monkeypatch.setattr("oneactor.evaluation.stage._shows", lambda *_: False)
    nobody = stage.character(FOX)
    assert (nobody.index, nobody.found) == (0, False)
    assert counts == [1, 1, 1, 1]


def test_a_default_that_is_said_is_the_picture_of_one_that_is_not(stage: Stage, fox: Character) -> None:
    """Sweeps meet the defaults again; what they draw there is drawn already."""
    drawing, request = stage.preset.drawing, RenderRequest("a fox", (fox.placement(),), 5)
    said = replace(request, eta_2=drawing.eta_2, guided=drawing.guided, sampling=Sampling(scale=drawing.scale))
    assert stage.key(said) == stage.key(request)
    for other in (replace(request, eta_2=0.5), replace(request, v=0.5), replace(request, masked=True)):
        assert stage.key(other) != stage.key(request)


def test_a_card_of_the_release_brings_its_own_part_of_the_steps(stage: Stage, fox: Character) -> None:
    """So two thirds need not be said, and all steps are another picture."""
    card = stage.character(FOX, compat="official").placement()
    stage.preset = replace(stage.preset, drawing=replace(stage.preset.drawing, guided=1.0))
    silent, said, whole = (RenderRequest("a fox", (card,), guided=guided) for guided in (None, GUIDED, 1.0))
    assert stage.key(silent) == stage.key(said) != stage.key(whole)
    ours, all_steps = (RenderRequest("a fox", (fox.placement(),), guided=guided) for guided in (None, 1.0))
    assert stage.key(ours) == stage.key(all_steps)


def test_where_a_model_lies_decides_nothing(
    denoiser: Denoiser, preset: Preset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on another machine is the same; another autoencoder is not."""
    monkeypatch.setattr(denoiser, "vae", deepcopy(denoiser.vae))
    before = Stage(denoiser, preset, tmp_path).identity
    denoiser.vae.register_to_config(_name_or_path=str(tmp_path / "elsewhere" / "vae"))
    assert Stage(denoiser, preset, tmp_path).identity == before
    denoiser.vae.register_to_config(scaling_factor=0.5)
    assert Stage(denoiser, preset, tmp_path).identity != before
