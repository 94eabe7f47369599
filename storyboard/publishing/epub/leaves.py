"""The pages of an EPUB, each a document of its own, and what they are written with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from storyboard.publishing import shaping
from storyboard.publishing.content import BookContent
from storyboard.publishing.edition import Edition
from storyboard.publishing.epub.markup import node
from storyboard.publishing.geometry import PageShape
from storyboard.publishing.layout import Sheet
from storyboard.publishing.text import clean

DRAFT = "DRAFT"


@dataclass(frozen=True)
class Leaf:
    """One document of the book.

    Attributes:
        name: of its file, without ending.
        index: of its page among all pages, from 0.
    """

    name: str
    index: int
    sheet: Sheet

    @property
    def label(self) -> str:
        """Its line in the table of contents; never empty, as a book without a title is not made."""
        number = "" if self.sheet.number is None else str(self.sheet.number)
        return f"{number}  {self.sheet.heading or ''}".strip()


@dataclass(frozen=True)
class Picture:
    """A picture in the book: its address there, and its size in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Desk:
    """What every leaf is written with."""

    book: BookContent
    made: Edition
    shape: PageShape
    pictures: dict[tuple[Path, float | None], Picture]


def leaves(sheets: list[Sheet]) -> list[Leaf]:
    """All pages, the title's first."""
    return [Leaf(f"page-{index}" if index else "title", index, sheet) for index, sheet in enumerate(sheets)]


def direction(text: str) -> str:
    """Of a paragraph, as the PDF sets it."""
    return "rtl" if shaping.is_rtl(text) else "ltr"


def title_and_author(book: BookContent) -> tuple[str, str]:
    """Each in one line."""
    title, author = (clean(each).replace("\n", " ") for each in (book.title, book.author))
    return title, author


def page_break(leaf: Leaf) -> list[Element]:
    """The place that the list of pages leads to."""
    if leaf.sheet.number is None:
        return []
    number = str(leaf.sheet.number)
    marks = {"epub:type": "pagebreak", "role": "doc-pagebreak", "id": f"p{number}", "aria-label": number}
    return [node("span", marks)]
