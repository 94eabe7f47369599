"""Sheets of pictures to look at: one row per variant, one column per scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

_MARGIN = 18
#: longer sides are made this long: sheets lie in the repository
_SIDE = 128


def sheet(rows: Mapping[str, Sequence[Image.Image]], path: Path) -> None:
    """Write a PNG with a caption above each row."""
    small = {label: [_small(picture) for picture in row] for label, row in rows.items()}
    pictures = [picture for row in small.values() for picture in row]
    width, height = max(p.width for p in pictures), max(p.height for p in pictures)
    columns = max(len(row) for row in small.values())
    page = Image.new("RGB", (columns * width, len(rows) * (height + _MARGIN)), "white")
    pen = ImageDraw.Draw(page)
    for y, (label, row) in enumerate(small.items()):
        top = y * (height + _MARGIN)
        pen.text((4, top + 3), label, "black")
        for x, picture in enumerate(row):
            page.paste(picture, (x * width, top + _MARGIN))
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path, optimize=True)


def _small(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return copy
