"""Stories as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Literal

from ninja import Path, Schema
from pydantic import AfterValidator, Field

from characters.schemas import CharacterOut
from characters.text import Author, Style, Title, one_line
from jobs.schemas import JobOut
from storyboard.publishing import Language, Readers
from storyboard.schemas.books import BookOut, PackOut
from storyboard.schemas.pages import PageOut

StoryRole = Literal["owner", "editor", "viewer"]


class StorySummaryOut(Schema):
    """A story on the shelf, and what the person who asks is to it."""

    id: uuid.UUID
    title: str
    author: str
    saved_at: datetime
    pages: int
    cover_url: str | None
    jobs_running: int
    role: StoryRole


class TrashedStoryOut(Schema):
    """A story in the trash."""

    id: uuid.UUID
    title: str
    trashed_at: datetime
    pages: int


#: A destination of books, and one of its page sizes; empty where nobody said.
ProfileName = Annotated[str, Field(max_length=40)]
TrimName = Annotated[str, Field(max_length=60)]


class StoryOut(Schema):
    """Everything the editor shows; `seq` is the number of the last event that it contains.

    `role` is what the person who asks may do with the story; `packs` are for those who may edit it. `press` is the name
    of its print shop's ICC profile, `cover_panel` the panel whose picture was chosen for the cover. `profile`, `trim`
    and `readers` are where the book is to go, its page size and the age of who reads it: empty where nobody said.
    """

    id: uuid.UUID
    title: str
    author: str
    language: str
    style: str
    profile: str
    trim: str
    readers: Readers
    revision: int
    saved_at: datetime
    seq: int
    cast: list[CharacterOut]
    pages: list[PageOut]
    jobs: list[JobOut]
    books: list[BookOut]
    packs: list[PackOut]
    disclosure_url: str
    press: str
    cover_panel: uuid.UUID | None
    role: StoryRole


#: of somebody with an account; some databases refuse even to look for a name with control characters in it
Username = Annotated[str, Path(max_length=150), AfterValidator(one_line)]


class ShareIn(Schema):
    """What somebody may do with a story."""

    role: Literal["viewer", "editor"]


class ShareOut(Schema):
    """Somebody who may see or edit a story."""

    username: str
    role: Literal["viewer", "editor"]


class StoryIn(Schema):
    """A new story, with so many empty pages. `trim` is a page size of `profile`, empty for its first."""

    title: Title
    author: Author = ""
    # a factory: the editor's types call what has a plain default required
    language: Language = Field(default_factory=lambda: "en")
    pages: int = Field(default_factory=lambda: 0, ge=0, le=200)
    style: Style = ""
    profile: ProfileName = ""
    trim: TrimName = ""
    readers: Readers = ""


class SampleIn(Schema):
    """The language that the sample is told in; one that it is not told in gives English."""

    language: str = Field(max_length=20)


class StoryPatch(Schema):
    """What is left out stays. Without a `cover_panel`, `null`, the story's first picture stands on the cover."""

    title: Title | None = None
    author: Author | None = None
    language: Language | None = None
    style: Style | None = None
    profile: ProfileName | None = None
    trim: TrimName | None = None
    readers: Readers | None = None
    cover_panel: uuid.UUID | None = None
