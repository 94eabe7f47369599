"""The art styles: how edges are drawn, how colours are laid on, and what the medium does to the finished picture.

Textures repeat in steps that divide a sixteenth of the picture, so that a decoder can learn them exactly: one that
never repeats would only cost sharpness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

PAPER = (252, 249, 242)


def _as_painted(picture: Image.Image) -> Image.Image:
    return picture


def _positions(picture: Image.Image) -> NDArray[np.float32]:
    """Rows and columns of all pixels' centres, in fractions of the width: (2, height, width)."""
    pixels: NDArray[np.float32] = np.mgrid[0 : picture.height, 0 : picture.width].astype(np.float32)
    return (pixels + np.float32(0.5)) / np.float32(picture.width)


def _watercolor(picture: Image.Image) -> Image.Image:
    """Colours bleed over their edges, pigment gathers there, washes are uneven and the paper shows."""
    soft = picture.filter(ImageFilter.GaussianBlur(picture.width * 0.0035))
    wide = picture.filter(ImageFilter.GaussianBlur(picture.width * 0.012))
    s, w = np.asarray(soft, np.float32), np.asarray(wide, np.float32)
    rim = np.abs(s - w).mean(2, keepdims=True)
    y, x = _positions(picture)
    wash = np.sin(2 * pi * (2 * x + y)) * np.sin(2 * pi * (3 * y - x)) + 0.6 * np.sin(2 * pi * (5 * x - 4 * y))
    vivid = s + 0.25 * (s - s.mean(2, keepdims=True))
    out = vivid - 0.9 * rim + 5 * wash[..., None]
    out = out + (np.array(PAPER) - out) * 0.22
    return Image.fromarray(out.clip(0, 255).astype(np.uint8))


def _crayon(picture: Image.Image) -> Image.Image:
    """Slanted strokes of wax, with the paper between them."""
    y, x = _positions(picture)
    strokes = 0.5 + 0.5 * np.sin(2 * pi * 32 * (x + y))
    gaps = (0.06 + 0.22 * strokes**2)[..., None]
    out = np.asarray(picture, np.float32)
    return Image.fromarray((out + (np.array(PAPER) - out) * gaps).clip(0, 255).astype(np.uint8))


@dataclass(frozen=True)
class Style:
    """One way of painting.

    Attributes:
        line: factor on the width of outlines; 0 paints none.
        edge: shade of an outline, of its fill.
        scenery: width of outlines in the surroundings, in picture widths.
        shadow: offset of the shadow under every outlined shape, in picture widths.
        wobble: how far points stray, in picture widths.
        finish: what happens to the whole picture.
    """

    line: float = 1.0
    edge: float = 0.55
    scenery: float = 0.0
    shadow: float = 0.0
    wobble: float = 0.0
    finish: Callable[[Image.Image], Image.Image] = _as_painted

    def wobbled(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Points moved by a smooth field, so that shapes that touch still do."""
        a = self.wobble
        if not a:
            return list(points)
        return [(x + a * sin(41 * y + 13 * x), y + a * sin(37 * x - 17 * y)) for x, y in points]


STYLES: dict[str, Style] = {
    "flat": Style(),
    "watercolor": Style(line=0.0, wobble=0.004, finish=_watercolor),
    "crayon": Style(line=2.2, edge=0.4, scenery=0.002, wobble=0.006, finish=_crayon),
    "paper cut-out": Style(line=0.0, scenery=0.001, shadow=0.009),
}
