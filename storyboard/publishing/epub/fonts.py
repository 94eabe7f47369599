"""A book's typefaces for EPUB, cut down to its letters.

All of them are under the SIL Open Font License, which allows that; a cut one must not bear a reserved name, so it is
called by a number, and keeps its copyright and licence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from fontTools import subset

from storyboard.publishing import shaping, typeface

_LEGAL = [0, 7, 13, 14]  # copyright, trademark, licence and its address
_RESTRICTED = 0x0002  # OS/2 fsType: must not be embedded


@dataclass(frozen=True)
class Font:
    """One typeface in the book, called `family` in its style sheet; a TrueType file."""

    family: str
    file: str
    data: bytes


def letters(lines: Iterable[tuple[str, str]], language: str) -> dict[str, set[str]]:
    """The letters of each typeface for lines with the typeface that they are set in, in the order of first use."""
    found: dict[str, set[str]] = {}
    for line, name in lines:
        found.setdefault(name, {" "})
        for run in shaping.runs(line, name, language):
            found.setdefault(run.face, {" "}).update(run.text)
    return found


def cut(needed: dict[str, set[str]]) -> list[Font]:
    """The typefaces with what these letters take, joined and stacked forms too. Same letters, same bytes."""
    made = ((name, _cut(name, chars, f"Book type {at}")) for at, (name, chars) in enumerate(needed.items(), start=1))
    return [Font(name, f"fonts/{name.lower()}.ttf", data) for name, data in made if data]


def _cut(name: str, chars: set[str], title: str) -> bytes:
    """Nothing for a typeface that forbids to be embedded: the reader's own then has to do."""
    dropped = [*subset.Options().drop_tables, "Silt"]  # what cannot be cut: for editors of the typeface
    options = subset.Options(drop_tables=dropped, name_IDs=_LEGAL, hinting=False, recalc_timestamp=False)
    options.notdef_outline = True
    font = subset.load_font(str(typeface.file(name)), options, dontLoadGlyphNames=True)
    if font["OS/2"].fsType & _RESTRICTED:
        return b""
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(chars)))
    cutter.subset(font)
    for kind, text in {1: title, 2: "Regular", 4: title, 6: title.replace(" ", "-")}.items():
        font["name"].setName(text, kind, 3, 1, 0x409)
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()
