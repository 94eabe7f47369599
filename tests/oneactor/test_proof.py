"""What the method promises as a whole, each against a formula or a reference of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from peft import LoraConfig

from oneactor.attention import Watch, watching
from oneactor.backend import Progress
from oneactor.cast import assemble
from oneactor.casting import MaskedCasting
from oneactor.denoiser import Denoiser, make_denoiser
from oneactor.guidance import Form
from oneactor.masks import Masks
from oneactor.presets import MaskSettings, Preset
from oneactor.proposing import propose
from oneactor.rendering import Course, Guide, render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuning import tune
from tests.tiny import tiny_pipeline

Array = npt.NDArray[np.int64]


def silent(_: Progress) -> None:
    pass


def picture(denoiser: Denoiser, preset: Preset, request: RenderRequest) -> Array:
    return np.asarray(render(denoiser, preset.drawing, request, silent).picture).astype(int)


@pytest.fixture
def three(make_card: Callable[..., Path]) -> RenderRequest:
    words = (("fox", 1), ("bear", 2), ("owl", 3))
    cast = tuple(
        Placement(f"a {word}", word, make_card(gate=2.0, seed=i, ranks=ranks, base_word=word))
        for i, (word, ranks) in enumerate(words)
    )
    return RenderRequest("a fox and a bear and an owl", cast, seed=4, eta_2=0.5)


def test_three_subjects_in_any_order(denoiser: Denoiser, preset: Preset, three: RenderRequest) -> None:
    first = picture(denoiser, preset, three)
    for cast in permutations(three.cast):
        assert np.abs(picture(denoiser, preset, replace(three, cast=cast)) - first).max() <= 2
    assert np.abs(picture(denoiser, preset, replace(three, v=0.0)) - first).max() > 2


def test_panels_drawn_in_a_row_are_those_drawn_alone(
    pipe: Any, denoiser: Denoiser, preset: Preset, three: RenderRequest
) -> None:
    """Masks, samplers and processors of one drawing leave nothing to the next."""
    panels = [three, replace(three, cast=three.cast[:1], seed=9), RenderRequest("an owl", seed=4), three]
    row = [picture(denoiser, preset, panel) for panel in panels]
    for panel, drawn in zip(panels, row, strict=True):
        fresh = make_denoiser(pipe, "tiny", torch.device("cpu"))
        assert np.array_equal(picture(fresh, preset, panel), drawn)


def test_a_new_subject_leaves_earlier_pictures_as_they_are(
    denoiser: Denoiser, preset: Preset, three: RenderRequest, tmp_path: Path
) -> None:
    cards = [placement.card.read_bytes() for placement in three.cast if placement.card is not None]
    before = picture(denoiser, preset, three)
    propose(denoiser, preset, ProposeRequest("a new fox", "fox", count=2), silent).save(tmp_path / "proposal")
    actor = tune(denoiser, preset, TuneRequest(tmp_path / "proposal", 0, max_steps=2, min_steps=2), silent)
    actor.save(tmp_path / "newcomer")
    newcomer = Placement("a new fox", "fox", tmp_path / "newcomer")
    picture(denoiser, preset, RenderRequest("a new fox and a bear", (newcomer, three.cast[1])))
    assert np.array_equal(picture(denoiser, preset, three), before)
    assert cards == [placement.card.read_bytes() for placement in three.cast if placement.card is not None]


def test_steps_inside_and_behind_the_window(denoiser: Denoiser, make_card: Callable[..., Path]) -> None:
    """Eq. 19 with eta_1 = s + eta_2 in the first two of three steps, Eq. 3 with s in the last; v = 0.8 as in App. H."""
    cast = assemble(denoiser, RenderRequest("a fox", (Placement("a fox", "fox", make_card(gate=2.0)),)))
    s, eta_2, v = 3.0, 1.5, 0.8
    guide = Guide(denoiser, cast, Course(3, s, eta_2, 2 / 3, 0.0), v, None)
    guide.open(3, cast.tuned)
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1))
    timestep, member = torch.tensor(400), cast.members[0]
    assert member.actor is not None
    token, plain = member.tokens[0], cast.words.states
    rows = {}
    for name, offset in zip(("tar", "aver"), member.actor.offsets(plain[0, token]), strict=True):
        states = plain.clone()
        states[0, token] += v * offset[0]
        rows[name] = denoiser.predict(latents, timestep, cast.words.with_states(states))
    empty, eps = (denoiser.predict(latents, timestep, words) for words in (cast.empty, cast.words))
    eta_1 = s + eta_2
    inside = empty + eta_1 * (rows["tar"] - empty) - eta_2 * (rows["aver"] - empty)
    behind = empty + s * (eps - empty)
    for index, expected in ((0, inside), (1, inside), (2, behind)):
        torch.testing.assert_close(guide.predict(index, latents, timestep), expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("prompt", "base_word", "stems"),
    [
        ("a fox", "Fox", ["fox"]),
        ("A FOX and the foxes", "fox", ["FOX", "fox"]),
        ("the fox's hat, one FOX", "fox", ["fox", "FOX"]),
        ("a polar  Bear in the snow", "polar bear", ["polar  Bear"]),
        ("two robots", "robot", ["robot"]),
        ("a box", "fox", ["fox"]),
    ],
)
def test_every_way_to_write_a_base_word_takes_the_offset(
    denoiser: Denoiser, make_card: Callable[..., Path], prompt: str, base_word: str, stems: list[str]
) -> None:
    """Moved are exactly the tokens of the stems, in every occurrence; a word that is missing is put in and said."""
    placement = Placement(base_word, base_word, make_card(gate=2.0, ranks=2, base_word=base_word))
    cast = assemble(denoiser, RenderRequest(prompt, (placement,)))
    shifts = cast.shifts(1.0)
    moved = (shifts.target - shifts.plain)[0].abs().amax(-1) > 0
    offsets = denoiser.token_offsets(cast.prompt)
    spans = [offsets[token] for token in moved.nonzero()[:, 0].tolist()]
    text = [cast.prompt[start:end] for start, end in spans]
    assert "".join(text) == "".join("".join(stem.split()) for stem in stems)
    assert len(cast.notices) == (base_word.lower().split()[0] not in prompt.lower())


def test_a_twin_that_the_words_lack_is_put_behind_the_one_they_have(
    denoiser: Denoiser, make_card: Callable[..., Path]
) -> None:
    """Before it, the one that is put in would be the one that the words tell about, and the other way round."""
    red, blue = (Placement(f"a {coat} fox", "fox", make_card(seed=seed)) for seed, coat in enumerate(("red", "blue")))
    owl = Placement("an owl", "owl", make_card(seed=2, base_word="owl"))
    cast = assemble(denoiser, RenderRequest("a red fox jumps", (red, blue, owl)))
    assert cast.prompt == "the owl, a red fox jumps, the fox"
    offsets = denoiser.token_offsets(cast.prompt)
    places = [offsets[member.tokens[0]][0] for member in cast.members]
    assert places == [cast.prompt.index("fox"), cast.prompt.rindex("fox"), cast.prompt.index("owl")]
    assert [notice.split("”")[0] for notice in cast.notices] == ["“owl", "“fox"]
    assert "front" in cast.notices[0]
    assert "end" in cast.notices[1]
    long = assemble(denoiser, RenderRequest("a red fox " + "in snow " * denoiser.tokens, (red, blue)))
    assert long.prompt.startswith("the fox, a red fox"), "there is no room at the end, and one way to draw it is left"
    assert "front" in long.notices[0]
    both = assemble(denoiser, RenderRequest("in the snow", (red, blue)))
    assert both.prompt == "the fox and the fox, in the snow"


def test_a_word_that_stands_beyond_what_fits_is_not_said_to_be_missing(
    denoiser: Denoiser, make_card: Callable[..., Path]
) -> None:
    fox = Placement("a fox", "fox", make_card())
    cast = assemble(denoiser, RenderRequest("snow " * denoiser.tokens + "and a fox", (fox,)))
    assert cast.prompt.startswith("the fox, snow")
    assert "beyond the words that fit" in cast.notices[0]
    absent = assemble(denoiser, RenderRequest("snow " * denoiser.tokens, (fox,)))
    assert "was not in the picture's words" in absent.notices[0]


@pytest.fixture
def with_lora(denoiser: Denoiser) -> Denoiser:
    """Another pipeline of the family with a LoRA in the attention of its U-Net, as stock loading puts it there."""
    pipe = tiny_pipeline(denoiser.family)
    config = LoraConfig(r=2, target_modules=["to_q", "to_k", "to_v", "to_out.0"], init_lora_weights=False)
    torch.manual_seed(5)
    pipe.unet.add_adapter(config)
    return make_denoiser(pipe, "tiny", torch.device("cpu"))


def stock(pipe: Any) -> Array:
    drawn = pipe("a fox", num_inference_steps=3, guidance_scale=3.0, generator=torch.Generator().manual_seed(4))
    return np.asarray(drawn.images[0]).astype(int)


def test_a_lora_acts_with_processors_in_as_without(with_lora: Denoiser, preset: Preset) -> None:
    pipe = with_lora.pipe
    loaded = stock(pipe)
    with watching(pipe.unet, Watch(64, 1, torch.tensor([2]))):
        assert np.abs(stock(pipe) - loaded).max() <= 1
    assert np.array_equal(picture(with_lora, preset, RenderRequest("a fox", seed=4)), loaded)
    pipe.unet.disable_adapters()
    assert np.abs(stock(pipe) - loaded).max() > 1
    pipe.unet.enable_adapters()
    assert np.array_equal(stock(pipe), loaded)


def test_masks_over_a_lora_are_the_plain_prompt_with_the_offsets(
    with_lora: Denoiser, make_card: Callable[..., Path]
) -> None:
    cast = assemble(with_lora, RenderRequest("a fox and a bear", (Placement("a fox", "fox", make_card(gate=2.0)),)))
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(3))
    casting = MaskedCasting(with_lora, cast, 1.0, Form(3.0), MaskSettings())
    casting.masks = Masks(torch.ones(1, 8, 8, dtype=torch.bool), torch.zeros(1, dtype=torch.bool))
    with casting.injected():
        masked = torch.cat(casting.predict(latents, torch.tensor(500)))
    states = cast.condition(Form(3.0), {"empty": cast.empty.states, "target": cast.shifts(1.0).target})
    plain = with_lora.predict(torch.cat([latents] * 2), 500, states)
    torch.testing.assert_close(masked, plain, atol=1e-4, rtol=1e-4)
