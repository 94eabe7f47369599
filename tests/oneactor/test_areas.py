"""Areas, depth, overlap and the first step of a masked drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from oneactor import masks
from oneactor.backend import Progress, Rendering
from oneactor.cast import assemble
from oneactor.casting import MaskedCasting
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import Form
from oneactor.masks import Masks, Swap
from oneactor.presets import MaskSettings, Preset
from oneactor.rendering import mask_settings, render
from oneactor.requests import Area, Masking, Painted, Placement, RenderRequest, Sampling

Cards = Callable[..., Path]
LEFT, RIGHT = Painted(("10",)), Painted(("01",))


def silent(_: Progress) -> None:
    pass


@pytest.fixture
def pair(make_card: Cards) -> RenderRequest:
    cast = (
        Placement("a fox", "fox", make_card(gate=2.0)),
        Placement("a bear", "bear", make_card(gate=2.0, seed=1, ranks=2, base_word="bear")),
    )
    return RenderRequest("a fox and the bear", cast, seed=4)


def placed(request: RenderRequest, **options: tuple[Any, Any]) -> RenderRequest:
    """The pair with one option each."""
    both = [{name: values[index] for name, values in options.items()} for index in (0, 1)]
    return replace(request, cast=tuple(replace(p, **o) for p, o in zip(request.cast, both, strict=True)))


def draw(denoiser: Denoiser, preset: Preset, request: RenderRequest) -> Rendering:
    return render(denoiser, preset.drawing, request, silent)


def test_a_painted_area_is_where_most_of_it_is_painted() -> None:
    ring = Painted(("1111", "1001", "1001", "1111"))
    assert masks.area_mask(ring, 4, 4).tolist() == [[s == "1" for s in row] for row in ring.rows]
    assert masks.area_mask(Painted(("10", "11")), 4, 4)[:2, 2:].sum() == 0
    half = Painted(("1110", "0000"))
    assert masks.area_mask(half, 1, 2).tolist() == [[True, False]], "nowhere more than half: the most painted"
    dot = Painted(tuple("0" * 9 + "1" + "0" * 6 if row == 3 else "0" * 16 for row in range(16)))
    assert masks.area_mask(dot, 4, 4).nonzero().tolist() == [[0, 2]]


def test_a_painted_box_is_the_box() -> None:
    box, painted = Area(0.25, 0, 0.75, 0.5), Painted(("0110", "0110", "0000", "0000"))
    for size in ((4, 4), (8, 8), (16, 32)):
        assert torch.equal(masks.area_mask(box, *size), masks.area_mask(painted, *size))


@pytest.mark.parametrize(
    "area",
    [Painted(()), Painted(("",)), Painted(("00",)), Painted(("1", "10")), Painted(("1x",)), Painted(("1" * 257,))],
)
def test_painted_areas_that_nobody_can_stand_in(denoiser: Denoiser, pair: RenderRequest, area: Painted) -> None:
    with pytest.raises(InvalidRequest, match="painted area"):
        assemble(denoiser, placed(pair, area=(area, None)))


def test_the_front_one_covers_whatever_the_maps_say() -> None:
    strength = torch.tensor([[[0.0, 0.2]], [[1.0, 0.9]]])
    on = torch.tensor([[[True, True]], [[True, True]]])
    assert masks.exclusive(on, strength, torch.tensor([0, 1]))[0].all()
    assert masks.exclusive(on, strength, torch.tensor([5, -3]))[1].all()
    assert torch.equal(masks.exclusive(on, strength, torch.tensor([2, 2])), masks.exclusive(on, strength))
    assert masks.exclusive(on, strength, torch.tensor([1, 0])).sum(0).amax() == 1


def test_overlapping_masks_keep_what_both_have() -> None:
    wide = torch.full((2, 8, 8), 0.1)
    wide[0, 2:6, 1:5] = wide[1, 2:6, 3:7] = 1.0
    allowed = torch.ones(2, 8, 8, dtype=torch.bool)
    apart = masks.update(wide, allowed, None, MaskSettings())
    shared = masks.update(wide, allowed, None, MaskSettings(overlap=True))
    assert not (apart.on[0] & apart.on[1]).any()
    assert (shared.on[0] & shared.on[1])[2:6, 3:5].all()
    assert (apart.on <= shared.on).all()


def test_areas_hold_in_every_first_step(denoiser: Denoiser, preset: Preset, pair: RenderRequest) -> None:
    pair = placed(pair, area=(LEFT, RIGHT))
    pictures = []
    for first in ("probe", "unmasked", "none"):
        rendering = draw(denoiser, preset, replace(pair, masking=Masking(first=first)))
        assert all(0 < area <= 0.5 for area in rendering.areas)
        assert rendering.drawn_with["first"] == first
        pictures.append(np.asarray(rendering.picture))
    assert not np.array_equal(pictures[0], pictures[2]), "one step without offsets less"
    assert np.array_equal(pictures[0], np.asarray(draw(denoiser, preset, pair).picture)), "the default is a probe"


@pytest.fixture
def latents() -> Tensor:
    return torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(3))


def test_the_first_step_without_maps(denoiser: Denoiser, pair: RenderRequest, latents: Tensor) -> None:
    """None is the plain prompt; unmasked is both offsets everywhere, here in areas that are all of the picture."""
    cast, form = assemble(denoiser, pair), Form(3.0)
    shifts = cast.shifts(1.0)
    for first, states in (("none", shifts.plain), ("unmasked", shifts.target)):
        casting = MaskedCasting(denoiser, cast, 1.0, form, MaskSettings(first=first))  # type: ignore[arg-type]
        with casting.injected():
            rows = torch.cat(casting.predict(latents, torch.tensor(500)))
        condition = cast.condition(form, {"empty": cast.empty.states, "target": states})
        plain = denoiser.predict(torch.cat([latents] * 2), 500, condition)
        torch.testing.assert_close(rows, plain, atol=1e-5, rtol=1e-5)
        assert casting.masks is not None, "the step's own maps make the masks of the next"


def test_isolation_and_overlap_reach_the_picture(denoiser: Denoiser, preset: Preset, pair: RenderRequest) -> None:
    pair = replace(placed(pair, area=(LEFT, RIGHT)), sampling=Sampling(steps=3))
    plain, isolated = (
        np.asarray(draw(denoiser, preset, replace(pair, masking=Masking(isolate=i))).picture).astype(int)
        for i in (0.0, 5.0)
    )
    assert np.abs(plain - isolated).max() > 0
    strict = mask_settings(Masking(isolate=2.0, overlap=True), MaskSettings(sigma=0.9))
    assert strict == MaskSettings(sigma=0.9, isolate=2.0, overlap=True)
    for wrong in (Masking(isolate=-1.0), Masking(isolate=float("nan")), Masking(first="last")):  # type: ignore[arg-type]
        with pytest.raises(InvalidRequest, match="Isolation starts at 0"):
            draw(denoiser, preset, replace(pair, masking=wrong))


def test_who_is_not_learnt_is_isolated(denoiser: Denoiser, preset: Preset, pair: RenderRequest) -> None:
    """Its own words are lowered inside the learnt one's mask, and nothing else about them changes."""
    fox, bear = placed(pair, area=(LEFT, RIGHT)).cast
    cast = assemble(denoiser, replace(pair, cast=(fox, replace(bear, card=None))))
    casting = MaskedCasting(denoiser, cast, 1.0, Form(3.0), replace(preset.drawing.masks, isolate=5.0))
    bias = casting.bias(casting.allowed)[64][1, 0].view(8, 8, -1)
    for token in cast.members[1].tokens:
        assert (bias[:, :4, token] == -5).all()
        assert (bias[:, 4:, token] == 0).all()


