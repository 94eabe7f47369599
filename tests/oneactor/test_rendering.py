from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DEISMultistepScheduler,
    DPMSolverMultistepScheduler,
    DPMSolverSinglestepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    KDPM2AncestralDiscreteScheduler,
    KDPM2DiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    SASolverScheduler,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from diffusers.models.attention_processor import AttnProcessor2_0
from PIL.Image import Image
from torch import Tensor

from oneactor.actor import Actor
from oneactor.attention import stock_attention
from oneactor.backend import Progress, Rendering
from oneactor.cast import assemble
from oneactor.denoiser import Denoiser, make_denoiser
from oneactor.errors import CardMismatch, InvalidRequest
from oneactor.presets import MaskSettings, Preset
from oneactor.rendering import render
from oneactor.requests import Area, Placement, RenderRequest, Sampling
from tests.tiny import tiny_pipeline

Cards = Callable[..., Path]


def silent(_: Progress) -> None:
    pass


def same(one: Image, other: Image) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other))


def fox(card: Path | None, area: Area | None = None) -> Placement:
    return Placement("a fox", "fox", card, area)


def bear(card: Path | None) -> Placement:
    return Placement("a bear", "bear", card)


def draw(denoiser: Denoiser, preset: Preset, request: RenderRequest) -> Rendering:
    return render(denoiser, preset.drawing, request, silent)


def stock_picture(denoiser: Denoiser, scale: float, rescale: float, steps: int = 3, **size: int) -> Image:
    picture: Image = piped(denoiser.pipe, scale, rescale, steps, **size)
    return picture


def piped(pipe: Any, scale: float, rescale: float, steps: int = 3, **options: Any) -> Any:
    return pipe(
        "a fox, in the snow",
        num_inference_steps=steps,
        guidance_scale=scale,
        guidance_rescale=rescale,
        generator=torch.Generator().manual_seed(11),
        **options,
    ).images[0]


@pytest.mark.parametrize(("scale", "rescale"), [(3.0, 0.0), (3.0, 0.7), (1.0, 0.7), (0.5, 0.0), (0.0, 0.7)])
def test_without_offsets_it_is_the_stock_pipeline_bit_for_bit(
    denoiser: Denoiser, preset: Preset, make_card: Cards, scale: float, rescale: float
) -> None:
    drawing = replace(preset.drawing, scale=scale, rescale=rescale)
    stock = stock_picture(denoiser, scale, rescale)
    request = RenderRequest("a fox, in the snow", seed=11)
    assert same(render(denoiser, drawing, request, silent).picture, stock)
    tuned = replace(request, cast=(fox(make_card(gate=0.0)),))
    assert same(render(denoiser, drawing, tuned, silent).picture, stock)


@pytest.mark.parametrize(("scale", "rescale"), [(3.0, 0.0), (3.0, 0.7), (1.0, 0.0)])
def test_without_characters_it_is_the_picture_of_a_pipeline_that_nobody_touched(
    denoiser: Denoiser, preset: Preset, scale: float, rescale: float
) -> None:
    """Its attention is another kernel than ours: the same up to rounding; with its attention, ours is it to the bit."""
    untouched = tiny_pipeline(denoiser.family)
    assert set(map(type, untouched.unet.attn_processors.values())) == {AttnProcessor2_0}
    stock = piped(untouched, scale, rescale, output_type="np")
    with stock_attention(denoiser.unet):
        assert np.array_equal(piped(denoiser.pipe, scale, rescale, output_type="np"), stock)
    drawing = replace(preset.drawing, scale=scale, rescale=rescale)
    own = render(denoiser, drawing, RenderRequest("a fox, in the snow", seed=11), silent).picture
    assert np.abs(np.asarray(own) - 255 * stock).max() <= 1


def test_with_offsets_it_is_the_stock_pipeline_with_shifted_words_bit_for_bit(
    denoiser: Denoiser, preset: Preset, make_card: Cards
) -> None:
    request = RenderRequest("a fox, in the snow", (fox(make_card(gate=2.0)),), seed=11, eta_2=0.0, guided=1.0, v=0.8)
    cast = assemble(denoiser, request)
    words: dict[str, Tensor | None] = {"prompt_embeds": cast.shifts(0.8).target}
    words |= {"negative_prompt_embeds": cast.empty.states}
    if denoiser.family == "sdxl":
        words |= {"pooled_prompt_embeds": cast.words.pooled, "negative_pooled_prompt_embeds": cast.empty.pooled}
    stock = denoiser.pipe(
        **words, num_inference_steps=3, guidance_scale=3.0, generator=torch.Generator().manual_seed(11)
    ).images[0]
    assert same(draw(denoiser, preset, request).picture, stock)
    assert not same(draw(denoiser, preset, replace(request, v=0.0)).picture, stock)


