"""Sheets of pictures to look at: one row per variant, one column per scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

_MARGIN = 18


def sheet(rows: Mapping[str, Sequence[Image.Image]], path: Path) -> None:
    """Write a PNG with a caption above each row."""
    pictures = [picture for row in rows.values() for picture in row]
    width, height = max(p.width for p in pictures), max(p.height for p in pictures)
    columns = max(len(row) for row in rows.values())
    page = Image.new("RGB", (columns * width, len(rows) * (height + _MARGIN)), "white")
    pen = ImageDraw.Draw(page)
    for y, (label, row) in enumerate(rows.items()):
        top = y * (height + _MARGIN)
        pen.text((4, top + 3), label, "black")
        for x, picture in enumerate(row):
            page.paste(picture, (x * width, top + _MARGIN))
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path)
