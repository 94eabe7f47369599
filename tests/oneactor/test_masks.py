from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from oneactor import masks
from oneactor.masks import Masks, Swap
from oneactor.presets import MaskSettings
from oneactor.requests import Area, Painted

SETTINGS = MaskSettings()


def textbook_otsu(values: npt.NDArray[np.float64], bins: int = 256) -> float:
    """Otsu 1979: the threshold whose two classes differ most, every candidate tried in turn."""
    level = np.minimum((values * bins).astype(int), bins - 1)
    best, threshold = -1.0, 0
    for k in range(1, bins):
        low, high = level[level < k], level[level >= k]
        if low.size and high.size:
            between = low.size * high.size * (low.mean() - high.mean()) ** 2
            if between > best:
                best, threshold = between, k
    return threshold / bins


def blob(height: int, width: int, top: int, left: int, side: int = 3) -> Tensor:
    image = torch.full((height, width), 0.1)
    image[top : top + side, left : left + side] = 1.0
    return image


def everywhere(count: int, height: int, width: int) -> Tensor:
    return torch.ones(count, height, width, dtype=torch.bool)


@pytest.mark.parametrize("seed", range(5))
def test_otsu_is_the_textbook_one_to_a_bin(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    maps = masks.normalised_maps(torch.rand(6, 12, 17, generator=generator) ** (1 + seed))
    for image, threshold in zip(maps, masks.otsu(maps), strict=True):
        assert abs(float(threshold) - textbook_otsu(image.double().numpy())) <= 1 / 256 + 1e-6


#: skimage.filters.threshold_otsu of scikit-image 0.26.0 with 256 bins, for the maps below: the middle of the last bin
#: of the lower class
SCIKIT = (0.2168, 0.3926, 0.3613, 0.4199, 0.4316, 0.4434, 0.4434, 0.4316, 0.4121, 0.4043, 0.4004, 0.4512)


def test_otsu_is_scikit_images_to_a_bin() -> None:
    y, x = np.mgrid[0:16, 0:12]
    maps = []
    for seed in range(len(SCIKIT)):
        noise = np.random.RandomState(seed).rand(16, 12) * (0.2 + 0.05 * seed)
        image = noise + np.exp(-((x - 5) ** 2 + (y - 4 - seed / 2) ** 2) / (2 + seed))
        maps.append((image - image.min()) / (image.max() - image.min()))
    ours = masks.otsu(torch.tensor(np.array(maps), dtype=torch.float32))
    np.testing.assert_allclose(ours.numpy(), SCIKIT, atol=1 / 256)


def test_smoothing_keeps_constants_and_the_sum_inside() -> None:
    torch.testing.assert_close(masks.smooth(torch.full((2, 5, 7), 0.3), 0.7), torch.full((2, 5, 7), 0.3))
    point = torch.zeros(1, 5, 5)
    point[0, 2, 2] = 1
    spread = masks.smooth(point, 0.7)
    assert float(spread.sum()) == pytest.approx(1, abs=1e-5)
    assert float(spread[0, 2, 2]) > float(spread[0, 2, 1]) > float(spread[0, 1, 1]) > 0


def test_clear_maps_give_disjoint_masks_in_place() -> None:
    maps = torch.stack([blob(8, 10, 1, 1), blob(8, 10, 4, 6)])
    found = masks.update(maps, everywhere(2, 8, 10), None, SETTINGS)
    assert found.absent.tolist() == [False, False]
    assert not (found.on[0] & found.on[1]).any()
    assert found.on[0, 1:4, 1:4].all()
    assert found.on[1, 4:7, 6:9].all()
    assert not found.on[0, :, 6:].any()
    assert not found.on[1, :, :4].any()


def test_where_masks_meet_the_stronger_map_wins() -> None:
    on, strength = everywhere(2, 1, 2), torch.tensor([[[0.2, 0.9]], [[0.4, 0.3]]])
    assert masks.exclusive(on, strength).tolist() == [[[False, True]], [[True, False]]]


def test_order_of_the_characters_does_not_matter() -> None:
    generator = torch.Generator().manual_seed(1)
    maps = torch.stack([blob(9, 9, 0, 0), blob(9, 9, 5, 5), blob(9, 9, 0, 5)]) + 0.05 * torch.rand(
        3, 9, 9, generator=generator
    )
    order = torch.tensor([2, 0, 1])
    straight = masks.update(maps, everywhere(3, 9, 9), None, SETTINGS)
    turned = masks.update(maps[order], everywhere(3, 9, 9), None, SETTINGS)
    assert torch.equal(straight.on[order], turned.on)


def test_a_flat_map_counts_as_absent_and_gets_what_the_others_leave() -> None:
    maps = torch.stack([blob(8, 8, 1, 1), torch.full((8, 8), 0.4)])
    found = masks.update(maps, everywhere(2, 8, 8), None, SETTINGS)
    assert found.absent.tolist() == [False, True]
    assert torch.equal(found.on[1], ~found.on[0])


def test_an_absent_character_keeps_its_last_mask() -> None:
    before = Masks(torch.stack([blob(8, 8, 1, 1) > 0.5, blob(8, 8, 5, 5) > 0.5]), torch.tensor([False, False]))
    maps = torch.stack([blob(8, 8, 1, 1), torch.full((8, 8), 0.4)])
    found = masks.update(maps, everywhere(2, 8, 8), before, SETTINGS)
    assert torch.equal(found.on[1], before.on[1])


def test_an_area_bounds_its_mask() -> None:
    allowed = masks.area_masks([Area(0.5, 0, 1, 1)], 8, 8)
    found = masks.update(blob(8, 8, 2, 3, side=4)[None], allowed, None, SETTINGS)
    assert found.on[0, :, 4:].any()
    assert not found.on[0, :, :4].any()


def test_who_may_stand_in_one_position_is_found_there() -> None:
    """One of 16 x 16 positions is less than the least believable mask, and all that a small spot can give."""
    allowed = masks.area_masks([Painted(("00000000", "00000000", "00010000", *["00000000"] * 5)), None], 16, 16)
    allowed[0] &= torch.arange(16) == 6
    allowed[0] &= (torch.arange(16) == 4)[:, None]
    assert int(allowed[0].sum()) == 1
    maps = torch.stack([blob(16, 16, 3, 5), blob(16, 16, 10, 10)])
    found = masks.update(maps, allowed, None, SETTINGS)
    assert found.absent.tolist() == [False, False]
    assert torch.equal(found.on[0], allowed[0])
    elsewhere = masks.update(torch.stack([blob(16, 16, 10, 1), maps[1]]), allowed, None, SETTINGS)
    assert elsewhere.absent.tolist() == [True, False], "its map lies outside of the spot"


@pytest.mark.parametrize(
    ("area", "rows", "columns"),
    [(None, 4, 8), (Area(0, 0, 0.5, 0.5), 2, 4), (Area(0.4, 0.1, 0.41, 0.9), 4, 1), (Area(0.75, 0.75, 1, 1), 1, 2)],
)
def test_area_masks(area: Area | None, rows: int, columns: int) -> None:
    mask = masks.area_mask(area, 4, 8)
    assert (int(mask.any(1).sum()), int(mask.any(0).sum())) == (rows, columns)


def test_resizing_both_ways() -> None:
    on = blob(4, 4, 0, 0, side=2)[None] > 0.5
    assert masks.resized(on, 8, 8)[0, :4, :4].all()
    assert masks.resized(on, 8, 8).sum() == 16
    assert masks.resized(on, 2, 2).tolist() == [[[1.0, 0.0], [0.0, 0.0]]]


def test_swap_bias_opens_one_of_the_two_keys() -> None:
    swap = Swap(torch.tensor([1, 3]), torch.tensor([4, 5]), torch.tensor([0, 1]), keys=8, used=6)
    on = torch.tensor([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0]])
    bias = masks.swap_bias(on, swap, (False, True))
    opened = bias.exp()
    assert opened[0, 0].tolist() == [[1, 1, 1, 1, 0, 0, 0, 0]] * 3
    expected = [[1, 0, 1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 1, 0, 0], [1, 0.5, 1, 1, 0.5, 0, 0, 0]]
    torch.testing.assert_close(opened[1, 0], torch.tensor(expected, dtype=torch.float32))


