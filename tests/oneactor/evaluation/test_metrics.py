from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from unittest import mock

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import (
    BitImageProcessorPil,
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    CLIPProcessor,
    Dinov2Config,
    Dinov2Model,
)

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.cutting import GRAY, by_attention, by_probe, cut
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.metrics import METRICS, load_metric, load_metrics
from oneactor.evaluation.metrics.clip import Clip, score
from oneactor.evaluation.metrics.perceptual import ALEXNET, ENSEMBLE
from oneactor.evaluation.stage import Stage
from tests.tiny import tiny_tokenizer

RED, BLUE = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")


@pytest.fixture(autouse=True)
def _nothing_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nor is anybody asked on the network, which would also take half a minute where there is none."""
    network = mock.Mock(return_value=[])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("socket.getaddrinfo", network)
    yield
    network.assert_not_called()


@pytest.mark.parametrize("name", METRICS)
def test_without_weights_it_says_what_is_missing_and_how_to_get_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=f"{name}.*(hf download|pip install|needs|fetch)"):
        load_metric(name, str(tmp_path / "none"), "cpu")


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ModelMissing, match=r"CLIP-I.*DINO.*LPIPS.*DreamSim"):
        load_metrics(METRICS, {}, "cpu")
    with pytest.raises(InvalidRequest, match="CLIP, DINO"):
        load_metric("FID", None, "cpu")


@pytest.mark.parametrize("name", ["LPIPS", "DreamSim"])
def test_an_installed_package_is_not_let_to_fetch_its_weights(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The package is an empty module here: calling anything of it would fail."""
    monkeypatch.setitem(sys.modules, name.lower(), ModuleType(name.lower()))
    monkeypatch.setattr("torch.hub.get_dir", lambda: str(tmp_path))
    with pytest.raises(ModelMissing, match=f"{name}.*(alexnet|weights are not in)"):
        load_metric(name, None, "cpu")


class Apart(torch.nn.Module):
    """Instead of a network: the mean difference of what it is handed, and the range of that."""

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        self.range = (float(one.min()), float(one.max()))
        assert one.shape[:2] == (1, 3)
        return (one - other).abs().mean()


def test_lpips_sees_pictures_from_minus_one_to_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Red and blue differ by 2 in two of three channels."""
    package, network = ModuleType("lpips"), Apart()
    package.LPIPS = lambda net, verbose: network  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lpips", package)
    monkeypatch.setattr("torch.hub.get_dir", lambda: str(tmp_path))
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / ALEXNET).touch()
    metric = load_metric("LPIPS", None, "cpu")
    assert metric.compare(RED, BLUE) == pytest.approx(4 / 3)
    assert network.range == (-1, 1)
    assert metric.compare(RED, RED) == 0


def test_dreamsim_prepares_pictures_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its network gets what its own preparation makes, here a picture in 0..1, from its own folder."""
    package, asked = ModuleType("dreamsim"), dict[str, object]()

    def dreamsim(**options: object) -> tuple[Apart, object]:
        asked.update(options)
        return Apart(), lambda picture: torch.tensor(np.array(picture) / 255).permute(2, 0, 1)[None]

    package.dreamsim = dreamsim  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dreamsim", package)
    for name in ENSEMBLE:
        (tmp_path / name).touch()
    metric = load_metric("DreamSim", str(tmp_path), "cpu")
    assert asked == {"pretrained": True, "device": "cpu", "cache_dir": str(tmp_path)}
    assert metric.compare(RED, BLUE) == pytest.approx(2 / 3)
    assert metric.compare(RED, RED) == 0


def tiny_clip(folder: Path) -> None:
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    tokenizer = tiny_tokenizer()
    text = small | {"vocab_size": len(tokenizer), "max_position_embeddings": 48, "eos_token_id": tokenizer.eos_token_id}
    vision = small | {"image_size": 32, "patch_size": 16}
    CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=8)).save_pretrained(folder)
    pictures = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=32)
    CLIPProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)


def test_clip_from_a_folder(tmp_path: Path) -> None:
    tiny_clip(tmp_path / "clip")
    (metric,), missing = load_metrics(["CLIP", "DINO"], {"CLIP": str(tmp_path / "clip")}, "cpu")
    assert (metric.label, metric.network) == ("CLIP-I", "clip")
    assert "DINO needs" in missing[0]
    assert metric.compare(RED, RED) == pytest.approx(1, abs=1e-5)
    assert metric.compare(RED, BLUE) < 1 - 1e-6
    fits = metric.fits(RED, "a fox")  # type: ignore[attr-defined]
    assert -1 <= fits <= 1
    assert fits == metric.fits(RED, "a fox")  # type: ignore[attr-defined]


def test_clip_t_is_the_cosine_as_it_is(tmp_path: Path) -> None:
    """Of what CLIP itself makes of both; turned round it is below 0 and stays so."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        tiny_clip(tmp_path / "clip")
    metric = Clip(str(tmp_path / "clip"), "cpu")
    inputs = metric.processor(images=RED, text=["a fox"], return_tensors="pt", padding=True)
    with torch.no_grad():
        logits = metric.model(**inputs).logits_per_image / metric.model.logit_scale.exp()
        fits = metric.fits(RED, "a fox")
        metric.model.text_projection.weight.neg_()
    assert fits == pytest.approx(float(logits), abs=1e-5)
    assert abs(fits) > 0.01
    assert metric.fits(RED, "a fox") == pytest.approx(-fits, abs=1e-5)


def test_clip_t_and_clip_score_by_hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Directions 3 : 4 and 1 : 0 are at a cosine of 0.6."""
    tiny_clip(tmp_path / "clip")
    metric = Clip(str(tmp_path / "clip"), "cpu")
    monkeypatch.setattr(metric, "_picture", lambda _: torch.tensor([[0.6, 0.8]]))
    monkeypatch.setattr(metric, "_text", lambda text: torch.tensor([[1.0 if text == "a fox" else -1.0, 0.0]]))
    assert metric.fits(RED, "a fox") == pytest.approx(0.6)
    assert metric.fits(RED, "no fox") == pytest.approx(-0.6)
    assert score(0.6) == pytest.approx(1.5)
    assert (score(1.0), score(0.0), score(-0.6)) == (2.5, 0.0, 0.0)


def test_dino_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "dino"
    config = Dinov2Config(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=28, patch_size=14)
    Dinov2Model(config).save_pretrained(folder)
    BitImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}).save_pretrained(folder)
    metric = load_metric("DINO", str(folder), "cpu")
    assert metric.compare(RED, RED) == pytest.approx(1, abs=1e-5)
    assert metric.compare(RED, BLUE) < 1 - 1e-6


def test_cutting_takes_what_the_mask_says() -> None:
    mask = np.array([[True, False]])
    character, rest = cut(RED, mask)
    assert (character.getpixel((5, 5)), character.getpixel((35, 5))) == ((255, 0, 0), GRAY)
    assert (rest.getpixel((5, 5)), rest.getpixel((35, 5))) == (GRAY, (255, 0, 0))


@pytest.mark.weights
def test_masks_have_a_shape_without_a_probe_too(stage: Stage, judge: Judge) -> None:
    mask = by_attention(stage)(Image.new("RGB", (32, 32), "red"), "a fox", "fox")
    assert mask.shape == (16, 16)
    assert not by_probe(judge)(Image.new("RGB", (256, 256), "white"), "a fox", "fox").any()
