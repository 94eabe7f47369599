"""The baselines on tiny random networks: at their start they change nothing, learning changes only their own part."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL.Image import Image
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.evaluation.methods import METHODS, Method, Tries, load_method
from oneactor.evaluation.methods.compositing import composited
from oneactor.evaluation.methods.inversion import encode, initial
from oneactor.evaluation.methods.learning import descend, draw
from oneactor.evaluation.methods.lora import added, additions
from oneactor.evaluation.stage import Amounts, Character, Stage, quiet
from oneactor.evaluation.subjects import Subject
from oneactor.presets import Preset
from oneactor.rendering import render
from oneactor.requests import RenderRequest
from tests.oneactor.evaluation.conftest import FOX, SNOW
from tests.oneactor.evaluation.test_stage import started
from tests.tiny import tiny_pipeline


def picture(method: Method, fox: Character, seed: int = 5) -> Image:
    return method.draw((fox,), SNOW, seed)


#: those that need what a tiny model has not
NEEDY = ("detailed", "oneactor-cold", "ip-adapter")


@pytest.mark.parametrize("name", [name for name in METHODS if name not in NEEDY])
def test_the_contract(stage: Stage, fox: Character, name: str) -> None:
    before = {key: value.clone() for key, value in stage.denoiser.unet.state_dict().items()}
    method = load_method(name, stage, Tries(steps=1))
    method.learn(fox)
    first = picture(method, fox)
    assert first.tobytes() == picture(method, fox).tobytes()
    assert first.tobytes() != picture(method, fox, 6).tobytes()
    assert all(torch.equal(value, before[key]) for key, value in stage.denoiser.unet.state_dict().items())


def test_an_unknown_method(stage: Stage) -> None:
    with pytest.raises(InvalidRequest, match="textual-inversion"):
        load_method("magic", stage)


def test_what_would_be_another_method_again_says_so(stage: Stage) -> None:
    for name, sentence in (("detailed", "would be the plain one"), ("oneactor-cold", "no start to learn from")):
        with pytest.raises(ModelMissing, match=sentence):
            load_method(name, stage)


def test_without_its_start_and_in_the_papers_form(
    stage: Stage, fox: Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both draw with the card that is learnt from chance; the paper's form with exclusion in two thirds of steps."""
    cold, asked = fox.card, list[RenderRequest]()
    stage.start = {name: value + 1 for name, value in started(stage, fox).items()}
    warm = stage.character(FOX)
    monkeypatch.setattr(stage, "picture", asked.append)
    for name in ("oneactor", "oneactor-cold", "oneactor-paper"):
        method = load_method(name, stage)
        method.learn(warm)
        picture(method, warm)
    cards = [request.cast[0].card for request in asked]
    assert cards[0] == warm.card
    assert [card.read_bytes() for card in cards[1:] if card] == [cold.read_bytes()] * 2
    assert [(request.eta_2, request.guided) for request in asked] == [(None, None)] * 2 + [(1.0, 2 / 3)]


@pytest.mark.parametrize(
    ("name", "asked", "drawn"),
    [("released", (0.8, 0.0, None), (0.8, 0.0, 2 / 3)), ("oneactor-paper", (0.8, 1.0, 2 / 3), (0.8, 1.0, 2 / 3))],
)
def test_the_papers_numbers_reach_the_picture(
    stage: Stage,
    fox: Character,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    asked: tuple[float | None, ...],
    drawn: tuple[float, ...],
) -> None:
    """v, eta_2 and the part of the steps; a card of the release brings that part along, whatever the back-end's is."""
    drawing, requests = replace(stage.preset.drawing, guided=1.0, eta_2=0.5), list[RenderRequest]()
    stage.preset = replace(stage.preset, drawing=drawing)
    method = load_method(name, stage)
    method.learn(fox)
    monkeypatch.setattr(stage, "picture", requests.append)
    picture(method, fox)
    (request,) = requests
    assert (request.v, request.eta_2, request.guided) == asked
    drawn_with = render(stage.denoiser, drawing, request, quiet).drawn_with
    assert tuple(drawn_with[number] for number in ("v", "eta_2", "guided")) == drawn


def test_plain_words_are_what_the_others_start_from(stage: Stage, fox: Character) -> None:
    """No step at all is the base model, bit for bit, and a step is not."""
    plain = picture(load_method("plain", stage), fox).tobytes()
    for name in ("textual-inversion", "dreambooth-lora"):
        method = load_method(name, stage, Tries(steps=0))
        method.learn(fox)
        assert picture(method, fox).tobytes() == plain
        method = load_method(name, stage, Tries(steps=2, rate=0.1))
        method.learn(fox)
        assert picture(method, fox).tobytes() != plain
    assert picture(load_method("plain", stage), fox).tobytes() == plain


def test_embeddings_are_replaced_for_all_tokens_of_the_word_and_learn(stage: Stage) -> None:
    denoiser, text = stage.denoiser, "a bear, in the snow"
    vectors = initial(denoiser, text, "bear")
    assert {len(each) for each in vectors} == {2}  # "bear" has two tokens
    own, again = denoiser.encode(text), encode(denoiser, text, "bear", vectors)
    assert torch.equal(own.states, again.states)
    again.states.square().sum().backward()  # type: ignore[no-untyped-call]
    assert all(each.grad is not None and each.grad.abs().sum() > 0 for each in vectors)
    assert torch.equal(denoiser.encode(text).states, own.states)


