"""A small book for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime

from storyboard.publishing import BookContent, PageContent

CREATED = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def book(*pages: PageContent, title: str = "Mia and Tom", author: str = "Ada Example") -> BookContent:
    return BookContent(title, author, "en", pages, CREATED)
