"""Pictures put into inks through a table: dot by dot what the grid of colours gives, in any shape, by two threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import numpy as np
import pytest
from PIL import Image, ImageFilter

from storyboard.publishing import inking
from storyboard.publishing.inking import Inking

GRID = ImageFilter.Color3DLUT.generate(
    9, lambda r, g, b: (1 - r * r, 1 - g, 1 - b * r, (1 - r) * (1 - g) * 0.5), channels=4, target_mode="CMYK"
)


@pytest.fixture(scope="module", name="whole")
def _whole() -> Iterator[Inking]:
    """With its table from the first dot on."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(inking, "_WORTH", 0)
        yield Inking(GRID)


def dots(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.mark.parametrize("size", [(1, 1), (64, 3), (1031, 1100), (70_001, 15)])
def test_the_table_says_what_the_grid_says(size: tuple[int, int], whole: Inking) -> None:
    inked = whole.convert(dots(*size))
    assert (inked.mode, inked.size) == ("CMYK", size)
    assert inked.tobytes() == dots(*size).filter(GRID).tobytes()


def test_two_threads_make_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made when enough dots were asked for, which changes no byte."""
    image, making = dots(400, 300), Mock(return_value=inking._table(GRID))
    monkeypatch.setattr(inking, "_table", making)
    monkeypatch.setattr(inking, "_WORTH", 2 * 400 * 300)
    shared = Inking(GRID)
    with ThreadPoolExecutor(2) as threads:
        inked = list(threads.map(shared.convert, [image] * 2))
        assert making.call_count == 0
        inked += threads.map(shared.convert, [image] * 4)
    assert making.call_count == 1
    assert {each.tobytes() for each in inked} == {image.filter(GRID).tobytes()}


def test_what_comes_out_can_be_cut(whole: Inking) -> None:
    inked = whole.convert(dots(1200, 1000))
    assert inked.crop((1, 1, 5, 5)).getpixel((0, 0)) == inked.getpixel((1, 1))
