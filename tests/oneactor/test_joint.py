"""Characters learnt jointly (variant 1 of the paper's Sec. 3.3), and styles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from oneactor.actor import Actor
from oneactor.backend import Progress, Rendering
from oneactor.base_set import load_base_set
from oneactor.cast import assemble
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.presets import STYLE, Preset
from oneactor.projector import adain
from oneactor.proposing import Proposal, candidate_prompt, propose
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuner import Tuner, row_offsets
from oneactor.tuning import tune

PAIR = ProposeRequest("a fox and a bear", "fox", seed=3, count=3, also=("bear",))
STYLED = ProposeRequest("a picture in a bold style", "style", seed=3, count=3, kind="style")


def silent(_: Progress) -> None:
    pass


def learnt(denoiser: Denoiser, preset: Preset, request: ProposeRequest, folder: Path) -> Path:
    """The card of a proposal's candidate 1 after two steps."""
    propose(denoiser, preset, request, silent).save(folder / "proposal")
    path = folder / f"{request.base_word}-card"
    tune(denoiser, preset, TuneRequest(folder / "proposal", 1, max_steps=2, min_steps=2), silent).save(path)
    return path


def test_one_h_gives_every_word_its_own_offset(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> None:
    actor = Actor.load(learnt(denoiser, preset, PAIR, tmp_path))
    assert actor.header.base_words == ("fox", "bear")
    assert actor.ranks == 4, "as many ranks for each word as the longest has tokens"
    assert torch.equal(torch.cat([actor.part("Fox").target, actor.part("bear").target]), actor.target)
    assert Proposal.load(tmp_path / "proposal").request == PAIR
    with pytest.raises(InvalidRequest, match="not learnt with"):
        actor.part("fox", twin=1)


def test_each_rank_is_scaled_by_its_own_word(denoiser: Denoiser, preset: Preset) -> None:
    """Eq. 16 for two words, written out with each word's own embedding."""
    proposal = propose(denoiser, preset, PAIR, silent)
    base = load_base_set(denoiser, proposal, 1, preset)
    tuner = Tuner(denoiser, base, preset.tuning, seed=0)
    f_hat = tuner.projector(base.features).detach()
    gate = tuner.projector.gate.detach()
    offset = row_offsets(base, tuner.validation, f_hat, gate)
    for row, template in enumerate(tuner.validation.template.tolist()):
        states, place = base.templates.condition.states[template], base.templates.place[template]
        own = f_hat[tuner.validation.offset[row]]
        for ranks in (slice(0, 2), slice(2, 4)):
            tokens = place[:, ranks].sum(-1).nonzero()[:, 0]
            expected = adain(own[ranks], states[tokens].mean(0), gate)
            torch.testing.assert_close(offset[row, ranks], expected)


def test_a_fixed_cast_is_drawn_without_masks(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> None:
    card = learnt(denoiser, preset, PAIR, tmp_path)
    cast = (Placement("a fox", "fox", card), Placement("a bear", "bear", card))
    request = RenderRequest("a fox and a bear in the snow", cast, seed=2)
    rendering = render(denoiser, preset.drawing, request, silent)
    assert rendering.drawn_with["masked"] is False
    assert rendering.notices == ()
    plain = render(denoiser, preset.drawing, replace(request, v=0.0), silent)
    assert not np.array_equal(np.asarray(rendering.picture), np.asarray(plain.picture))
    shifts = assemble(denoiser, request).shifts(1.0)
    moved = (shifts.target - shifts.plain).abs().amax((0, 2)).nonzero()[:, 0].tolist()
    assert len(moved) == 3, "fox is one token, bear is two"
    alone = render(denoiser, preset.drawing, replace(request, cast=cast[:1]), silent)
    assert "learnt together" in alone.notices[-1]
    assert len(render(denoiser, preset.drawing, replace(request, masked=True), silent).areas) == 2


def test_figures_of_several_cards_are_kept_apart(
    denoiser: Denoiser, preset: Preset, make_card: Callable[..., Path], tmp_path: Path
) -> None:
    card = learnt(denoiser, preset, PAIR, tmp_path)
    (tmp_path / "other").mkdir()
    other = learnt(denoiser, preset, replace(PAIR, seed=9), tmp_path / "other")

    def apart(*cast: Placement) -> bool:
        return assemble(denoiser, RenderRequest("a fox and a bear in the snow", cast, seed=2)).apart

    fox, bear = Placement("a fox", "fox", card), Placement("a bear", "bear", card)
    assert not apart(fox, bear)
    assert not apart(fox), "one figure has nobody to be kept apart from"
    assert apart(fox, replace(bear, card=other)), "two joint cards"
    assert apart(fox, replace(bear, card=None)), "one is not learnt at all"
    assert apart(fox, replace(bear, card=make_card(base_word="bear"))), "one is learnt alone"


def test_only_plain_figures_start_warm(
    denoiser: Denoiser, preset: Preset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    class Watched(Tuner):
        def __init__(self, *args: Any) -> None:
            given.append(args[4])
            super().__init__(*args[:4])

    monkeypatch.setattr("oneactor.tuning.Tuner", Watched)
    start = {"weight": torch.zeros(1)}
    for request in (PAIR, STYLED, replace(PAIR, also=())):
        propose(denoiser, preset, request, silent).save(tmp_path / "proposal")
        tune(denoiser, preset, TuneRequest(tmp_path / "proposal", 1, max_steps=1, min_steps=1), silent, start)
    assert given == [None, None, start]


def test_twins_learnt_jointly_take_their_own_rows(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> None:
    card = learnt(denoiser, preset, replace(PAIR, description="a fox and a fox", also=("fox",)), tmp_path)
    cast = assemble(denoiser, RenderRequest("a fox and a fox", (Placement("a fox", "fox", card),) * 2))
    actor = Actor.load(card)
    for member, target in zip(cast.members, actor.target, strict=True):
        assert member.actor is not None
        assert torch.equal(member.actor.target[0], target)


def test_joint_requests_that_cannot_be_met(denoiser: Denoiser, preset: Preset) -> None:
    for wrong in (
        replace(PAIR, also=("dragon",)),
        replace(PAIR, also=("bear",) * 4),
        replace(PAIR, also=("",)),
        replace(PAIR, kind="style"),
    ):
        with pytest.raises(InvalidRequest):
            propose(denoiser, preset, wrong, silent)


def test_a_style_is_learnt_with_prompts_of_its_own(denoiser: Denoiser, preset: Preset) -> None:
    assert candidate_prompt(STYLED, preset) == "a picture in a bold style", "no plain background behind it"
    proposal = propose(denoiser, preset, STYLED, silent)
    outside = replace(preset, tuning=replace(preset.tuning, outside=0.2))
    base = load_base_set(denoiser, proposal, 0, outside)
    assert len(base.templates) == len(STYLE)
    assert bool((base.weight == 1).all()), "a style is all of the picture"


def test_a_style_acts_everywhere_beside_masked_figures(
    denoiser: Denoiser, preset: Preset, make_card: Callable[..., Path], tmp_path: Path
) -> None:
    card = learnt(denoiser, preset, STYLED, tmp_path)
    assert Actor.load(card).header.kind == "style"
    style = Placement("a picture in a bold style", "style", card)
    fox, bear = Placement("a fox", "fox", make_card(gate=2.0)), Placement("a bear", "bear")
    request = RenderRequest("a fox and a bear, a picture in a bold style", (fox, bear, style), seed=2)

    def draw(*cast: Placement, masked: bool | None = None) -> Rendering:
        return render(denoiser, preset.drawing, replace(request, cast=cast, masked=masked), silent)

    three = draw(fox, bear, style)
    assert three.areas[2] == 1.0
    assert sum(three.areas[:2]) <= 1 + 1e-6
    assert set(three.absent) <= {0, 1}
    turned = draw(style, fox, bear)
    assert turned.areas[1:] == pytest.approx(three.areas[:2])
    assert np.abs(np.asarray(turned.picture).astype(int) - np.asarray(three.picture)).max() <= 2
    assert draw(style).areas == draw(style, masked=True).areas == ()
    assert draw(style, fox).areas == (), "one figure has nobody to be kept apart from"
    assert not np.array_equal(np.asarray(draw(fox, bear).picture), np.asarray(three.picture))
