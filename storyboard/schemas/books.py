"""Finished books as JSON."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime
from typing import Literal, Self

from ninja import Schema
from pydantic import Field

from characters.text import Dedication
from storyboard.publishing import Finding


class FindingOut(Schema):
    """One thing to know before printing; `page` counts from 1 and is `null` where it is the whole book.

    `sheet` is the printed page that shows it, from 0; `null` where it is none, or the story's page says which.
    `panel` counts the page's panels from 1; `null` where it is none, or the only one. `values` fill the message.
    """

    level: Literal["error", "warning"]
    code: str
    message: str
    page: int | None
    fix: str
    sheet: int | None
    panel: int | None
    values: dict[str, int | str]

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """As JSON says it."""
        return cls.model_validate({**asdict(finding), "values": dict(finding.values)})

    @classmethod
    def kept(cls, notice: dict[str, object] | str) -> Self:
        """One that was kept with a book; books of earlier versions kept the sentence alone."""
        whole = notice if isinstance(notice, dict) else asdict(Finding("warning", "", notice)) | {"values": {}}
        return cls.model_validate(whole)


class PreflightOut(Schema):
    """A story looked at for a destination; with `stops` only a marked draft is made. `pages` 0: it cannot be set.

    `enlarger` says how small pictures are brought to print size, `press` which ICC profile makes its inks, if any does.
    """

    pages: int
    stops: bool
    enlarger: str
    press: str
    findings: list[FindingOut]


class ProfileOut(Schema):
    """A destination of a book, with the page sizes that it takes, and where and when its numbers were read.

    `spine_by_hand`: a cover is made once somebody gives the width of its spine. `least_pages` is the number of pages
    that it prints at least. `facing`: pages can stand in pairs.
    """

    id: str
    name: str
    about: str
    trims: list[str]
    matter: bool
    spine_by_hand: bool
    least_pages: int
    facing: bool
    checked: date
    sources: list[str]


class BookOut(Schema):
    """One export; `cover_url` is `null` where the destination has no cover file."""

    id: uuid.UUID
    url: str
    cover_url: str | None
    format: Literal["pdf", "epub"]
    profile: str
    trim: str
    facing: bool
    draft: bool
    created_at: datetime
    pages: int
    enlarger: str
    press: str
    sha256: str
    notices: list[FindingOut]


class ExportIn(Schema):
    """Where the book goes: a profile and one of its page sizes, empty for the first, and the typeface of its text.

    A draft is marked on each page. With `facing`, facing pages stand side by side; only some profiles take that.
    `spine` is the width in inches that the printer's template has for a book of `spine_pages` pages, where its profile
    has no rule for that; 0 for none.
    """

    profile: str = Field(default="screen", max_length=40)
    trim: str = Field(default="", max_length=60)
    dedication: Dedication = ""
    draft: bool = False
    facing: bool = False
    face: Literal["Andika", "Lexend"] = "Andika"
    spine: float = Field(default=0, ge=0, le=4, allow_inf_nan=False)
    spine_pages: int = Field(default=0, ge=0, lt=2000)


class PackOut(Schema):
    """The file of a story, or of one character of it: the newest that was made. `size` is in bytes."""

    id: uuid.UUID
    url: str
    character: uuid.UUID | None
    created_at: datetime
    size: int
    sha256: str
