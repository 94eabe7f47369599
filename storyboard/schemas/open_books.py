"""A story as those read it who have its link, as JSON: nothing of how it was made."""

from __future__ import annotations

import uuid

from ninja import Schema

from storyboard.publishing import Readers
from storyboard.schemas.panels import Bubble


class LinkOut(Schema):
    """Where a story can be read by everybody who knows the address, on this server; `null` where there is none."""

    url: str | None


class SpeakerOut(Schema):
    """Somebody of the cast, by name."""

    id: uuid.UUID
    name: str


class OpenPanelOut(Schema):
    """A place with its picture, `null` where none is in the book. `alt` says what it shows."""

    id: uuid.UUID
    picture_url: str | None
    alt: str
    bubbles: list[Bubble]


class OpenPageOut(Schema):
    """One page; `spread`: its picture lies over two pages."""

    id: uuid.UUID
    text: str
    spread: bool
    panels: list[OpenPanelOut]


class OpenBookOut(Schema):
    """What is read. `cover_panel` is the panel whose picture stands on the title page, else the first that has one."""

    title: str
    author: str
    language: str
    readers: Readers
    cover_panel: uuid.UUID | None
    cast: list[SpeakerOut]
    pages: list[OpenPageOut]
