"""A line of text to runs of glyphs: order of directions (UAX 9), a typeface for each run, shapes by HarfBuzz."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

import uharfbuzz
from bidi import algorithm
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

from storyboard.publishing import typeface

_JOINERS = "\u200c\u200d"
_RIGHT = {"R", "AL", "AN"}
_SOFT_HYPHEN = "\u00ad"
#: Optional ligatures are off: children who learn to read look for letters. Those a script needs are always on.
_FEATURES = {"kern": True, "liga": False}


@dataclass(frozen=True)
class Part:
    """What is drawn in one go.

    Attributes:
        text: as typed.
        glyphs: from left to right; a plain string where every letter is its own glyph at its own width.
        said: whether `glyphs` do not read back as `text` by themselves.
        left: where it begins in its run, in thousandths of the type size.
    """

    text: str
    glyphs: str
    said: bool
    left: float = 0.0


@dataclass(frozen=True)
class Run:
    """Letters of one direction in one typeface.

    Attributes:
        text: as typed, in the order of reading.
        parts: in the order of reading. A run to the right is one part. One to the left has a part for each letter, as
            readers of PDF turn round what they find in a line from left to right.
        width: in thousandths of the type size.
        left: where it begins in the line, in thousandths of the type size.
    """

    face: str
    text: str
    parts: tuple[Part, ...]
    width: float
    left: float = 0.0


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction goes from right to left (UAX 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((each != "L" for each in strong if each in ("L", "R", "AL")), False)


def width(line: str, face: str, size: float, language: str = "en") -> float:
    """Width of a line in points."""
    return sum(run.width for run in runs(line, face, language)) * size / 1000


@lru_cache(maxsize=8192)
def runs(line: str, face: str, language: str = "en", rtl: bool | None = None) -> tuple[Run, ...]:
    """The runs of a line in the order of reading, each with its place in the order of drawing.

    Args:
        rtl: direction of the paragraph; `None` takes that of the line's first letter with a direction.
    """
    base = is_rtl(line) if rtl is None else rtl
    levels = _levels(line, base)
    faces = _faces(line, face, language)
    pieces = [list(group) for _, group in groupby(range(len(line)), key=lambda i: (levels[i], faces[i]))]
    shaped = [_shape("".join(line[i] for i in piece), faces[piece[0]], levels[piece[0]] % 2 == 1) for piece in pieces]
    return _placed(shaped, [levels[piece[0]] for piece in pieces])


def _placed(shaped: list[Run], levels: list[int]) -> tuple[Run, ...]:
    lefts = [0.0] * len(shaped)
    x = 0.0
    for index in _visual(levels):
        lefts[index] = x
        x += shaped[index].width
    return tuple(replace(run, left=left) for run, left in zip(shaped, lefts, strict=True))


def _visual(levels: Sequence[int]) -> list[int]:
    """Order of drawing (UAX 9, L2): from the highest level down, every stretch of that level or more is reversed."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        stretches = groupby(order, key=lambda i: levels[i] >= level)
        order = [i for high, group in stretches for i in (reversed(list(group)) if high else group)]
    return order


def _levels(line: str, rtl: bool) -> list[int]:
    """The embedding level of each character; joiners, which the algorithm leaves out, have that of the one before."""
    if not rtl and not any(unicodedata.bidirectional(char) in _RIGHT for char in line):
        return [0] * len(line)
    found = iter(_resolved("".join(char for char in line if _counts(char)), rtl))
    levels: list[int] = []
    for char in line:
        levels.append(next(found) if _counts(char) else (levels[-1] if levels else int(rtl)))
    return levels


def _counts(char: str) -> bool:
    return char not in _JOINERS and char != _SOFT_HYPHEN


def _resolved(text: str, rtl: bool) -> list[int]:
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(rtl), "LR"[rtl]
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _pair_brackets(storage["chars"], "LR"[rtl])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return [int(each["level"]) for each in storage["chars"]]


