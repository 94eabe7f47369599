"""What anybody may read who has a story's link: its words and the pictures that are in the book."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.core.cache import cache

from jobs.errors import Refused, Trouble, not_found
from storyboard.models import Page, Panel, Picture, Story
from storyboard.schemas.open_books import OpenBookOut, OpenPageOut, OpenPanelOut, SpeakerOut
from storyboard.schemas.panels import Bubble

#: Requests that one address may make in so many seconds: a class that reads a book together stays far below.
MOST, SECONDS = 600, 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def book(token: str) -> OpenBookOut:
    """A story as it is now; 404 once its link was withdrawn, or the story thrown away."""
    row = _story(token)
    return OpenBookOut(
        title=row.title,
        author=row.author,
        language=row.language,
        readers=row.readers,  # type: ignore[arg-type]  # the column is wider than the ages
        cover_panel=row.cover_panel,
        cast=[SpeakerOut(id=one.character_id, name=one.character.name) for one in row.cast.select_related("character")],
        pages=[_page(each, token) for each in row.pages.prefetch_related("panels__kept")],
    )


def picture(token: str, picture_id: uuid.UUID) -> Picture:
    """One that is in the book; 404 for tries that are not."""
    there = Panel.objects.filter(page__story=_story(token), page__trashed_at=None)
    found = Picture.objects.filter(pk=picture_id, pk__in=there.values("kept")).first()
    if found is None:
        raise not_found("picture")
    return found


def not_too_fast(address: str) -> None:
    """Let an address ask once more.

    Raises:
        Refused: 429 with the seconds after which it may be tried again.
    """
    key = f"open-books:{address}"
    cache.add(key, 0, SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # its time was over between the two
        return
    if count > MOST:
        message = "Too much was read from here in a short time."
        trouble = Trouble("too_fast", message, hint="Wait a minute, then reload.")
        raise Refused(429, trouble, retry_after=SECONDS)


def _story(token: str) -> Story:
    may_be = settings.ACCOUNTS and _TOKEN.fullmatch(token)
    found = Story.objects.filter(link__token=token).first() if may_be else None
    if found is None:
        message = "This link leads to no story any more."
        raise Refused(404, Trouble("link_gone", message, hint="Ask whoever gave it to you for a new one."))
    return found


def _page(row: Page, token: str) -> OpenPageOut:
    panels = [_panel(each, token) for each in row.panels.all()]
    return OpenPageOut(id=row.pk, text=row.text, spread=row.spread, panels=panels)


def _panel(row: Panel, token: str) -> OpenPanelOut:
    return OpenPanelOut(
        id=row.pk,
        picture_url=None if row.kept is None else f"/media/shared/{token}/{row.kept.pk}",
        alt=row.scene if row.kept is None else row.kept.request.get("scene", row.scene),
        bubbles=[Bubble(**each) for each in row.bubbles],
    )
