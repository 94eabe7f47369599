"""Pictures put into inks through a table: dot by dot what the grid of colours gives, in any shape, by two threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageFilter

from storyboard.publishing.inking import Inking

GRID = ImageFilter.Color3DLUT.generate(
    9, lambda r, g, b: (1 - r * r, 1 - g, 1 - b * r, (1 - r) * (1 - g) * 0.5), channels=4, target_mode="CMYK"
)
WHOLE = Inking(GRID)


def dots(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.mark.parametrize("size", [(1, 1), (64, 3), (1031, 1100), (70_001, 15)])
def test_the_table_says_what_the_grid_says(size: tuple[int, int]) -> None:
    inked = WHOLE.convert(dots(*size))
    assert (inked.mode, inked.size) == ("CMYK", size)
    assert inked.tobytes() == dots(*size).filter(GRID).tobytes()


def test_two_threads_share_one_table() -> None:
    inking, image = Inking(GRID), dots(1024, 1024)
    with ThreadPoolExecutor(2) as threads:
        once, again = threads.map(inking.convert, [image, image])
    assert once.tobytes() == again.tobytes() == image.filter(GRID).tobytes()


def test_what_comes_out_can_be_cut() -> None:
    inked = WHOLE.convert(dots(1200, 1000))
    assert inked.crop((1, 1, 5, 5)).getpixel((0, 0)) == inked.getpixel((1, 1))
