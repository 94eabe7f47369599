"""Plain text to lines. All text of a book comes through `printable`; nothing after it reads text as markup."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from storyboard.publishing import linebreak, shaping, typeface
from storyboard.publishing.content import PublishingError
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, TextStyle

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NARROW_SPACES_THAT_HOLD = "\u00a0\u2007\u202f"
_INVISIBLE = {"Cc", "Cf", "Cs"}  # controls, bidirectional overrides and joiners, lone surrogates
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_JOINERS = "\u200c\u200d"  # Persian, Hindi and Bengali are spelt with them


@dataclass(frozen=True)
class SetText:
    """Lines in one style, ready to be drawn. An empty line is a gap of one line.

    Attributes:
        rtl: whether its paragraphs go from right to left.
    """

    lines: tuple[str, ...]
    style: TextStyle
    language: str = "en"
    rtl: bool = False

    @property
    def paragraphs(self) -> list[tuple[int, tuple[str, ...]]]:
        """The lines between gaps, each paragraph with the number of its first line, from 0."""
        starts = [at for at, line in enumerate(self.lines) if line and (at == 0 or not self.lines[at - 1])]
        ends = [self.lines.index("", at) if "" in self.lines[at:] else len(self.lines) for at in starts]
        return [(start, self.lines[start:end]) for start, end in zip(starts, ends, strict=True)]

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
    if char == "\n" or char in _JOINERS:
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
    language: str = "en"
    panel: int | None = None


def printable(text: str, source: Source, typeface_name: str) -> str:
    """Cleaned text of which every character is in the typeface.

    Raises:
        PublishingError: text over the limit, or characters without a glyph; both named, with the page.
    """
    cleaned = clean(text[: source.limit * 4])
    if len(text) > source.limit * 4 or len(cleaned) > source.limit:
        message = f"The text of {source.name} is longer than {source.limit:,} characters. Divide it or shorten it."
        raise PublishingError(message, source.page, source.panel, "too_long", (("limit", source.limit),))
    if absent := typeface.missing(cleaned, typeface_name, source.language):
        message, values = _absent(absent, source), (("letters", absent),)
        raise PublishingError(message, source.page, source.panel, "missing_glyph", values)
    return cleaned


def how_to_install(packages: list[str]) -> str:
    """What to do for Debian packages that are missing; typefaces are looked for once, when a studio starts."""
    several = "s" if len(packages) > 1 else ""
    named = " and ".join(packages)
    return f"Run “make printing” (or install Debian's package{several} {named}), then start the studio again."


def _absent(characters: str, source: Source) -> str:
    named = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in characters[:8])
    more = f" and {len(characters) - 8} more" if len(characters) > 8 else ""
    packages = typeface.packages_for(characters, source.language)
    fix = how_to_install(packages) if packages else "Write it in other characters."
    return f"The book's typefaces have no letter for {named}{more} in {source.name}. {fix}"


@lru_cache(maxsize=1024)
def break_lines(text: str, style: TextStyle, width: float, language: str = "en") -> tuple[str, ...]:
    """Lines of at most `width` inches. Lines of one paragraph are of about one length, so that none ends alone.

    A word that is divided ends its line with a soft hyphen (U+00AD), which is drawn as a hyphen and reads as none.
    """
    points = width * POINTS_PER_INCH
    return tuple(line for paragraph in text.split("\n") for line in _balanced(paragraph, style, points, language))


def _balanced(paragraph: str, style: TextStyle, points: float, language: str) -> list[str]:
    """Greedy lines at the smallest width (to 2 pt) that needs no more lines than the full width."""
    ruler = _Ruler(style, language)
    pieces = list(linebreak.pieces(paragraph, language, ruler.width, points))
    lines = _greedy(pieces, ruler, points)
    narrow, wide = points / 2, points
    while len(lines) > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = _greedy(pieces, ruler, middle)
        if len(tried) > len(lines) or any(used > middle for _, used in tried):
            narrow = middle
        else:
            lines, wide = tried, middle
    return [line for line, _ in lines]


class _Ruler:
    """Widths in one style. Pieces are shaped once each: a line is as wide as its pieces and the spaces between."""

    def __init__(self, style: TextStyle, language: str) -> None:
        self._style, self._language = style, language
        self.space = self.width(" ")

    def width(self, piece: str) -> float:
        """In points."""
        return shaping.width(piece, self._style.typeface, self._style.size, self._language)


def _greedy(pieces: list[tuple[str, str]], ruler: _Ruler, points: float) -> list[tuple[str, float]]:
    """Lines with their widths."""
    lines: list[tuple[str, float]] = []
    for glue, piece in pieces:
        advance = ruler.width(piece)
        longer = lines[-1][1] + (ruler.space if glue else 0) + advance if lines else 0
        divided = bool(lines) and lines[-1][0].endswith(linebreak.SOFT_HYPHEN)
        if lines and longer <= points and not divided:
            lines[-1] = (lines[-1][0] + glue + piece, longer)
        else:
            lines.append((piece, advance))
    return lines


def fit(text: str, styles: tuple[TextStyle, ...], box: Box, language: str = "en") -> SetText | None:
    """The text in the first style in which it fits the box; `None` if it fits in none."""
    for style in styles:
        block = SetText(break_lines(text, style, box.width, language), style, language, shaping.is_rtl(text))
        if block.height <= box.height:
            return block
    return None


def flow(text: str, style: TextStyle, boxes: tuple[Box, Box], language: str = "en") -> list[SetText]:
    """Text over several boxes: the first of `boxes`, then as many like the second as it takes.

    A single last line takes one more line with it.
    """
    first, further = boxes
    lines = list(break_lines(text, style, min(first.width, further.width), language))
    rtl = shaping.is_rtl(text)
    blocks: list[SetText] = []
    while lines:
        box = further if blocks else first
        room = max(1, int(box.height * POINTS_PER_INCH // style.leading))
        if len(lines) == room + 1 and room > 2:
            room -= 1
        blocks.append(SetText(_trimmed(lines[:room]), style, language, rtl))
        lines = list(_trimmed(lines[room:]))
    return blocks


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    """Without gaps at the ends: a gap at a page's edge is the edge."""
    filled = [index for index, line in enumerate(lines) if line]
    return tuple(lines[filled[0] : filled[-1] + 1]) if filled else ()