def test_pictures_need_not_be_square(preset: Preset, pipe: Any, make_card: Cards) -> None:
    tall = tiny_pipeline("sdxl" if hasattr(pipe, "text_encoder_2") else "sd")
    tall.unet.register_to_config(sample_size=(16, 12))
    denoiser = make_denoiser(tall, "tiny", torch.device("cpu"))
    assert denoiser.picture_size == (32, 24)
    request = RenderRequest("a fox, in the snow", seed=11)
    assert same(draw(denoiser, preset, request).picture, stock_picture(denoiser, 3.0, 0.0, height=32, width=24))
    masked = draw(denoiser, preset, replace(request, cast=(fox(make_card(gate=2.0), Area(0, 0, 1, 0.5)),), eta_2=1.0))
    assert masked.picture.size == (24, 32)
    assert 0 < masked.areas[0] <= 0.5


SAMPLERS = (
    DDIMScheduler,
    DDPMScheduler,
    DEISMultistepScheduler,
    DPMSolverMultistepScheduler,
    DPMSolverSinglestepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    KDPM2AncestralDiscreteScheduler,
    KDPM2DiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    SASolverScheduler,
    TCDScheduler,
    UniPCMultistepScheduler,
)


@pytest.mark.filterwarnings("ignore:__array_wrap__")  # numpy 2 about diffusers' own arithmetic
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("kind", ["epsilon", "v_prediction"])
def test_every_sampler_gives_the_stock_picture(
    denoiser: Denoiser, preset: Preset, make_card: Cards, monkeypatch: pytest.MonkeyPatch, sampler: Any, kind: str
) -> None:
    """Also the form without guidance, which samplers of few steps need, and an offset that acts."""
    config = {"beta_schedule": "scaled_linear", "prediction_type": kind, "steps_offset": 1}
    monkeypatch.setattr(denoiser.pipe, "scheduler", sampler.from_config(config))
    request = RenderRequest("a fox, in the snow", seed=11, eta_2=1.0)
    for scale in (1.0, 3.0):
        drawing = replace(preset.drawing, scale=scale, steps=4, rescale=0.0)
        assert same(render(denoiser, drawing, request, silent).picture, stock_picture(denoiser, scale, 0.0, steps=4))
    tuned = replace(request, cast=(fox(make_card(gate=2.0)),))
    assert not same(*(render(denoiser, drawing, each, silent).picture for each in (request, tuned)))


def test_an_offset_changes_the_picture_and_v_scales_it(denoiser: Denoiser, preset: Preset, make_card: Cards) -> None:
    plain = RenderRequest("a fox", seed=2)
    tuned = replace(plain, cast=(fox(make_card(gate=2.0)),))
    without = draw(denoiser, preset, plain).picture
    assert not same(draw(denoiser, preset, tuned).picture, without)
    assert same(draw(denoiser, preset, replace(tuned, v=0.0)).picture, without)
    assert same(draw(denoiser, preset, replace(tuned, guided=0.0)).picture, without)
    assert same(draw(denoiser, preset, tuned).picture, draw(denoiser, preset, tuned).picture)


def test_auxiliary_exclusion_acts_and_vanishes_where_target_is_average(
    denoiser: Denoiser, preset: Preset, make_actor: Callable[..., Actor], tmp_path: Path
) -> None:
    actor = make_actor(gate=2.0)
    for twin in (False, True):
        replace(actor, average=actor.target.clone() if twin else actor.average).save(tmp_path / "card")
        request = RenderRequest("a fox", (fox(tmp_path / "card"),), seed=2)
        off, on = (
            np.asarray(draw(denoiser, preset, replace(request, eta_2=e)).picture).astype(int) for e in (0.0, 2.0)
        )
        assert (np.abs(on - off).max() <= 1) == twin


def test_the_order_of_the_cast_does_not_matter(denoiser: Denoiser, preset: Preset, make_card: Cards) -> None:
    cast = (fox(make_card(gate=2.0)), bear(make_card(gate=2.0, seed=1, ranks=2, base_word="bear")))
    request = RenderRequest("a fox and the bear", cast, seed=4)
    straight = draw(denoiser, preset, request)
    turned = draw(denoiser, preset, replace(request, cast=cast[::-1]))
    pixels = [np.asarray(r.picture).astype(int) for r in (straight, turned)]
    assert np.abs(pixels[0] - pixels[1]).max() <= 2
    assert straight.areas == pytest.approx(turned.areas[::-1])


