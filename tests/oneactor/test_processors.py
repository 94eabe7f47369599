"""Processors put in and taken out, what they compute, and stock pipelines around them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
)
from diffusers.models.attention_processor import AttnProcessor2_0
from PIL import Image
from torch import Tensor, nn

from oneactor.attention import (
    Watch,
    attention_sizes,
    probabilities,
    stock_attention,
    watching,
    weighted,
)
from oneactor.denoiser import Denoiser
from tests.tiny import tiny_pipeline


def test_processors_are_taken_out_after_an_error(denoiser: Denoiser) -> None:
    processors = dict(denoiser.unet.attn_processors)
    with pytest.raises(ZeroDivisionError), watching(denoiser.unet, Watch(64, 0, torch.tensor([2]))):
        raise ZeroDivisionError
    assert dict(denoiser.unet.attn_processors) == processors


@pytest.mark.parametrize("fails", [False, True])
def test_stock_attention_is_diffusers_own_and_leaves_what_was_there(denoiser: Denoiser, fails: bool) -> None:
    """Whatever happens inside: every layer has its very own processor again, not only one of the same kind."""
    with watching(denoiser.unet, Watch(64, 0, torch.tensor([2]))):
        before = dict(denoiser.unet.attn_processors)
        assert AttnProcessor2_0 not in map(type, before.values())
        with contextlib.suppress(ZeroDivisionError), stock_attention(denoiser.unet):
            inside = dict(denoiser.unet.attn_processors)
            if fails:
                raise ZeroDivisionError
        after = dict(denoiser.unet.attn_processors)
    assert inside.keys() == before.keys() == after.keys()
    assert set(map(type, inside.values())) == {AttnProcessor2_0}
    assert all(after[name] is processor for name, processor in before.items())


@pytest.fixture
def heads() -> Callable[..., tuple[Tensor, ...]]:
    def make(rows: int) -> tuple[Tensor, ...]:
        generator = torch.Generator().manual_seed(0)
        query = torch.randn(rows, 3, 6, 8, generator=generator)
        key, value = torch.randn(2, rows, 3, 5, 8, generator=generator)
        return query, key, value, torch.randn(rows, 1, 6, 5, generator=generator)

    return make


def test_attend_is_scaled_dot_product_attention(heads: Callable[..., tuple[Tensor, ...]]) -> None:
    query, key, value, bias = heads(2)
    fused = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    torch.testing.assert_close(weighted(probabilities(query, key, bias), value), fused)


def test_probabilities_are_the_softmax_of_every_head(heads: Callable[..., tuple[Tensor, ...]]) -> None:
    query, key, _, bias = heads(2)
    for row in range(2):
        for head in range(3):
            scores = query[row, head] @ key[row, head].T / 8**0.5 + bias[row, 0]
            torch.testing.assert_close(probabilities(query, key, bias)[row, head], scores.softmax(-1))


def test_probe_is_the_mean_over_layers_and_starts_afresh() -> None:
    watch = Watch(2, 0, torch.tensor([0]))
    watch.add(torch.tensor([[1.0], [3.0]]))
    watch.add(torch.tensor([[3.0], [5.0]]))
    assert watch.read().tolist() == [[2.0], [4.0]]
    with pytest.raises(RuntimeError):
        watch.read()


def test_sizes_of_a_picture_that_is_not_square() -> None:
    assert attention_sizes(12, 18, 3) == {216: (12, 18), 54: (6, 9), 15: (3, 5)}


def _stock_pictures(pipe: Any) -> list[np.ndarray[Any, Any]]:
    """One picture each by stock img2img, inpainting and ControlNet around the same U-Net."""
    parts = {name: part for name, part in pipe.components.items() if name != "image_encoder"}
    control = ControlNetModel.from_unet(pipe.unet, conditioning_embedding_out_channels=(16, 32))
    nn.init.ones_(control.controlnet_mid_block.bias)
    start, mask = Image.new("RGB", (32, 32), "orange"), Image.new("L", (32, 32), 255)
    options = {"num_inference_steps": 2, "guidance_scale": 3.0, "output_type": "np"}
    parts |= {"requires_safety_checker": False}
    runs: list[tuple[Any, dict[str, Any]]] = [
        (StableDiffusionImg2ImgPipeline(**parts), {"image": start, "strength": 0.9}),
        (StableDiffusionInpaintPipeline(**parts), {"image": start, "mask_image": mask}),
        (StableDiffusionControlNetPipeline(**parts, controlnet=control), {"image": start}),
    ]
    pictures = []
    for run, inputs in runs:
        run.set_progress_bar_config(disable=True)
        out = run("a fox", generator=torch.Generator().manual_seed(0), **inputs, **options)
        pictures.append(out.images[0])
    return pictures


def test_stock_pipelines_draw_the_same_while_processors_are_in() -> None:
    pipe = tiny_pipeline("sd")
    torch.manual_seed(1)
    plain = _stock_pictures(pipe)
    torch.manual_seed(1)
    with watching(pipe.unet, Watch(64, 1, torch.tensor([2]))) as watch:
        watched = _stock_pictures(pipe)
        assert watch.read().shape == (64, 1)
    torch.manual_seed(1)
    after = _stock_pictures(pipe)
    for before, inside, again in zip(plain, watched, after, strict=True):
        np.testing.assert_allclose(inside, before, atol=1e-5)
        np.testing.assert_array_equal(again, before)