def test_isolation_lowers_a_word_inside_the_others_mask() -> None:
    swap = Swap(torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([0, 1]), keys=4, used=4)
    on = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    bias = masks.swap_bias(on, swap, (False, True), isolate=2.0)[1, 0]
    assert bias[1, 0] == -2.0
    assert bias[0, 1] == -2.0
    assert bias[0, 2] == 0.0


def test_a_word_without_an_offset_is_isolated_too() -> None:
    """The first character is learnt, the second is not: its one key is lowered where the first one stands."""
    learnt = Swap(torch.tensor([0]), torch.tensor([2]), torch.tensor([0]), keys=4, used=3)
    swap = replace(learnt, bare=torch.tensor([1]), bare_subject=torch.tensor([1]))
    on = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    bias = masks.swap_bias(on, swap, (False, True), isolate=2.0)
    assert bias[1, 0, :, 1].tolist() == [-2.0, 0.0]
    assert (bias[0, 0, :, :2] == 0).all()
    assert torch.equal(masks.swap_bias(on, swap, (False, True)), masks.swap_bias(on, learnt, (False, True)))


def test_settings_decide_what_counts_as_found() -> None:
    maps = blob(8, 8, 1, 1)[None]
    strict = replace(SETTINGS, separation=100.0)
    assert masks.update(maps, everywhere(1, 8, 8), None, strict).absent.tolist() == [True]


def test_the_noise_of_an_absent_character_wins_no_positions() -> None:
    fox = blob(8, 8, 1, 1) * torch.linspace(0.7, 1, 8)
    noise = 0.95 + 0.05 * torch.rand(8, 8, generator=torch.Generator().manual_seed(0))
    found = masks.update(torch.stack([fox, noise]), everywhere(2, 8, 8), None, SETTINGS)
    assert found.absent.tolist() == [False, True]
    assert torch.equal(found.on[0], masks.update(fox[None], everywhere(1, 8, 8), None, SETTINGS).on[0])
    assert torch.equal(found.on[1], ~found.on[0])
