"""Stories as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from ninja import Schema
from pydantic import Field

from characters.schemas import CharacterOut
from characters.text import Author, PageText, Scene, Title
from jobs.schemas import JobOut


class StorySummaryOut(Schema):
    """A story on the shelf."""

    id: uuid.UUID
    title: str
    author: str
    saved_at: datetime
    pages: int
    cover_url: str | None
    jobs_running: int


class LikenessOut(Schema):
    """How much of a character's looks a picture shows, 0 to 1; `null` where the model cannot tell."""

    character: uuid.UUID
    score: float | None


class PictureOut(Schema):
    """One try of a panel."""

    id: uuid.UUID
    url: str
    seed: int
    prompt: str
    created_at: datetime
    likeness: list[LikenessOut]
    notices: list[str]


class PanelOut(Schema):
    """A panel with all its tries, oldest first."""

    id: uuid.UUID
    scene: str
    cast: list[uuid.UUID]
    kept: uuid.UUID | None
    revision: int
    pictures: list[PictureOut]
    notices: list[str]


class PageOut(Schema):
    """A page; positions count from 0."""

    id: uuid.UUID
    position: int
    text: str
    revision: int
    panels: list[PanelOut]


class BookOut(Schema):
    """One export."""

    id: uuid.UUID
    url: str
    created_at: datetime
    pages: int
    sha256: str
    notices: list[str]


class StoryOut(Schema):
    """Everything the editor shows; `seq` is the number of the last event that it contains."""

    id: uuid.UUID
    title: str
    author: str
    revision: int
    saved_at: datetime
    seq: int
    cast: list[CharacterOut]
    pages: list[PageOut]
    jobs: list[JobOut]
    books: list[BookOut]


class StoryIn(Schema):
    """A new story."""

    title: Title
    author: Author = ""


class StoryPatch(Schema):
    """What is left out stays."""

    title: Title | None = None
    author: Author | None = None


class PageIn(Schema):
    """A new page behind `after`, or at the end."""

    after: uuid.UUID | None = None


class PagePatch(Schema):
    """What is left out stays."""

    text: PageText | None = None


class MoveIn(Schema):
    """Where a page goes, counted from 0."""

    position: int = Field(ge=0, le=100_000)


class PanelPatch(Schema):
    """What is left out stays; a given cast replaces the whole cast."""

    scene: Scene | None = None
    cast: list[uuid.UUID] | None = Field(default=None, max_length=20)


class RenderIn(Schema):
    """The seed of the try; left out, it is derived from the panel and the number of its tries."""

    seed: int | None = Field(default=None, ge=0, lt=2**31)


class KeepIn(Schema):
    """The try that goes on the page."""

    picture: uuid.UUID
