"""ControlNets in a drawing, against the stock pipelines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline, StableDiffusionXLControlNetPipeline
from PIL import Image
from torch import nn

from oneactor.attention import Watch, watching
from oneactor.backend import Progress
from oneactor.backends.checkpoint import Checkpoint
from oneactor.control import controlled
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.presets import Preset
from oneactor.rendering import render
from oneactor.requests import Control, Placement, RenderRequest, Sampling
from tests.tiny import tiny_pipeline

Array = npt.NDArray[np.uint8]


def silent(_: Progress) -> None:
    pass


def make_net(unet: Any) -> Any:
    """A ControlNet whose last layers, which start at zero, say something."""
    torch.manual_seed(2)
    net = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(16, 32))
    for layer in (*net.controlnet_down_blocks, net.controlnet_mid_block, net.controlnet_cond_embedding.conv_out):
        nn.init.normal_(layer.weight, std=0.5)
    return net.requires_grad_(False).eval()


@pytest.fixture
def net(denoiser: Denoiser) -> Any:
    return make_net(denoiser.unet)


@pytest.fixture
def lines(tmp_path: Path) -> Control:
    Image.effect_mandelbrot((48, 40), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(tmp_path / "lines.png")
    return Control(tmp_path / "lines.png", "net", 0.8)


def picture(denoiser: Denoiser, preset: Preset, request: RenderRequest, net: Any) -> Array:
    return np.asarray(render(denoiser, preset.drawing, request, silent, net).picture)


def test_it_is_the_stock_pipeline_bit_for_bit(denoiser: Denoiser, preset: Preset, net: Any, lines: Control) -> None:
    kinds = {"sd": StableDiffusionControlNetPipeline, "sdxl": StableDiffusionXLControlNetPipeline}
    left_out = {"image_encoder"} if denoiser.family == "sd" else set()
    options = {"requires_safety_checker": False} if denoiser.family == "sd" else {"add_watermarker": False}
    parts = {name: part for name, part in denoiser.pipe.components.items() if name not in left_out}
    stock = kinds[denoiser.family](**parts, **options, controlnet=net)
    stock.set_progress_bar_config(disable=True)

    def drawn() -> Array:
        pictures = stock(
            "a fox, in the snow",
            image=Image.open(lines.picture),
            height=32,
            width=32,
            num_inference_steps=3,
            guidance_scale=3.0,
            controlnet_conditioning_scale=0.8,
            generator=torch.Generator().manual_seed(11),
        )
        return np.asarray(pictures.images[0])

    expected = drawn()
    with watching(denoiser.unet, Watch(64, 1, torch.tensor([2]))):
        assert np.abs(drawn().astype(int) - expected).max() <= 1, "it does not mind the processors of masks"
    request = RenderRequest("a fox, in the snow", seed=11, control=lines)
    assert np.array_equal(picture(denoiser, preset, request, net), expected)
    assert not np.array_equal(picture(denoiser, preset, replace(request, control=None), net), expected)


def test_it_goes_with_masked_characters(
    denoiser: Denoiser, preset: Preset, net: Any, lines: Control, make_card: Callable[..., Path]
) -> None:
    cast = (Placement("a fox", "fox", make_card(gate=2.0)), Placement("a bear", "bear"))
    request = RenderRequest("a fox and a bear", cast, seed=2, eta_2=1.0)
    free = picture(denoiser, preset, request, None)
    silent_net = picture(denoiser, preset, replace(request, control=replace(lines, scale=0.0)), net)
    assert np.array_equal(free, silent_net)
    steered = picture(denoiser, preset, replace(request, control=lines), net)
    plain = picture(denoiser, preset, replace(request, control=lines, v=0.0, eta_2=0.0), net)
    assert not np.array_equal(free, steered)
    assert not np.array_equal(plain, steered), "the characters are still there"
    assert np.array_equal(picture(denoiser, preset, request, None), free), "nothing stays behind"


def test_nothing_stays_behind_after_an_error(denoiser: Denoiser, net: Any, lines: Control) -> None:
    with pytest.raises(ZeroDivisionError):
        with controlled(denoiser, net, Image.open(lines.picture), 1.0):
            raise ZeroDivisionError
    assert not denoiser.unet._forward_pre_hooks


def test_a_back_end_loads_the_network_that_a_request_names(tmp_path: Path, lines: Control) -> None:
    pipe, other = tiny_pipeline("sd"), tiny_pipeline("sdxl")
    pipe.save_pretrained(tmp_path / "model")
    make_net(pipe.unet).save_pretrained(tmp_path / "net")
    make_net(other.unet).save_pretrained(tmp_path / "other")
    backend = Checkpoint(tmp_path / "model", "cpu")
    request = RenderRequest("a fox", sampling=Sampling(steps=2), control=replace(lines, model=str(tmp_path / "net")))
    drawn = np.asarray(backend.render(request, silent).picture)
    assert np.array_equal(drawn, np.asarray(backend.render(request, silent).picture))
    assert not np.array_equal(drawn, np.asarray(backend.render(replace(request, control=None), silent).picture))
    wrong: dict[str, tuple[type[Exception], str]] = {
        "other": (InvalidRequest, "another family"),
        "nothing": (ModelMissing, "No model was found"),
        "model/unet": (ModelMissing, "No model was found"),
    }
    (tmp_path / "model/unet/config.json").rename(tmp_path / "model/unet/kept.json")
    for name, (error, message) in wrong.items():
        control = replace(lines, model=str(tmp_path / name))
        with pytest.raises(error, match=message):
            backend.render(replace(request, control=control), silent)


def test_control_pictures_that_cannot_be_used(denoiser: Denoiser, preset: Preset, net: Any, lines: Control) -> None:
    for wrong in (replace(lines, scale=-1.0), replace(lines, scale=float("nan")), replace(lines, picture=Path("no"))):
        with pytest.raises(InvalidRequest):
            picture(denoiser, preset, RenderRequest("a fox", control=wrong), net)
