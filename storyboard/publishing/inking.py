"""sRGB to inks for pictures at print size: looked up in a table of all colours, which gives what its grid gives."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

_LEVELS = 256
_SLAB = 8  # levels of blue that are converted at a time
_WORTH = 1 << 23  # dots after which the table is made: it costs as much as three pages without it
_AT_A_TIME = 1 << 16  # dots, so that they stay in the processor's cache
_COLOUR = 0xFFFFFF  # red in the lowest byte, green, blue; the highest byte says nothing

#: Four bytes a dot, as they follow each other in memory.
Dots = NDArray[np.uint32]


class Inking:
    """A grid of inks between whose corners there are straight lines, and its values for all 2**24 colours.

    The table takes 64 MB and goes with this object. Safe for several threads.
    """

    def __init__(self, grid: ImageFilter.Color3DLUT) -> None:
        self._grid = grid
        self._table: Dots | None = None
        self._dots = 0
        self._making = Lock()

    def convert(self, image: Image.Image) -> Image.Image:
        """RGB to CMYK, dot by dot what the grid alone gives."""
        table = self._worth(image.width * image.height)
        return image.filter(self._grid) if table is None else _looked_up(image, table)

    def _worth(self, dots: int) -> Dots | None:
        """The table, once enough dots were asked for."""
        with self._making:
            self._dots += dots
            if self._table is None and self._dots > _WORTH:
                self._table = _table(self._grid)
            return self._table


def _table(grid: ImageFilter.Color3DLUT) -> Dots:
    """The inks of every colour, in the order of `_COLOUR`."""
    table = np.empty(_LEVELS**3, "<u4")
    levels = np.arange(_LEVELS, dtype=np.uint8)
    slab = np.empty((_SLAB, _LEVELS, _LEVELS, 3), np.uint8)
    slab[..., 0], slab[..., 1] = levels, levels[:, None]
    for part, blues in zip(np.split(table, _LEVELS // _SLAB), np.split(levels, _LEVELS // _SLAB), strict=True):
        slab[..., 2] = blues[:, None, None]
        inked = Image.fromarray(slab.reshape(-1, _LEVELS, 3)).filter(grid)
        part[:] = np.frombuffer(inked.tobytes(), "<u4")
    return table


def _looked_up(image: Image.Image, table: Dots) -> Image.Image:
    width, height = image.size
    inked = np.empty((height, width), "<u4")
    rows = max(1, _AT_A_TIME // width)
    for top in range(0, height, rows):
        part = inked[top : top + rows]
        strip = image.crop((0, top, width, top + len(part)))
        colours = np.frombuffer(strip.tobytes("raw", "RGBX"), "<u4").reshape(part.shape) & _COLOUR
        np.take(table, colours, out=part, mode="clip")  # any mode but this one copies the result once more
    return Image.frombuffer("CMYK", image.size, inked, "raw", "CMYK", 0, 1)