def test_masks_are_used_for_two_and_for_an_area_and_on_demand(
    denoiser: Denoiser, preset: Preset, make_card: Cards
) -> None:
    card = make_card(gate=2.0)
    one = RenderRequest("a fox and the bear", (fox(card),))
    assert draw(denoiser, preset, one).areas == ()
    assert len(draw(denoiser, preset, replace(one, masked=True)).areas) == 1
    half = draw(denoiser, preset, replace(one, cast=(fox(card, Area(0, 0, 0.5, 1)),)))
    assert 0 <= half.areas[0] <= 0.5
    two = draw(denoiser, preset, replace(one, cast=(fox(card), bear(None))))
    assert len(two.areas) == 2
    assert two.drawn_with["masked"] is True
    never = draw(denoiser, preset, replace(one, cast=(fox(card), bear(None)), guided=0.0))
    assert never.drawn_with["masked"] is False
    assert sum(two.areas) <= 1.0 + 1e-6
    assert draw(denoiser, preset, replace(one, cast=(fox(None), bear(None)))).areas == ()
    assert draw(denoiser, preset, replace(one, cast=(fox(card), bear(None)), masked=False)).areas == ()


def test_a_character_that_is_not_found_is_reported(denoiser: Denoiser, preset: Preset, make_card: Cards) -> None:
    drawing = replace(preset.drawing, masks=MaskSettings(separation=1e6))
    request = RenderRequest("a fox", (fox(make_card()),), masked=True)
    rendering = render(denoiser, drawing, request, silent)
    assert rendering.absent == (0,)
    assert "a fox was not found" in rendering.notices[-1]


def test_a_missing_base_word_is_put_in_and_reported(denoiser: Denoiser, make_card: Cards) -> None:
    cast = assemble(denoiser, RenderRequest("in the snow", (fox(make_card()), bear(None))))
    assert cast.prompt == "the fox and the bear, in the snow"
    assert len(cast.notices) == 2
    assert all(member.tokens for member in cast.members)


def test_words_that_did_not_fit_are_reported(denoiser: Denoiser) -> None:
    cast = assemble(denoiser, RenderRequest("a fox" + ", low" * 30, (fox(None),)))
    assert len(cast.notices) == 1
    assert cast.notices[0].startswith("The words “low, low")
    assert "did not fit and were not drawn" in cast.notices[0]
    assert assemble(denoiser, RenderRequest("a fox, low", (fox(None),))).notices == ()


def test_twins_get_their_own_words(denoiser: Denoiser, make_card: Cards) -> None:
    cast = assemble(denoiser, RenderRequest("a fox and a fox", (fox(make_card()), fox(make_card(seed=1)))))
    first, second = (member.tokens for member in cast.members)
    assert first[0] < second[0]
    assert len(first) == len(second) == 1


def test_progress_never_falls_and_ends(denoiser: Denoiser, preset: Preset) -> None:
    seen: list[Progress] = []
    render(denoiser, preset.drawing, RenderRequest("a fox", sampling=Sampling(steps=5)), seen.append)
    assert [p.done for p in seen] == [0, 1, 2, 3, 4, 5, 6]
    assert {p.total for p in seen} == {6}


@pytest.mark.parametrize(
    "change",
    [
        {"guided": 1.5},
        {"guided": float("nan")},
        {"v": float("nan")},
        {"eta_2": float("inf")},
        {"sampling": Sampling(scale=float("nan"))},
        {"sampling": Sampling(scale=float("inf"))},
        {"sampling": Sampling(steps=0)},
        {"cast": (Placement("a fox", " "),)},
        {"cast": (Placement("a fox", "fox", area=Area(0.5, 0, 0.5, 1)),)},
        {"prompt": "snow " * 60, "cast": (Placement("x", "y" * 60),)},
    ],
)
def test_requests_that_cannot_be_drawn(denoiser: Denoiser, preset: Preset, change: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        draw(denoiser, preset, replace(RenderRequest("a fox"), **change))  # type: ignore[arg-type]


def test_a_card_of_another_model(denoiser: Denoiser, preset: Preset, make_card: Cards) -> None:
    denoiser.model = "another"
    with pytest.raises(CardMismatch):
        draw(denoiser, preset, RenderRequest("a fox", (fox(make_card()),)))
