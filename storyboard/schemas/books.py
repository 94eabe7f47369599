"""Finished books as JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field


class FindingOut(Schema):
    """One thing to know before printing; `page` counts from 1 and is `null` where it is the whole book."""

    level: Literal["error", "warning"]
    code: str
    message: str
    page: int | None
    fix: str


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
    """A destination of a book, with the page sizes that it takes, and where and when its numbers were read."""

    id: str
    name: str
    about: str
    trims: list[str]
    matter: bool
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
    draft: bool
    created_at: datetime
    pages: int
    enlarger: str
    press: str
    sha256: str
    notices: list[str]


class ExportIn(Schema):
    """Where the book goes: a profile and one of its page sizes, empty for the first. A draft is marked on each page."""

    profile: str = Field(default="screen", max_length=40)
    trim: str = Field(default="", max_length=60)
    dedication: str = Field(default="", max_length=300)
    draft: bool = False
