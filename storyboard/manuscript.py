"""A story as the press takes it: words, kept pictures, and what these show."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from characters import studio
from jobs import artifacts
from storyboard import versions
from storyboard.models import Page, Panel, Picture, Story
from storyboard.publishing import (
    GONE,
    BookContent,
    Bubble,
    Disclosure,
    Figure,
    PageContent,
    PanelContent,
    Place,
    disclosure_pdf,
)


def content(story: Story, dedication: str, created: datetime) -> BookContent:
    """Everything of a story that stands in its book.

    Raises:
        PublishingError: a language tag that is none, or too many pages.
    """
    cast = "panels__appearances__character"
    tries = Prefetch("panels__pictures", Picture.objects.only("panel"))  # whether there are any
    people = (f"{cast}__card", f"{cast}__target", f"{cast}__outfits__card")
    pages = list(story.pages.prefetch_related("panels__kept", tries, *people))
    return BookContent(
        title=story.title,
        author=story.author,
        language=story.language,
        pages=tuple(_page(page) for page in pages),
        created=created,
        dedication=dedication,
        identifier=str(story.pk),
        cover_panel=_cover_panel(story.cover_panel, pages),
    )


def _cover_panel(chosen: uuid.UUID | None, pages: list[Page]) -> Place | None:
    if chosen is None:
        return None
    numbered = ((number, enumerate(page.panels.all(), start=1)) for number, page in enumerate(pages, start=1))
    return next((Place(page, at) for page, panels in numbered for at, panel in panels if panel.pk == chosen), GONE)


def _page(page: Page) -> PageContent:
    return PageContent(page.text, tuple(_panel(each) for each in page.panels.all()) or (PanelContent(),), page.spread)


def _panel(panel: Panel) -> PanelContent:
    """A panel with its picture. The alternative text is the scene that the picture was drawn from, behind the names of
    those whom it does not name.
    """
    bubbles = tuple(_bubble(each) for each in panel.bubbles if each["text"])
    if panel.kept is None:
        return PanelContent(bubbles=bubbles, drawn=panel.pictures.exists(), unlearnt=_unlearnt(panel))
    scene = _scene(panel.kept)
    names = " and ".join(who["name"] for who in panel.kept.request["cast"] if not studio.names(scene, who["name"]))
    alt = ": ".join(part for part in (names, scene) if part)
    stale = bool(versions.stale(panel.kept, panel))
    figures = tuple(_figure(who) for who in panel.kept.request["cast"])
    return PanelContent(_file(panel.kept), alt, bubbles, stale, True, _unlearnt(panel), figures)


def _figure(who: dict[str, Any]) -> Figure:
    """Somebody as they were drawn: in a box, or anywhere."""
    box = (who.get("place") or {}).get("box")
    return Figure(who["name"], box["left"], box["right"]) if box else Figure(who["name"])


def _file(picture: Picture) -> Path:
    """Where a picture lies; for one that is gone a path where nothing lies, which preflight finds with its page."""
    try:
        return artifacts.path(picture.file)
    except FileNotFoundError:
        return settings.STORY_DATA / "gone" / picture.file


def _bubble(said: dict[str, Any]) -> Bubble:
    box, tail = said["box"], said["tail"]
    width, height = box["right"] - box["left"], box["bottom"] - box["top"]
    tip = (tail["left"], tail["top"]) if tail else None
    return Bubble(said["text"], box["left"], box["top"], width, height, tip, said.get("kind", "speech"))


def _unlearnt(panel: Panel) -> tuple[str, ...]:
    """Names of those in a picture whom nothing was learnt of."""
    shown = (each.character for each in panel.appearances.all())
    return tuple(dict.fromkeys(who.name for who in shown if (panel.worn_by(who) or who).card is None))


def _scene(picture: Picture) -> str:
    scene: str = picture.request.get("scene", picture.prompt)  # pictures from before scenes were kept have their prompt
    return scene


def disclosure(story: Story, enlarger: str) -> bytes:
    """The sheet about a story's pictures, as PDF. The same story gives the same bytes.

    Args:
        enlarger: what brings small pictures to print size here.

    Raises:
        PublishingError: title or author cannot be printed.
    """
    kept = [panel.kept for page in story.pages.prefetch_related("panels__kept") for panel in page.panels.all()]
    shown = [each for each in kept if each is not None]
    sheet = Disclosure(
        title=story.title,
        author=story.author,
        language=story.language,
        saved=story.saved_at,
        pictures=len(shown),
        drawn=tuple(each.created_at for each in shown),
        models=tuple(Counter(_drawn_by(each) for each in shown).items()),
        cards=len({who["card"] for each in shown for who in each.request["cast"]}),
        enlarger=enlarger,
        tools=tuple(f"{name} {found}" for name, found in _tools()),
    )
    return disclosure_pdf(sheet)


def _drawn_by(picture: Picture) -> str:
    """The model and the hash of its weights; pictures from before these were kept do not say."""
    numbers = picture.request.get("drawn_with", {})
    return f"{numbers.get('backend', '?')}, {numbers.get('model', '?')}"


def _tools() -> list[tuple[str, str]]:
    return [("Storyboard", settings.VERSION), *((name, version(name)) for name in ("diffusers", "torch", "reportlab"))]
