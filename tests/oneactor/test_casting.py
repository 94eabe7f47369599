"""Masked passes of a cast against plain passes, and masks that are followed from step to step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from oneactor.actor import Actor
from oneactor.cast import Cast, assemble
from oneactor.casting import MaskedCasting
from oneactor.denoiser import Denoiser
from oneactor.guidance import Form
from oneactor.masks import Masks
from oneactor.presets import MaskSettings
from oneactor.rendering import Course, Guide
from oneactor.requests import RenderRequest
from tests.oneactor.test_rendering import bear, fox

Cards = Callable[..., Path]


@pytest.fixture
def latents() -> Tensor:
    return torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(3))


@pytest.fixture
def pair(denoiser: Denoiser, make_card: Cards) -> Cast:
    cast = (fox(make_card(gate=2.0)), bear(make_card(gate=2.0, seed=1, ranks=2, base_word="bear")))
    return assemble(denoiser, RenderRequest("a fox and the bear", cast))


def everywhere(cast: Cast) -> Masks:
    count = len(cast.figures)
    return Masks(torch.ones(count, 8, 8, dtype=torch.bool), torch.zeros(count, dtype=torch.bool))


def check_full_masks(denoiser: Denoiser, cast: Cast, latents: Tensor, form: Form) -> None:
    """A pass with masks that cover everything against one with the plain prompt and all offsets."""
    masked = MaskedCasting(denoiser, cast, 0.8, form, MaskSettings())
    masked.masks = everywhere(cast)
    with masked.injected():
        rows = torch.cat(masked.predict(latents, torch.tensor(500)))
    guide = Guide(denoiser, cast, Course(3, form.scale, form.eta_2, 1.0, 0.0), 0.8, None)
    batch = torch.cat([latents] * len(rows))
    torch.testing.assert_close(rows, denoiser.predict(batch, 500, guide.offset), atol=1e-5, rtol=1e-5)
    bare = cast.condition(form, {"empty": cast.empty.states, "target": cast.words.states, "average": cast.words.states})
    assert not torch.allclose(rows, denoiser.predict(batch, 500, bare), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("scale", [1.0, 3.0])
@pytest.mark.parametrize("eta_2", [0.0, 1.0])
def test_full_masks_are_the_plain_prompt_with_both_offsets(
    denoiser: Denoiser, pair: Cast, latents: Tensor, scale: float, eta_2: float
) -> None:
    check_full_masks(denoiser, pair, latents, Form(scale, eta_2))


@pytest.mark.parametrize("eta_2", [0.0, 1.0])
def test_a_step_of_two_characters_is_one_pass_and_the_first_has_one_row_more(
    denoiser: Denoiser, pair: Cast, latents: Tensor, monkeypatch: pytest.MonkeyPatch, eta_2: float
) -> None:
    form, rows, predict = Form(3.0, eta_2), list[int](), denoiser.predict

    def counted(batch: Tensor, *rest: Any) -> Tensor:
        rows.append(len(batch))
        return predict(batch, *rest)

    monkeypatch.setattr(denoiser, "predict", counted)
    casting = MaskedCasting(denoiser, pair, 1.0, form, MaskSettings())
    with casting.injected():
        for timestep in (900, 500, 100):
            casting.predict(latents, torch.tensor(timestep))
    assert len(form.rows) == (3 if eta_2 else 2)
    assert rows == [1] + [len(form.rows)] * 3


@pytest.mark.parametrize(
    "kind", [{"also": ("bear",)}, {"kind": "style"}, {"compat": "official"}], ids=["joint", "style", "official"]
)
def test_cards_of_every_kind_go_with_masks_and_auxiliary_exclusion(
    denoiser: Denoiser,
    make_actor: Callable[..., Actor],
    make_card: Cards,
    latents: Tensor,
    tmp_path: Path,
    kind: dict[str, Any],
) -> None:
    actor = make_actor(gate=1.0, ranks=2)
    replace(actor, header=replace(actor.header, **kind)).save(tmp_path / "card")
    beside = tmp_path / "card" if "also" in kind else make_card(gate=2.0, seed=1, base_word="bear")
    cast = assemble(denoiser, RenderRequest("a fox and the bear", (fox(tmp_path / "card"), bear(beside))))
    assert len(cast.figures) == (1 if "kind" in kind else 2)
    check_full_masks(denoiser, cast, latents, Form(3.0, 1.0))


def test_maps_are_read_in_the_target_row_and_followed_step_by_step(
    denoiser: Denoiser, pair: Cast, latents: Tensor
) -> None:
    """Each reading against a pass of the target row alone; a step is drawn with the masks of the one before it."""
    settings = MaskSettings(separation=0.0, smallest=0.0, largest=1.0)
    start, timestep = everywhere(pair), torch.tensor(500)
    later = latents.flip(-1) * 0.7

    def fresh(form: Form, masks: Masks, seen: Tensor) -> tuple[Tensor, Tensor]:
        one = MaskedCasting(denoiser, pair, 1.0, form, settings)
        one.masks = masks
        with one.injected():
            rows = torch.cat(one.predict(seen, timestep))
        assert one.maps is not None
        return rows, one.maps

    casting = MaskedCasting(denoiser, pair, 1.0, Form(3.0, 1.0), settings)
    casting.masks = start
    with casting.injected():
        casting.predict(latents, timestep)
        first, between = casting.maps, casting.masks
        rows = torch.cat(casting.predict(later, timestep))
    assert first is not None
    assert casting.maps is not None
    torch.testing.assert_close(first, fresh(Form(1.0), start, latents)[1])
    second = fresh(Form(1.0), between, later)[1]
    torch.testing.assert_close(casting.maps, settings.ema * first + (1 - settings.ema) * second)
    assert not torch.allclose(first, second, rtol=1e-3)
    assert torch.equal(rows, fresh(Form(3.0, 1.0), between, later)[0])
    assert not torch.equal(rows, fresh(Form(3.0, 1.0), start, later)[0])