def test_who_is_in_front_gets_the_shared_area(denoiser: Denoiser, preset: Preset, pair: RenderRequest) -> None:
    """Both may stand anywhere and all that is mapped counts: the front one takes all that it wants."""
    drawing = replace(preset.drawing, masks=MaskSettings(divisor=2, separation=0.0, largest=1.0, smallest=0.0))
    areas = [render(denoiser, drawing, placed(pair, depth=depth), silent).areas for depth in ((0, 1), (1, 0))]
    assert areas[0][0] > areas[1][0]
    assert areas[0][1] < areas[1][1]


def test_twins_are_told_apart_by_their_areas(denoiser: Denoiser, preset: Preset, make_card: Cards) -> None:
    cast = tuple(
        Placement("a fox", "fox", make_card(gate=2.0, seed=seed), area) for seed, area in enumerate((LEFT, RIGHT))
    )
    request = RenderRequest("a fox and a fox", cast, seed=1)
    casting = MaskedCasting(denoiser, assemble(denoiser, request), 1.0, Form(3.0), preset.drawing.masks)
    casting.masks = Masks(casting.allowed, torch.zeros(2, dtype=torch.bool))
    bias = casting.bias(casting.masks.on)[64][1, 0].view(8, 8, -1)
    first, second = casting.swap.shifted.tolist()
    assert (bias[:, :4, first] == 0).all()
    assert (bias[:, 4:, first] == -torch.inf).all()
    assert (bias[:, 4:, second] == 0).all()
    assert all(area <= 0.5 for area in draw(denoiser, preset, request).areas)


def test_a_style_is_nobodys_rival() -> None:
    swap = Swap(
        torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([0, 1]), keys=4, used=4,
        whole=torch.tensor([False, True]),
    )  # fmt: skip
    on = torch.tensor([[1.0, 0.0], [1.0, 1.0]])
    bias = masks.swap_bias(on, swap, (True,), isolate=2.0)[0, 0]
    assert bias[0, 2] == 0.0, "the style's mask does not isolate the figure"
    assert bias[:, 3].tolist() == [0.0, 0.0], "nor the figure's mask the style"
