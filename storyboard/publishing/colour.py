"""Colours of a destination: on a screen as they are; for a press in its inks, text in black ink alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from reportlab.lib.colors import CMYKColor, Color, HexColor

from storyboard.publishing.content import PublishingError
from storyboard.publishing.inking import Inking
from storyboard.publishing.plates import Conversion
from storyboard.publishing.press import Press
from storyboard.publishing.profiles import Profile

_GRID = 33
_LOOK = 96  # pixels of a picture that are looked at for ink: areas count, single dots do not
_ROUNDING = 0.01  # four inks, each rounded up by half a 255th at most


@dataclass(frozen=True)
class Inks:
    """What text, page numbers, frames, marks, grounds of bubbles and barcodes, and a cover are drawn in."""

    text: Color
    number: Color
    frame: Color
    mark: Color
    white: Color
    cover: Color


_SCREEN = Inks(*(HexColor(each) for each in ("#2c2823", "#756b60", "#e3dacd", "#b8b0a6", "#ffffff", "#fff3d6")))
# Black text of four inks would show coloured edges wherever the plates are not exactly over each other.
_PRESS = Inks(
    CMYKColor(0, 0, 0, 1),
    CMYKColor(0, 0, 0, 0.65),
    CMYKColor(0, 0, 0, 0.15),
    CMYKColor(0, 0, 0, 0.3),
    CMYKColor(0, 0, 0, 0),
    CMYKColor(0, 0.05, 0.18, 0),
)


def inks(profile: Profile) -> Inks:
    """The inks of a profile."""
    return _PRESS if profile.colour == "cmyk" else _SCREEN


def conversion(profile: Profile, press: Press | None) -> Conversion | None:
    """How pictures come into the colours of a destination; `None` where they stay as they are. One serves a whole book.

    Raises:
        PublishingError: as `to_press`.
    """
    return to_press(press, profile.max_ink) if profile.colour == "cmyk" else None


def to_press(press: Press | None, max_ink: float | None) -> Conversion:
    """sRGB to CMYK by the press's ICC profile (perceptual), nowhere with more ink than `max_ink` (sum of four 0..1).

    Raises:
        PublishingError: no ICC profile is there.
    """
    if press is None:
        raise PublishingError(
            "The colour profile for the press is not installed, so pictures cannot be put into printing inks. "
            "Run “make printing” (or install Debian's package libgs-common), then start the studio again.",
            code="no_press_profile",
        )
    name = f"CMYK {press.sha256} {max_ink}"
    return Conversion(name, Inking(_table(press, max_ink)).convert)


@lru_cache(maxsize=4)
def _table(press: Press, max_ink: float | None) -> ImageFilter.Color3DLUT:
    """The conversion as a grid with straight lines between: where its corners keep to the limit, all between does."""
    steps = np.linspace(0, 255, _GRID).round().astype(np.uint8)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    grid = Image.fromarray(np.stack([red, green, blue], -1).reshape(_GRID, -1, 3), "RGB")
    inks = np.asarray(press.convert(grid), dtype=np.float64) / 255
    if max_ink is not None:
        inks = _limited(inks, max_ink - _ROUNDING)
    return ImageFilter.Color3DLUT(_GRID, inks.reshape(-1).tolist(), channels=4, target_mode="CMYK")


def _limited(inks: NDArray[np.float64], max_ink: float) -> NDArray[np.float64]:
    """Where there is too much ink, the coloured ones are thinned in their proportion; black stays."""
    coloured, black = inks[..., :3].sum(-1), inks[..., 3]
    scale = np.minimum(1.0, np.maximum(max_ink - black, 0) / np.maximum(coloured, 1e-6))
    return np.concatenate([inks[..., :3] * scale[..., None], inks[..., 3:]], axis=-1)


@lru_cache(maxsize=512)
def most_ink(path: Path, press: Press) -> float:
    """Sum of the four inks (4 is all) where a picture is darkest; 0 for one that cannot be read."""
    try:
        with Image.open(path) as opened:
            small = opened.convert("RGB")
    except OSError:
        return 0.0
    small.thumbnail((_LOOK, _LOOK))
    return float(np.asarray(press.convert(small), dtype=np.float64).sum(-1).max()) / 255
