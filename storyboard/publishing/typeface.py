"""The book's own typefaces, shipped in `fonts/`. No other font is ever read: font files from users are not taken."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FILES = {"Andika": "Andika-Regular.ttf", "Andika-Bold": "Andika-Bold.ttf"}
# Private and unassigned code points have no meaning outside one font, so they could not be read back or read aloud.
_MEANINGLESS = {"Co", "Cn", "Cs"}


@cache
def load(name: str) -> TTFont:
    """Register a typeface with the PDF writer, once; `KeyError` for a name that is not shipped."""
    font = TTFont(name, str(Path(__file__).with_name("fonts") / _FILES[name]))
    pdfmetrics.registerFont(font)
    return font


def width(text: str, name: str, size: float) -> float:
    """Width of a line in points."""
    return float(load(name).stringWidth(text, size))


def missing(text: str, name: str) -> str:
    """The characters of `text`, each once and in order, that this typeface would print as an empty box."""
    glyphs = load(name).face.charToGlyph
    return "".join(dict.fromkeys(char for char in text if char != "\n" and not _has(glyphs, char)))


def _has(glyphs: dict[int, int], char: str) -> bool:
    return bool(glyphs.get(ord(char))) and unicodedata.category(char) not in _MEANINGLESS