def _pair_brackets(chars: list[dict[str, Any]], base: str) -> None:
    """Both brackets of a pair take one direction (UAX 9, N0), which the library leaves out.

    That of the line if anything inside has it, or if what stands before has; else that of what is inside.
    """
    strong = ["R" if each["type"] in ("R", "EN", "AN") else each["type"] for each in chars]
    for opening, closing in _bracket_pairs([each["ch"] for each in chars]):
        inside = {each for each in strong[opening:closing] if each in "LR"}
        if not inside:
            continue
        before = next((each for each in reversed(strong[:opening]) if each in "LR"), base)
        taken = base if base in inside or before == base else before
        for place in (opening, closing):
            chars[place]["type"] = strong[place] = taken


def _bracket_pairs(letters: list[str]) -> list[tuple[int, int]]:
    waiting: list[int] = []
    found: list[tuple[int, int]] = []
    for place, letter in enumerate(letters):
        kind = unicodedata.category(letter)
        if kind == "Ps":
            waiting.append(place)
        elif kind == "Pe":
            match = next((each for each in reversed(waiting) if algorithm.MIRRORED.get(letters[each]) == letter), None)
            if match is not None:
                found.append((match, place))
                del waiting[waiting.index(match) :]
    return sorted(found)


def _faces(line: str, face: str, language: str) -> list[str]:
    """The typeface of each letter. Spaces, marks and joiners stay with the letter before, if its typeface has them."""
    faces: list[str] = []
    for char in line:
        before = faces[-1] if faces else face
        stays = char in _JOINERS or char == _SOFT_HYPHEN or (_follows(char) and typeface.load(before).has(char))
        faces.append(before if stays else typeface.face_of(char, face, language) or face)
    return faces


def _follows(char: str) -> bool:
    return char.isspace() or unicodedata.category(char).startswith("M")


def _shape(text: str, name: str, rtl: bool) -> Run:
    glyphs = list(_glyphs(text.replace(_SOFT_HYPHEN, "-"), typeface.load(name), rtl))
    groups = [list(group) for _, group in groupby(glyphs, key=lambda each: each[1].cluster if rtl else 0)]
    texts = _texts(text, [group[0][1].cluster for group in groups], rtl)
    parts, left = [], 0.0
    for group, said in zip(groups, texts, strict=True):
        parts.append(_part(said, group, left))
        left += sum(each.x_advance for _, each in group)
    return Run(name, text, tuple(reversed(parts)), left)


def _texts(text: str, clusters: list[int], rtl: bool) -> list[str]:
    """The letters that each cluster stands for: up to where the one to its left in reading begins."""
    if not rtl:
        return [text]
    ends = [len(text), *clusters]
    return [text[start:end] for start, end in zip(clusters, ends, strict=False)]


def _part(text: str, glyphs: list[tuple[str, ShapeData]], left: float) -> Part:
    codes = "".join(code for code, _ in glyphs)
    data = [each for _, each in glyphs]
    natural = all(each.x_offset == each.y_offset == 0 and each.x_advance == each.width for each in data)
    shaped = codes if natural else ShapedStr(codes, data)  # type: ignore[arg-type]  # stubs: one instead of a list
    return Part(text, shaped, codes != text, left)


def _glyphs(text: str, face: typeface.Face, rtl: bool) -> Iterator[tuple[str, ShapeData]]:
    """Glyphs from left to right: the code that the PDF writer knows each by, and its measures in 1/1000 em."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    uharfbuzz.shape(face.shaper, buffer, _FEATURES)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        code = _code(info.codepoint, text[info.cluster], face)
        scaled = (position.x_advance, position.y_advance, position.x_offset, position.y_offset)
        measures = [each * 1000 / face.units for each in scaled]
        yield chr(code), ShapeData(info.cluster, *measures, face.width(code))  # type: ignore[call-arg]  # stubs: no fields


def _code(glyph: int, char: str, face: typeface.Face) -> int:
    """The letter itself where it has this glyph, so that text reads back; else any code that leads to the glyph."""
    to_glyph = face.pdf.face.charToGlyph
    if to_glyph.get(ord(char)) == glyph:
        return ord(char)
    if glyph in face.private:
        return face.private[glyph]
    return face.letters.get(glyph, ord(" "))
