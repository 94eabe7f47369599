"""A small book for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storyboard.publishing import BookContent, Bubble, PageContent, PanelContent

CREATED = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def book(*pages: PageContent, title: str = "Mia and Tom", author: str = "Ada Example") -> BookContent:
    return BookContent(title, author, "en", pages, CREATED)


def comic(picture: Path) -> PageContent:
    """A page of two panels with words on both; the first panel's hang over the second."""
    one, two = Bubble("Who is there?", 0.6, 0.05, 0.6, 0.3, (0.5, 0.5)), Bubble("It is <me>!", 0.1, 0.6, 0.5, 0.3)
    second = PanelContent(picture, "a robot", (two,))
    return PageContent("Mia met Tom.", picture, "a fox", bubbles=(one,), more=(second,))
