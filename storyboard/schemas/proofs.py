"""Proofs as JSON: what will be printed, and the lines that a printer cuts and keeps clear by. Lengths in inches."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from storyboard.schemas.books import ExportIn


class ProofIn(ExportIn):
    """Which page of what, or twice as large; `seq` is the state of the story for which the picture may be kept."""

    index: int = Field(default=0, ge=0, lt=2000)
    large: bool = False
    seq: int = 0


class BoxOut(Schema):
    """A rectangle, from the top left corner of the paper."""

    left: float
    top: float
    width: float
    height: float


class ProofPageOut(Schema):
    """One printed page: its paper, what is left after cutting, and where text is safe.

    `number` is printed on it, `story_page` counts the story's pages from 1; both are `null` where there is none.
    """

    number: int | None
    story_page: int | None
    right: bool
    words: str
    width: float
    height: float
    trim: BoxOut
    safe: BoxOut


class ProofCoverOut(Schema):
    """The cover in one piece, with the places on it; `safe` are those of the back and of the front."""

    width: float
    height: float
    trim: BoxOut
    safe: list[BoxOut]
    spine: BoxOut
    barcode: BoxOut


class ProofOut(Schema):
    """All pages in the order of reading; the first is a right one, in a book bound on the right a left one."""

    pages: list[ProofPageOut]
    cover: ProofCoverOut | None
    right_bound: bool
