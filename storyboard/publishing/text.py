"""Plain text to lines. All text of a book comes through `printable`; nothing after it reads text as markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from storyboard.publishing import typeface
from storyboard.publishing.content import PublishingError
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, TextStyle

#: A longer run of characters without a place to break may be broken after this many, as anywhere where it fills a line.
MAX_RUN = 60

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NARROW_SPACES_THAT_HOLD = "\u00a0\u2007\u202f"
_INVISIBLE = {"Cc", "Cf", "Cs"}  # controls, bidirectional overrides and joiners, lone surrogates
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_AFTER_HYPHEN = re.compile(r"(?<=\w[-‐–—])(?=\w)")


@dataclass(frozen=True)
class SetText:
    """Lines in one style, ready to be drawn. An empty line is a gap of one line."""

    lines: tuple[str, ...]
    style: TextStyle

    @property
    def height(self) -> float:
        """In inches, from the top of the first line to the bottom of the last."""
        return len(self.lines) * self.style.leading / POINTS_PER_INCH


def clean(text: str) -> str:
    """NFC without invisible characters, runs of spaces and of empty lines made one, none at the ends."""
    seen = "".join(_visible(char) for char in _LINE_ENDS.sub("\n", text))
    lines = (re.sub(" +", " ", line).strip(" ") for line in unicodedata.normalize("NFC", seen).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\n":
        return char
    if char in _NARROW_SPACES_THAT_HOLD:
        return "\u00a0"
    if category == "Zs" or char == "\t":
        return " "
    return "" if category in _INVISIBLE or ord(char) in _VARIATION_SELECTORS else char


@dataclass(frozen=True)
class Source:
    """Where a text comes from, for messages: "the title", or "page 3" with `page` 3."""

    name: str
    limit: int
    page: int | None = None


def printable(text: str, source: Source, typeface_name: str) -> str:
    """Cleaned text of which every character is in the typeface.

    Raises:
        PublishingError: text over the limit, or characters without a glyph; both named, with the page.
    """
    cleaned = clean(text[: source.limit * 4])
    if len(text) > source.limit * 4 or len(cleaned) > source.limit:
        message = f"The text of {source.name} is longer than {source.limit:,} characters. Divide it or shorten it."
        raise PublishingError(message, source.page)
    if absent := typeface.missing(cleaned, typeface_name):
        raise PublishingError(_absent(absent, source), source.page, absent)
    return cleaned


def _absent(characters: str, source: Source) -> str:
    named = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in characters[:8])
    more = f" and {len(characters) - 8} more" if len(characters) > 8 else ""
    return f"The book's typeface has no letter for {named}{more} in {source.name}. Write it in other characters."


def break_lines(text: str, style: TextStyle, width: float) -> tuple[str, ...]:
    """Lines of at most `width` inches. Lines of one paragraph are of about one length, so that none ends alone."""
    points = width * POINTS_PER_INCH
    return tuple(line for paragraph in text.split("\n") for line in _balanced(paragraph, style, points))


def _balanced(paragraph: str, style: TextStyle, points: float) -> list[str]:
    """Greedy lines at the smallest width (to 2 pt) that needs no more lines than the full width."""
    pieces = list(_pieces(paragraph, style, points))
    lines = _greedy(pieces, style, points)
    narrow, wide = points / 2, points
    while len(lines) > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = _greedy(pieces, style, middle)
        if len(tried) > len(lines) or any(typeface.width(line, style.typeface, style.size) > middle for line in tried):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def _pieces(paragraph: str, style: TextStyle, points: float) -> Iterator[tuple[str, str]]:
    """Unbreakable pieces with the glue before them: a space, or nothing inside a broken word."""
    for word in paragraph.split(" "):
        glue = " "
        for part in _AFTER_HYPHEN.split(word):
            for piece in _chop(part, style, points):
                yield glue, piece
                glue = ""


def _chop(part: str, style: TextStyle, points: float) -> Iterator[str]:
    """Parts of a word that fit the line, `MAX_RUN` characters at most; combining marks stay with their letter."""
    start, used = 0, 0.0
    for end, char in enumerate(part):
        advance = typeface.width(char, style.typeface, style.size)
        full = used + advance > points or end - start >= MAX_RUN
        if full and end > start and not unicodedata.combining(char):
            yield part[start:end]
            start, used = end, 0.0
        used += advance
    yield part[start:]


def _greedy(pieces: list[tuple[str, str]], style: TextStyle, points: float) -> list[str]:
    lines: list[str] = []
    for glue, piece in pieces:
        longer = lines[-1] + glue + piece if lines else piece
        if lines and typeface.width(longer, style.typeface, style.size) <= points:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def fit(text: str, styles: tuple[TextStyle, ...], box: Box) -> SetText | None:
    """The text in the first style in which it fits the box; `None` if it fits in none."""
    for style in styles:
        block = SetText(break_lines(text, style, box.width), style)
        if block.height <= box.height:
            return block
    return None


def flow(text: str, style: TextStyle, first: Box, further: Box) -> list[SetText]:
    """Text over several boxes: `first`, then as many of `further` as it takes. Both have to be of one width or wider.

    A single last line takes one more line with it.
    """
    lines = list(break_lines(text, style, min(first.width, further.width)))
    blocks: list[SetText] = []
    while lines:
        box = further if blocks else first
        room = max(1, int(box.height * POINTS_PER_INCH // style.leading))
        if len(lines) == room + 1 and room > 2:
            room -= 1
        blocks.append(SetText(_trimmed(lines[:room]), style))
        lines = list(_trimmed(lines[room:]))
    return blocks


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    """Without gaps at the ends: a gap at a page's edge is the edge."""
    filled = [index for index, line in enumerate(lines) if line]
    return tuple(lines[filled[0] : filled[-1] + 1]) if filled else ()
