"""Pages as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field, model_validator

from characters.text import PageText
from storyboard.publishing import MAX_PANELS
from storyboard.schemas.panels import PanelOut


class PageOut(Schema):
    """A page; positions count from 0. The picture of a `spread` goes over two pages of the book.

    `held_by` is the window that writes on it at the moment.
    """

    id: uuid.UUID
    position: int
    text: str
    spread: bool
    revision: int
    held_by: uuid.UUID | None
    panels: list[PanelOut]


class TrashedPageOut(Schema):
    """A page in the trash: its number was `position` + 1."""

    id: uuid.UUID
    position: int
    text: str
    trashed_at: datetime
    picture_url: str | None


class PageIn(Schema):
    """A new page behind `after`, or at the end."""

    after: uuid.UUID | None = None


class PagesIn(Schema):
    """New pages at the end, one for each text."""

    texts: list[PageText] = Field(min_length=1, max_length=200)


class HoldIn(Schema):
    """A window that wants to write on a page; with `take_over` also where another one does."""

    window: uuid.UUID
    take_over: bool = False


class PagePatch(Schema):
    """What is left out stays."""

    text: PageText | None = None


class DivideIn(Schema):
    """What stays on a page of its text, and what goes on a new one behind it."""

    first: PageText
    rest: PageText


class MoveIn(Schema):
    """Where a page goes in its story, or a panel on its page, counted from 0."""

    position: int = Field(ge=0, le=100_000)


class LayoutIn(Schema):
    """How many panels a page is to have; with `spread`, its only one goes over two pages of the book."""

    panels: int = Field(ge=1, le=MAX_PANELS)
    spread: bool = False

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.spread and self.panels > 1:
            raise ValueError("A picture over two pages is the only one there.")
        return self


class TrashedPanelOut(Schema):
    """A panel in the trash, and the page that it comes back to; it was number `position` + 1 there."""

    id: uuid.UUID
    page: uuid.UUID
    position: int
    scene: str
    trashed_at: datetime
    picture_url: str | None
