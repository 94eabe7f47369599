"""Drawing over a finished picture, against the stock image-to-image and inpainting pipelines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
)
from PIL import Image
from torch import Tensor

from oneactor.attention import Watch, watching
from oneactor.backend import Progress, Rendering
from oneactor.backends.picturebook import Picturebook
from oneactor.cast import assemble
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.presets import DrawingSettings, Preset
from oneactor.redoing import start_over
from oneactor.rendering import Course, Guide, draw_latent, render
from oneactor.requests import Area, Painted, Placement, Redo, RenderRequest

WORDS = "a fox, in the snow"
RIGHT = Area(0.5, 0.0, 1.0, 1.0)


def silent(_: Progress) -> None:
    pass


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.png"
    Image.effect_mandelbrot((32, 32), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(path)
    return path


def drawing(preset: Preset) -> DrawingSettings:
    return replace(preset.drawing, steps=8)


def redrawn(denoiser: Denoiser, preset: Preset, redo: Redo) -> Tensor:
    settings, request = drawing(preset), RenderRequest(WORDS, seed=11, redo=redo)
    cast, course = assemble(denoiser, request), Course.of(request, settings)
    again = start_over(denoiser, cast, redo, 11, settings.masks)
    return draw_latent(denoiser, cast, Guide(denoiser, cast, course, 1.0, None), 11, silent, again)


def stock(denoiser: Denoiser, kinds: dict[str, Any], old: Path, strength: float, **options: Any) -> Tensor:
    """Latents of a stock pipeline, which gets the latent of the old picture."""
    left_out = {"image_encoder"} if denoiser.family == "sd" else set()
    extra = {"requires_safety_checker": False} if denoiser.family == "sd" else {"add_watermarker": False}
    parts = {name: part for name, part in denoiser.pipe.components.items() if name not in left_out}
    pipe = kinds[denoiser.family](**parts, **extra)
    pipe.set_progress_bar_config(disable=True)
    with Image.open(old) as picture:
        latent = denoiser.encode_picture(picture)
    made: Tensor = pipe(
        WORDS,
        image=latent,
        strength=strength,
        num_inference_steps=8,
        guidance_scale=3.0,
        generator=torch.Generator().manual_seed(11),
        output_type="latent",
        **options,
    ).images
    return made


@pytest.mark.parametrize("strength", [0.3, 0.75])
def test_everywhere_it_is_stock_image_to_image(denoiser: Denoiser, preset: Preset, old: Path, strength: float) -> None:
    kinds = {"sd": StableDiffusionImg2ImgPipeline, "sdxl": StableDiffusionXLImg2ImgPipeline}
    expected = stock(denoiser, kinds, old, strength)
    assert torch.equal(redrawn(denoiser, preset, Redo(old, strength)), expected)


def test_stock_image_to_image_is_the_same_with_processors_in(denoiser: Denoiser, old: Path) -> None:
    kinds = {"sd": StableDiffusionImg2ImgPipeline, "sdxl": StableDiffusionXLImg2ImgPipeline}
    plain = stock(denoiser, kinds, old, 0.75)
    watch = Watch(64, 1, torch.tensor([2]))
    with watching(denoiser.unet, watch):
        torch.testing.assert_close(stock(denoiser, kinds, old, 0.75), plain, atol=1e-4, rtol=1e-4)
    assert float(watch.read().max()) > 0, "they were at work"


def test_offsets_act_in_the_first_part_of_the_steps_that_are_done(
    denoiser: Denoiser, preset: Preset, old: Path, make_card: Callable[..., Path]
) -> None:
    """Of 8 steps the last two are done: the offset acts in the first of them, and the plain prompt in the other."""
    cast = (Placement("a fox", "fox", make_card(gate=2.0)),)
    request = RenderRequest(WORDS, cast, seed=11, guided=0.5, redo=Redo(old, 0.25))

    def made(change: dict[str, Any]) -> Rendering:
        return render(denoiser, drawing(preset), replace(request, **change), silent)

    half, plain, whole = (np.asarray(made(each).picture) for each in ({}, {"v": 0.0}, {"guided": 1.0}))
    assert not np.array_equal(half, plain)
    assert not np.array_equal(half, whole)
    masked = made({"masked": True})
    assert masked.drawn_with["masked"] is True
    assert len(masked.areas) == 1


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_in_an_area_it_is_stock_inpainting(denoiser: Denoiser, preset: Preset, old: Path, strength: float) -> None:
    kinds = {"sd": StableDiffusionInpaintPipeline, "sdxl": StableDiffusionXLInpaintPipeline}
    mask = Image.new("L", (32, 32))
    mask.paste(255, (16, 0, 32, 32))
    with Image.open(old) as picture:
        latent = denoiser.encode_picture(picture)
    options = {"mask_image": mask, "masked_image_latents": latent, "height": 32, "width": 32}
    expected = stock(denoiser, kinds, old, strength, **options)
    torch.testing.assert_close(redrawn(denoiser, preset, Redo(old, strength, RIGHT)), expected)


def test_outside_of_the_area_no_pixel_changes(denoiser: Denoiser, preset: Preset, old: Path) -> None:
    request = RenderRequest(WORDS, seed=11, redo=Redo(old, 0.9, RIGHT))
    made = np.asarray(render(denoiser, drawing(preset), request, silent).picture)
    with Image.open(old) as picture:
        before = np.asarray(picture)
    cell = 32 // denoiser.latent_size[1]
    assert np.array_equal(made[:, : 16 - cell], before[:, : 16 - cell])
    assert not np.array_equal(made[:, 16 + cell :], before[:, 16 + cell :])
    again = np.asarray(render(denoiser, drawing(preset), request, silent).picture)
    assert np.array_equal(made, again)


def test_a_figure_and_an_area_are_both_heeded(denoiser: Denoiser, preset: Preset, old: Path) -> None:
    cast = (Placement("a fox", "fox"), Placement("a bear", "bear"))
    settings = replace(preset.drawing.masks, separation=0.0, smallest=0.0, largest=1.0, overlap=True)
    members = assemble(denoiser, RenderRequest("a fox and the bear", cast))
    whole = start_over(denoiser, members, Redo(old, 0.9, figure=1), 3, settings).fresh
    part = start_over(denoiser, members, Redo(old, 0.9, RIGHT, figure=1), 3, settings).fresh
    assert whole is not None
    assert part is not None
    middle = whole.shape[-1] // 2
    assert torch.equal(part[..., middle:], whole[..., middle:])
    assert not part[..., :middle].any()
    with pytest.raises(InvalidRequest, match="not found"):
        start_over(denoiser, members, Redo(old, 0.9, figure=1), 3, replace(settings, separation=1e9))


@pytest.mark.weights
def test_the_shipped_model_finds_who_is_to_be_drawn_again(tmp_path: Path) -> None:
    backend = Picturebook()
    request = RenderRequest(
        "a white rabbit and a robot, in the snow",
        (Placement("a white rabbit", "rabbit"), Placement("a robot", "robot")),
        seed=5,
    )
    first = backend.render(request, silent).picture
    first.save(tmp_path / "first.png")
    redo = Redo(tmp_path / "first.png", 0.9, figure=1)
    second = backend.render(replace(request, seed=6, redo=redo), silent).picture
    changed = (np.asarray(first) != np.asarray(second)).any(-1)
    half, third = changed.shape[0] // 2, changed.shape[1] // 3
    assert not changed[:half, :third].any(), "the rabbit's face is on the left and keeps every pixel"
    assert changed[:, -third:].mean() > 0.5


@pytest.mark.parametrize(
    ("redo", "said"),
    [
        ({"strength": 0.0}, "must lie above 0"),
        ({"strength": 1.5}, "must lie above 0"),
        ({"area": Area(0.5, 0.0, 0.5, 1.0)}, "must not be empty"),
        ({"area": Painted(("00",))}, "rows of 0 and 1"),
        ({"figure": 4}, "Only a character"),
        ({"picture": Path("nowhere.png")}, "cannot be read"),
    ],
)
def test_what_cannot_be_drawn_over_is_told(
    denoiser: Denoiser, preset: Preset, old: Path, redo: dict[str, Any], said: str
) -> None:
    request = RenderRequest(WORDS, redo=replace(Redo(old), **redo))
    with pytest.raises(InvalidRequest, match=said):
        render(denoiser, drawing(preset), request, silent)
