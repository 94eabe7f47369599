"""What HarfBuzz and Pango, as Debian builds them, make of a line with the book's font files."""

from __future__ import annotations

import json
import os
import subprocess
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

from storyboard.publishing import shaping, typeface

#: Pixels for each point, in rasters.
SCALE = 6
INK = "#2c2823"
_FAMILIES = {
    "Andika": "Andika",
    "NotoSans": "Noto Sans",
    "NotoNaskhArabic": "Noto Naskh Arabic",
    "NotoSansHebrew": "Noto Sans Hebrew",
    "NotoSansDevanagari": "Noto Sans Devanagari",
    "NotoSansBengali": "Noto Sans Bengali",
    "NotoSansThai": "Noto Sans Thai",
    "LXGWWenKai": "LXGW WenKai",
    "KleeOne": "Klee One",
    "NanumGothic": "NanumGothic",
}
_NAMES = {family: face for face, family in _FAMILIES.items()}


@dataclass(frozen=True)
class Glyph:
    """One glyph in the order of drawing. Lengths in thousandths of the type size.

    Attributes:
        font: name in `typeface`.
        glyph: its number in the font file.
    """

    font: str
    glyph: int
    advance: float
    x: float
    y: float

    @property
    def blank(self) -> bool:
        """Whether it is the space of its font."""
        return bool(typeface.load(self.font).pdf.face.charToGlyph.get(ord(" ")) == self.glyph)


def own(line: str, face: str, language: str) -> list[Glyph]:
    """The engine's glyphs."""
    found: list[Glyph] = []
    for run in sorted(shaping.runs(line, face, language), key=lambda run: run.left):
        found.extend(of_run(run))
    return found


def of_run(run: shaping.Run) -> list[Glyph]:
    """The engine's glyphs of one run, from left to right."""
    face = typeface.load(run.face)
    found: list[Glyph] = []
    for part in reversed(run.parts):
        data = getattr(part.glyphs, "__shapeData__", None) or [None] * len(part.glyphs)
        for code, each in zip(part.glyphs, data, strict=True):
            advance, x, y = (each.x_advance, each.x_offset, each.y_offset) if each else (face.width(ord(code)), 0, 0)
            found.append(Glyph(run.face, face.pdf.face.charToGlyph[ord(code)], advance, x, y))
    return found


def harfbuzz(run: shaping.Run, *, in_rtl: bool) -> list[Glyph]:
    """`hb-shape` on the text of a run; one of signs alone has the direction of its paragraph."""
    kinds = {unicodedata.bidirectional(char) for char in run.text}
    rtl = bool(kinds & {"R", "AL"}) or (in_rtl and not kinds & {"L", "EN", "AN"})
    command = [
        "hb-shape", "--output-format=json", "--no-glyph-names", "--no-clusters", "--features=kern,-liga",
        f"--direction={'rtl' if rtl else 'ltr'}", "--language=und", f"--font-file={typeface.file(run.face)}",
        f"--unicodes={','.join(f'{ord(char):x}' for char in run.text)}",
    ]  # fmt: skip
    shaped = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    unit = 1000 / typeface.load(run.face).units
    return [Glyph(run.face, g["g"], g["ax"] * unit, g["dx"] * unit, g["dy"] * unit) for g in shaped]


@dataclass(frozen=True)
class Drawn:
    """A line as `pango-view` sets and draws it, at `SCALE` pixels a point."""

    glyphs: list[Glyph]
    image: Image.Image


def pango(line: str, face: str, language: str, size: int, folder: Path) -> Drawn:
    """`pango-view` on a line. It is told the typeface of each letter; directions, order and shapes are its own."""
    picture, layout = folder / "line.png", folder / "line.json"
    command = [
        "pango-view", "--no-display", "--markup", f"--font={_FAMILIES[face]} {size}", f"--dpi={72 * SCALE}",
        "--hinting=none", "--hint-metrics=off", "--subpixel-positions", "--antialias=gray", f"--foreground={INK}",
        "--margin=30", f"--serialize-to={layout}", f"--output={picture}",
        f"--text={_marked(shaping.runs(line, face, language))}",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"FONTCONFIG_FILE": str(_fonts(folder))})
    (only,) = json.loads(layout.read_bytes())["output"]["lines"]
    unit = 1000 / (1024 * size * SCALE)  # Pango counts in 1024ths of a pixel
    glyphs = [
        Glyph(
            _NAMES[run["font"]["description"].rpartition(" ")[0]],
            each["glyph"],
            each["width"] * unit,
            each.get("x-offset", 0) * unit,
            -each.get("y-offset", 0) * unit,
        )
        for run in only["runs"]
        for each in run["glyphs"]
    ]
    with Image.open(picture) as opened:
        return Drawn(glyphs, opened.convert("L"))


def _marked(runs: tuple[shaping.Run, ...]) -> str:
    """Pango's markup: typefaces in the order of reading."""
    pieces = ["<span font_features='kern=1,liga=0'>"]
    for face, group in groupby(runs, key=lambda run: run.face):
        text = escape("".join(run.text for run in group))
        pieces.append(f"<span face='{_FAMILIES[face]}'>{text}</span>")
    return "".join([*pieces, "</span>"])


def _fonts(folder: Path) -> Path:
    """A configuration with the book's regular typefaces and no others."""
    here = folder / "fonts"
    config = folder / "fonts.conf"
    if not config.exists():
        here.mkdir()
        for face in _FAMILIES:
            (here / f"{face}.ttf").symlink_to(typeface.file(face))
        config.write_text(
            f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{here}</dir>'
            f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>"
        )
    return config
