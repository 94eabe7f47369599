"""Stories as JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from characters.schemas import CharacterOut
from characters.text import Author, PageText, Scene, Title
from jobs.schemas import ErrorBody, JobOut
from storyboard.publishing import Language

Seed = Annotated[int, Field(ge=0, lt=2**31)]


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


StaleReason = Literal["words", "cast", "learnt_again", "changed"]


class StaleOut(Schema):
    """Why a picture no longer is what would be drawn now; `character` is who is meant, where it is somebody."""

    reason: StaleReason
    character: uuid.UUID | None = None


class PictureOut(Schema):
    """One try of a panel."""

    id: uuid.UUID
    url: str
    seed: int
    prompt: str
    created_at: datetime
    likeness: list[LikenessOut]
    notices: list[str]
    stale: list[StaleOut]


class PanelOut(Schema):
    """A panel with all its tries, oldest first. `seed` is there while a look is kept."""

    id: uuid.UUID
    scene: str
    cast: list[uuid.UUID]
    kept: uuid.UUID | None
    seed: int | None
    locked: bool
    revision: int
    pictures: list[PictureOut]
    notices: list[str]


class PageOut(Schema):
    """A page; positions count from 0. `held_by` is the window that writes on it at the moment."""

    id: uuid.UUID
    position: int
    text: str
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


class TrashedStoryOut(Schema):
    """A story in the trash."""

    id: uuid.UUID
    title: str
    trashed_at: datetime
    pages: int


class FindingOut(Schema):
    """One thing to know before printing; `page` counts from 1 and is `null` where it is the whole book."""

    level: Literal["error", "warning"]
    code: str
    message: str
    page: int | None
    fix: str


class PreflightOut(Schema):
    """A story looked at for a destination; with `stops` only a marked draft is made. `pages` 0: it cannot be set."""

    pages: int
    stops: bool
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
    profile: str
    trim: str
    draft: bool
    created_at: datetime
    pages: int
    sha256: str
    notices: list[str]


StoryRole = Literal["owner", "editor", "viewer"]


class StoryOut(Schema):
    """Everything the editor shows; `seq` is the number of the last event that it contains.

    `role` is what the person who asks may do with the story.
    """

    id: uuid.UUID
    title: str
    author: str
    language: str
    revision: int
    saved_at: datetime
    seq: int
    cast: list[CharacterOut]
    pages: list[PageOut]
    jobs: list[JobOut]
    books: list[BookOut]
    role: StoryRole


class ShareIn(Schema):
    """What somebody may do with a story."""

    role: Literal["viewer", "editor"]


class ShareOut(Schema):
    """Somebody who may see or edit a story."""

    username: str
    role: Literal["viewer", "editor"]


class StoryIn(Schema):
    """A new story."""

    title: Title
    author: Author = ""
    # a factory: the editor's types call what has a plain default required
    language: Language = Field(default_factory=lambda: "en")


class StoryPatch(Schema):
    """What is left out stays."""

    title: Title | None = None
    author: Author | None = None
    language: Language | None = None


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


class MoveIn(Schema):
    """Where a page goes, counted from 0."""

    position: int = Field(ge=0, le=100_000)


class PanelPatch(Schema):
    """What is left out stays; a given cast replaces the whole cast, and a `seed` of null lets the look go."""

    scene: Scene | None = None
    cast: list[uuid.UUID] | None = Field(default=None, max_length=20)
    seed: Seed | None = None
    locked: bool | None = None


class ExportIn(Schema):
    """Where the book goes: a profile and one of its page sizes, empty for the first. A draft is marked on each page."""

    profile: str = Field(default="screen", max_length=40)
    trim: str = Field(default="", max_length=60)
    dedication: str = Field(default="", max_length=300)
    draft: bool = False


class RenderIn(Schema):
    """The seed of the try; left out, it is the kept one, or derived from the panel and the number of its tries."""

    seed: Seed | None = None


class KeepIn(Schema):
    """The try that goes on the page."""

    picture: uuid.UUID


class DrawIn(Schema):
    """The panels to be drawn."""

    panels: list[uuid.UUID] = Field(min_length=1, max_length=500)


class BlockedOut(Schema):
    """A panel that cannot be drawn, and why."""

    panel: uuid.UUID
    error: ErrorBody


class DrawOut(Schema):
    """What became of a wish to draw many panels."""

    jobs: list[JobOut]
    blocked: list[BlockedOut]


class PlanOut(Schema):
    """What could be drawn now: panels without a picture, panels whose picture is stale, and those that have to wait.

    `seconds_each` is how long one picture took of late; `null` where none was drawn yet.
    """

    missing: list[uuid.UUID]
    stale: list[uuid.UUID]
    blocked: list[BlockedOut]
    seconds_each: float | None


class CancelIn(Schema):
    """Which drawings of a story end: all, or only those that wait."""

    waiting_only: bool
