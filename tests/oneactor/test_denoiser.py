from __future__ import annotations

from typing import Any

import pytest
import torch
from diffusers import LCMScheduler, TCDScheduler

from oneactor.condition import Condition
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.errors import InvalidRequest, ModelMissing


def test_shapes(denoiser: Denoiser) -> None:
    condition = Condition.stack([denoiser.encode("a fox"), denoiser.encode("the bear")])
    width = {"sd": 32, "sdxl": 64}[denoiser.family]
    assert condition.states.shape == (2, 48, width)
    assert (condition.pooled is None) == (denoiser.family == "sd")
    latents = torch.randn(2, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    assert denoiser.predict(latents, 10, condition).shape == latents.shape
    assert denoiser.features(latents, condition).shape == (2, 32, 8, 8)
    assert denoiser.mirrored(latents).shape == latents.shape
    assert [picture.size for picture in denoiser.decode(latents)] == [(32, 32)] * 2
    assert denoiser.picture_size == (32, 32)


def test_features_are_the_input_of_the_mid_block(denoiser: Denoiser) -> None:
    condition, seen = denoiser.encode("a fox"), []
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    handle = denoiser.unet.mid_block.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    denoiser.predict(latents, 1, condition)
    handle.remove()
    assert torch.equal(denoiser.features(latents, condition), seen[0])
    assert not denoiser.unet.mid_block._forward_pre_hooks


def test_features_cost_no_more_than_the_down_path(denoiser: Denoiser) -> None:
    """Neither the mid block nor anything behind it computes; the same hooks see a whole pass."""
    unet, ran = denoiser.unet, list[str]()
    middle = [("mid", part) for part in (*unet.mid_block.resnets, *unet.mid_block.attentions)]
    after = [("up", part) for part in unet.up_blocks]
    parts = [("down", unet.down_blocks[-1]), *middle, *after, ("out", unet.conv_out)]
    handles = [part.register_forward_pre_hook(lambda *_, name=name: ran.append(name)) for name, part in parts]
    condition, latents = denoiser.encode("a fox"), torch.zeros(1, 4, 16, 16)
    try:
        denoiser.features(latents, condition)
        assert ran == ["down"]
        denoiser.predict(latents, 1, condition)
        assert set(ran[1:]) == {"down", "mid", "up", "out"}
    finally:
        for handle in handles:
            handle.remove()


def test_gradients_flow_into_the_words_only(denoiser: Denoiser) -> None:
    condition = denoiser.encode("a fox")
    states = condition.states.clone().requires_grad_()
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    denoiser.predict(latents, 10, condition.with_states(states)).square().mean().backward()  # type: ignore[no-untyped-call]
    assert states.grad is not None
    assert float(states.grad.abs().max()) > 0
    assert not any(parameter.requires_grad for parameter in denoiser.unet.parameters())


def test_the_empty_condition_is_the_stock_one(denoiser: Denoiser) -> None:
    arguments: dict[str, Any] = {"device": "cpu", "num_images_per_prompt": 1, "do_classifier_free_guidance": True}
    stock = denoiser.pipe.encode_prompt("a fox", **arguments)
    assert torch.equal(denoiser.encode("a fox").states, stock[0])
    assert torch.equal(denoiser.encode_empty().states, stock[1])
    worded = denoiser.pipe.encode_prompt("a fox", negative_prompt="the bear", **arguments)
    assert torch.equal(denoiser.encode_empty("the bear").states, worded[1])


def test_token_offsets(denoiser: Denoiser) -> None:
    text = "A Fox and the bear's hat"
    tokens = [text[start:end].lower() for start, end in denoiser.token_offsets(text) if end > start]
    assert tokens[:2] == ["a", "fox"]
    assert tokens[6:9] == ["be", "ar", "'"]
    assert len(denoiser.token_offsets("fox " * 100)) == 48


@pytest.mark.parametrize("native", [True, False])
def test_a_card_that_only_emulates_bfloat16_computes_in_float16(monkeypatch: pytest.MonkeyPatch, native: bool) -> None:
    monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda including_emulation=True: native or including_emulation)
    half = torch.bfloat16 if native else torch.float16
    assert Precision.best(torch.device("cuda")) == Precision(half, half)


@pytest.mark.parametrize("sampler", [LCMScheduler, TCDScheduler])
def test_steps_that_a_sampler_cannot_take(denoiser: Denoiser, monkeypatch: pytest.MonkeyPatch, sampler: Any) -> None:
    monkeypatch.setattr(denoiser.pipe, "scheduler", sampler(original_inference_steps=5))
    assert len(denoiser.scheduler(5).timesteps) == 5
    with pytest.raises(InvalidRequest, match="cannot draw in 6 steps"):
        denoiser.scheduler(6)


def test_another_kind_of_pipeline() -> None:
    with pytest.raises(ModelMissing, match="dict"):
        make_denoiser({}, "", torch.device("cpu"))


def test_all_parts_of_a_condition_go_with_its_rows() -> None:
    """Rows chosen, put together and given other states keep their pooled words and what they are crops of."""
    numbers = torch.arange(6.0)
    first = Condition(numbers[:2].view(2, 1, 1), numbers[:2].view(2, 1), numbers[:2].view(2, 1).repeat(1, 4))
    both = Condition.stack([first, first.rows([1])])
    moved = both.rows([2, 0]).with_states(torch.full((2, 1, 1), 9.0))
    assert moved.states.flatten().tolist() == [9, 9]
    assert moved.pooled is not None
    assert moved.frames is not None
    assert (moved.pooled.flatten().tolist(), moved.frames[:, 3].tolist()) == ([1, 0], [1, 0])
    bare = Condition.stack([Condition(numbers.view(6, 1, 1))] * 2).rows([7])
    assert (bare.pooled, bare.frames, float(bare.states)) == (None, None, 1.0)
