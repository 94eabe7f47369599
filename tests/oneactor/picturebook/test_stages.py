"""The whole way from nothing to a measured model: once in the shipped world, else in one of two shapes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import nn

from oneactor.backends import describe_backend, fingerprint
from oneactor.backends.picturebook import Picturebook
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import World, load_world
from oneactor.picturebook.report import Folders as Results
from oneactor.picturebook.report import report
from oneactor.picturebook.training import stages
from oneactor.picturebook.training.data import Shelf
from oneactor.picturebook.training.loop import Plan
from oneactor.picturebook.training.stages import PRESETS, Folders, run, train_frame
from oneactor.words import find_base_word

pytestmark = pytest.mark.usefixtures("hurried")
SHAPES, SMOKE = "tests.oneactor.picturebook.shapes", PRESETS["smoke"]


def silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def shapes() -> World:
    return load_world(SHAPES)


@pytest.fixture(scope="module")
def trained(hurried: None, shapes: World, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A hardly trained model of the two shapes, and the work folder that it came from."""
    folder = tmp_path_factory.mktemp("shapes")
    folders = Folders(folder / "work", folder / "weights")
    run(SMOKE, folders, shapes, silent)
    return folders


def sums(weights: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads((weights / "manifest.json").read_text())
    return known


def farthest(one: nn.Module, two: nn.Module) -> float:
    pairs = zip(one.parameters(), two.parameters(), strict=True)
    return max((a - b).abs().max().item() for a, b in pairs)


def test_training_makes_a_model_that_the_stock_pipeline_draws_with(tmp_path: Path) -> None:
    run(SMOKE, Folders(tmp_path / "work", tmp_path / "weights"), load_world(), silent)
    (line,) = (tmp_path / "work" / "live" / "figures.jsonl").read_text().splitlines()
    assert json.loads(line)["step"] == 2
    assert json.loads(line)["losses"]["v"] > 0
    assert (tmp_path / "work" / "live" / "000002.png").exists()
    pipeline = StableDiffusionPipeline.from_pretrained(tmp_path / "weights")
    pipeline.set_progress_bar_config(disable=True)
    seeded = torch.Generator().manual_seed(0)
    (picture,) = pipeline("a fox, in the snow", num_inference_steps=2, generator=seeded).images
    assert picture.size == (256, 256)


def test_a_finished_training_learns_and_draws_nothing_again(
    trained: Folders, shapes: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (trained.weights / "manifest.json").read_bytes()
    monkeypatch.setattr(stages, "learn_from_decoded", None)
    run(SMOKE, trained, shapes, silent)
    assert (trained.weights / "manifest.json").read_bytes() == before
    assert len((trained.work / "live" / "figures.jsonl").read_text().splitlines()) == 1


def test_pictures_and_the_steps_of_the_denoiser_can_be_given() -> None:
    shorter = SMOKE.with_extent(steps=1)
    assert shorter.denoiser[0].steps == 1
    assert replace(shorter, denoiser=SMOKE.denoiser) == SMOKE == SMOKE.with_extent()
    assert SMOKE.with_extent(pictures=3) == replace(SMOKE, pictures=3)


def test_a_shorter_plan_keeps_its_proportions() -> None:
    plan = Plan(10_000, 1e-3, warm_up=500, decay=0.4, averaged=0.999)
    shorter = plan.of_length(2_000)
    assert shorter == replace(plan, steps=2_000, warm_up=100, averaged=shorter.averaged)
    assert shorter.averaged == pytest.approx(0.995)
    assert plan.of_length(10_000) == plan
    assert replace(plan, averaged=0).of_length(1).averaged == 0


def test_the_frame_of_a_finished_model_is_kept(trained: Folders, shapes: World, tmp_path: Path) -> None:
    kept = Folders(tmp_path / "work", tmp_path / "weights", start=trained.weights, keep=True)
    run(SMOKE, kept, shapes, silent)
    first, second = sums(trained.weights), sums(kept.weights)
    same = {name for name in first if first[name] == second[name]}
    assert {"vae/diffusion_pytorch_model.safetensors", "probe.safetensors", "upscaler.safetensors"} <= same
    assert "unet/diffusion_pytorch_model.safetensors" not in same
    configs = [json.loads((folders.weights / "vae" / "config.json").read_text()) for folders in (trained, kept)]
    assert configs[0]["scaling_factor"] == configs[1]["scaling_factor"]


def test_a_frame_that_is_trained_on_begins_at_the_finished_one(trained: Folders, shapes: World, tmp_path: Path) -> None:
    shelf = Shelf(trained.work / "shelf", SMOKE.pictures, 0, shapes)
    frame = train_frame(shelf, SMOKE, Folders(tmp_path / "work", tmp_path / "weights", trained.weights), silent)
    # two steps of a rate that still warms up: far less than the spread of new weights
    assert farthest(frame.autoencoder, AutoencoderKL.from_pretrained(trained.weights / "vae")) < 0.01
    assert farthest(frame.probe, Probe.load(trained.weights).net) < 0.01


def test_another_world_is_trained_drawn_and_measured(trained: Folders, shapes: World, tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(trained.weights, weights)
    assert json.loads((weights / "vocabulary.json").read_text())["characters"] == ["ball", "brick"]
    assert Picturebook(weights).probe.questions == shapes.questions()
    described = describe_backend("picturebook", model=weights)
    assert described.model == fingerprint(weights)
    assert described.vocabulary is not None
    assert find_base_word("a red ball", described.vocabulary) == "ball"
    report(weights, shapes, 1, Results(tmp_path / "kept", tmp_path / "sheets"))
    measured = json.loads((weights / "figures.json").read_text())["figures"]
    for name in ("character", "both of two", "held-out combinations, of seen ones"):
        assert measured[name] >= 0
    assert measured["upscaled, PSNR in dB"] > 0
    card = (weights / "README.md").read_text()
    assert f"`{SHAPES}` draws" in card
    assert "| character |" in card
    assert "draws 256 x 256 px pictures" in card
    assert "(f16, 24 channels)" in card
    assert {path.name for path in (tmp_path / "sheets").iterdir()} == {"1.png", "2.png", "nearest.png"}