def test_additions_are_what_adding_to_the_weights_would_be(stage: Stage) -> None:
    layer = stage.denoiser.unet.mid_block.attentions[0].transformer_blocks[0].attn2.to_q
    made = additions(stage.denoiser.unet, 0)
    name = next(n for n, m in stage.denoiser.unet.named_modules() if m is layer)
    a, b = made[name]
    b = torch.randn(b.shape, generator=torch.Generator().manual_seed(1))
    x = torch.randn(2, 3, layer.weight.shape[1], generator=torch.Generator().manual_seed(2))
    wanted = x @ (layer.weight + b @ a).T
    with added(stage.denoiser.unet, {name: (a, b)}):
        assert torch.allclose(layer(x), wanted, atol=1e-5)
    assert not torch.allclose(layer(x), wanted, atol=1e-3)


def test_learning_ends_by_steps_or_by_time() -> None:
    x = torch.zeros(1, requires_grad=True)
    assert descend([x], lambda _: (x - 1).square().sum(), 0.1, 5, None) == 5
    assert descend([x], lambda _: (x - 1).square().sum(), 0.1, 5, 0.0) == 1
    assert 0 < x.detach().item() < 1


def test_compositing_takes_each_prediction_inside_its_mask_alone() -> None:
    plain, one, two = (torch.full((1, 2, 2, 2), value) for value in (0.0, 1.0, 2.0))
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
    out = composited(plain, [one, two], masks)
    assert out[0, 1].tolist() == [[1, 0], [0, 2]]


def test_compositing_draws_several(stage: Stage, fox: Character) -> None:
    bear = stage.character(Subject("a bear", "bear", 9))
    method = load_method("noise-compositing", stage)
    both = method.draw((fox, bear), SNOW, 5)
    assert both.tobytes() != load_method("plain", stage).draw((fox, bear), SNOW, 5).tobytes()


def test_compositing_draws_without_an_empty_row(stage: Stage, fox: Character) -> None:
    stage.preset = replace(stage.preset, drawing=replace(stage.preset.drawing, scale=1.0))
    bear = stage.character(Subject("a bear", "bear", 9))
    both = load_method("noise-compositing", stage).draw((fox, bear), SNOW, 5)
    assert both.tobytes() != load_method("plain", stage).draw((fox, bear), SNOW, 5).tobytes()


def test_any_words_are_drawn_as_a_prompt_is(stage: Stage, fox: Character) -> None:
    prompt = SNOW.prompt(["a fox"])
    own = draw(stage, prompt, lambda: stage.denoiser.encode(prompt), 5, "nothing")
    assert own.tobytes() == picture(load_method("plain", stage), fox).tobytes()


def random_adapter(stage: Stage, folder: Path) -> None:
    """Weights in the form of the first IP-Adapters, and an image encoder for them."""
    unet, width = stage.denoiser.unet, 8
    config = CLIPVisionConfig(
        hidden_size=16, intermediate_size=16, projection_dim=width, num_hidden_layers=1, num_attention_heads=2,
        image_size=32, patch_size=16,
    )  # fmt: skip
    CLIPVisionModelWithProjection(config).save_pretrained(folder / "image_encoder")
    words = unet.config.cross_attention_dim
    g = torch.Generator().manual_seed(0)
    tensors = {
        "image_proj.proj.weight": torch.randn(4 * words, width, generator=g),
        "image_proj.proj.bias": torch.zeros(4 * words),
        "image_proj.norm.weight": torch.ones(words),
        "image_proj.norm.bias": torch.zeros(words),
    }
    for index, name in enumerate(name for name in unet.attn_processors if name.endswith("attn2.processor")):
        rows = unet.get_submodule(name.removesuffix(".processor")).to_k.weight.shape[0]
        for part in ("to_k_ip", "to_v_ip"):
            tensors[f"ip_adapter.{2 * index + 1}.{part}.weight"] = torch.randn(rows, words, generator=g)
    save_file(tensors, folder / "adapter.safetensors")


def test_a_picture_prompt_where_there_are_weights(stage: Stage, fox: Character, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"h94/IP-Adapter.*Nothing is downloaded"):
        load_method("ip-adapter", stage, Tries(adapter=tmp_path))
    random_adapter(stage, tmp_path)
    assert json.loads((tmp_path / "image_encoder" / "config.json").read_text())["projection_dim"] == 8
    before = picture(load_method("plain", stage), fox)
    method = load_method("ip-adapter", stage, Tries(adapter=tmp_path))
    method.learn(fox)
    drawn = picture(method, fox)
    assert drawn.tobytes() == picture(method, fox).tobytes()
    assert drawn.tobytes() != before.tobytes()
    assert not any("ip_adapter" in name for name in stage.denoiser.unet.state_dict())


def text_formats(denoiser: Denoiser) -> set[torch.dtype]:
    return {each.dtype for encoder in denoiser._text_encoders() for each in encoder.parameters()}


@pytest.mark.parametrize("text", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_a_picture_prompt_in_half_precision_is_decoded_in_full(
    family: str, text: torch.dtype, preset: Preset, tmp_path: Path
) -> None:
    """Also beside words in full precision, as on a CPU that computes in bfloat16; the stage's own stay as they are."""
    pipe: Any = tiny_pipeline(family)
    half = make_denoiser(pipe, "half", torch.device("cpu"), Precision(torch.bfloat16, text))
    stage = Stage(half, preset, tmp_path / "kept", amounts=Amounts(candidates=2, max_steps=1, steps=2))
    random_adapter(stage, tmp_path)
    fox = stage.character(FOX)
    method = load_method("ip-adapter", stage, Tries(adapter=tmp_path))
    seen: list[torch.dtype] = []
    hook = half.vae.decoder.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].dtype))
    assert method.draw((fox,), SNOW, 5).size == (32, 32)
    hook.remove()
    assert seen == [torch.float32]
    assert half.vae.dtype == torch.float32
    assert (text_formats(half), half.unet.dtype) == ({text}, torch.bfloat16)
