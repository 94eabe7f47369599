"""A small book for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storyboard.publishing import BookContent, Bubble, PageContent, PanelContent

CREATED = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def book(*pages: PageContent, title: str = "Mia and Tom", author: str = "Ada Example") -> BookContent:
    return BookContent(title, author, "en", pages, CREATED)


def a_page(text: str, picture: Path | None = None, alt: str = "", **of_panel: Any) -> PageContent:
    """A page of one panel."""
    return PageContent(text, (PanelContent(picture, alt, **of_panel),))


def with_panel(page: PageContent, number: int = 1, **change: Any) -> PageContent:
    """A page of which one panel is another one."""
    panels = list(page.panels)
    panels[number - 1] = replace(panels[number - 1], **change)
    return replace(page, panels=tuple(panels))


def comic(picture: Path) -> PageContent:
    """A page of two panels with words on both; the first panel's hang over the second."""
    one, two = Bubble("Who is there?", 0.6, 0.05, 0.6, 0.3, (0.5, 0.5)), Bubble("It is <me>!", 0.1, 0.6, 0.5, 0.3)
    return PageContent(
        "Mia met Tom.", (PanelContent(picture, "a fox", (one,)), PanelContent(picture, "a robot", (two,)))
    )
