"""From a book's content to sheets: what stands on each printed page, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storyboard.publishing.content import MAX_AUTHOR, MAX_TEXT, MAX_TITLE, BookContent, PageContent, PublishingError
from storyboard.publishing.geometry import Box, PageShape, TextStyle
from storyboard.publishing.text import SetText, Source, clean, fit, flow, printable

_MAX_ALT = 500
_HEADING = 40


@dataclass(frozen=True)
class Block:
    """Set text, centred in a box."""

    text: SetText
    box: Box


@dataclass(frozen=True)
class PlacedPicture:
    """A picture of story page `page`, to be fitted into a box."""

    path: Path
    box: Box
    alt: str
    page: int


@dataclass(frozen=True)
class Sheet:
    """One printed page.

    Attributes:
        number: as printed; `None` for the title page.
        heading: line in the table of contents; `None` on a page that goes on with the one before.
    """

    number: int | None
    heading: str | None
    blocks: tuple[Block, ...] = ()
    picture: PlacedPicture | None = None


def lay_out(book: BookContent, shape: PageShape) -> list[Sheet]:
    """The title page, then at least one sheet for every story page.

    Raises:
        PublishingError: text that is too long or cannot be printed in the book's typeface.
    """
    sheets = [_title_sheet(book, shape)]
    for index, page in enumerate(book.pages, start=1):
        sheets.extend(_story_sheets(page, index, len(sheets), shape))
    return sheets


def _title_sheet(book: BookContent, shape: PageShape) -> Sheet:
    first = next(((page, index) for index, page in enumerate(book.pages, start=1) if page.picture), None)
    picture = _placed(first[0], first[1], shape.title_picture) if first else None
    places = (shape.title, shape.author) if picture else (shape.title_alone, shape.author_alone)
    title = _line(book.title, Source("the title", MAX_TITLE), shape.title_styles[0])
    author = _line(book.author, Source("the author's name", MAX_AUTHOR), shape.author_styles[0])
    blocks = (*_block(title, shape.title_styles, places[0]), *_block(author, shape.author_styles, places[1]))
    return Sheet(None, title, blocks, picture)


def _line(text: str, source: Source, style: TextStyle) -> str:
    return printable(text, source, style.typeface).replace("\n", " ")


def _block(text: str, styles: tuple[TextStyle, ...], box: Box) -> Iterator[Block]:
    """The limits on titles and names are such that the smallest style always fits."""
    if not text:
        return
    fitting = fit(text, styles, box)
    if fitting is None:
        raise PublishingError(f"“{text[:40]}…” is too long for the title page. Shorten it.")
    yield Block(fitting, box)


def _story_sheets(page: PageContent, index: int, number: int, shape: PageShape) -> Iterator[Sheet]:
    """Sheets of story page `index`; the first is printed as `number`."""
    styles = shape.text_styles if page.picture else shape.text_alone_styles
    text = printable(page.text, Source(f"page {index}", MAX_TEXT, index), styles[0].typeface)
    first = shape.text if page.picture else shape.text_alone
    fitting = fit(text, styles, first)
    texts = [fitting] if fitting else flow(text, shape.long_text_style, first, shape.text_alone)
    picture = _placed(page, index, shape.picture if text else shape.picture_alone)
    yield Sheet(number, _heading(text), (Block(texts[0], first),) if text else (), picture)
    for further, block in enumerate(texts[1:], start=1):
        yield Sheet(number + further, None, (Block(block, shape.text_alone),))


def _placed(page: PageContent, index: int, box: Box) -> PlacedPicture | None:
    alt = clean(page.alt[: 4 * _MAX_ALT]).replace("\n", " ")[:_MAX_ALT]
    return PlacedPicture(page.picture, box, alt, index) if page.picture else None


def _heading(text: str) -> str:
    """The first words of a page, at most 40 characters."""
    line = text.partition("\n")[0]
    if len(line) <= _HEADING:
        return line
    words = line[: _HEADING + 1].rpartition(" ")[0] or line[:_HEADING]
    return words.rstrip(" ,;:–—-") + "…"
