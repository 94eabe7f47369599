"""A story as the press takes it: words, kept pictures, and what these show."""

from __future__ import annotations

from datetime import datetime

from characters import studio
from jobs import artifacts
from storyboard import versions
from storyboard.models import Page, Picture, Story
from storyboard.publishing import BookContent, PageContent, PublishingError


def content(story: Story, dedication: str, created: datetime) -> BookContent:
    """Everything of a story that stands in its book.

    Raises:
        PublishingError: a language tag that is none, or too many pages.
    """
    cast = "panels__appearances__character"
    pages = story.pages.prefetch_related("panels__kept", f"{cast}__card", f"{cast}__target")
    return BookContent(
        title=story.title,
        author=story.author,
        language=story.language,
        pages=tuple(_page(page) for page in pages),
        created=created,
        dedication=dedication,
        identifier=str(story.pk),
    )


def _page(page: Page) -> PageContent:
    """A page with its picture. The alternative text is the scene that the picture was drawn from, behind the names of
    those whom it does not name.
    """
    panel = next((each for each in page.panels.all() if each.kept is not None), None)
    if panel is None or panel.kept is None:
        return PageContent(text=page.text)
    scene = _scene(panel.kept)
    names = " and ".join(who["name"] for who in panel.kept.request["cast"] if not studio.names(scene, who["name"]))
    alt = ": ".join(part for part in (names, scene) if part)
    try:
        stale = bool(versions.stale(panel.kept, panel))
        return PageContent(page.text, artifacts.path(panel.kept.file), alt, stale)
    except FileNotFoundError as error:
        number = page.position + 1
        message = f"The picture of page {number} cannot be read. Draw it again or keep another one."
        raise PublishingError(message, number) from error


def _scene(picture: Picture) -> str:
    scene: str = picture.request.get("scene", picture.prompt)  # pictures from before scenes were kept have their prompt
    return scene
