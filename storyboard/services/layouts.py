"""Decisions about the panels of a page: how many, in which order, and what of them is thrown away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from characters import services as characters
from characters.models import Character
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Role
from storyboard import events, selectors, thrown_panels
from storyboard.events import in_turn
from storyboard.models import Page, Panel
from storyboard.publishing import MAX_PANELS
from storyboard.schemas.pages import LayoutIn
from storyboard.services.stories import number

LAST = Trouble(
    "last_panel", "This is the only picture of its page.", hint="Delete the page, or leave the picture without words."
)
FULL = Trouble(
    "page_full",
    f"The page of this picture has {MAX_PANELS} pictures by now, which is as many as fit.",
    safe="It stays in the trash.",
    hint="Take another picture off the page first.",
)


def lay_out(user: AbstractBaseUser, page_id: uuid.UUID, wanted: LayoutIn) -> Page:
    """Give a page so many panels, or one over two pages.

    What is too many goes into the trash, panels with nothing in them first.
    """
    page, count = selectors.page(user, page_id), wanted.panels
    with transaction.atomic():
        jobs.lock_all(subject_id__in=list(page.panels.values_list("pk", flat=True)))
        in_turn(page.story)
        panels = list(page.panels.prefetch_related("appearances", "pictures"))
        Panel.objects.bulk_create(Panel(page=page, position=at) for at in range(len(panels), count))
        Page.objects.filter(pk=page_id).update(spread=wanted.spread)
        _throw(page, _least_used(panels, len(panels) - count))
    return selectors.page(user, page_id)


def _least_used(panels: list[Panel], count: int) -> list[Panel]:
    return sorted(panels, key=lambda panel: (_used(panel), -panel.position))[: max(0, count)]


def _used(panel: Panel) -> bool:
    return bool(panel.scene or panel.bubbles or panel.appearances.all() or panel.pictures.all())


def throw(user: AbstractBaseUser, panel_id: uuid.UUID) -> None:
    """Put a panel with its tries into the trash; the others close up. A page keeps at least one."""
    panel = selectors.panel(user, panel_id)
    with transaction.atomic():
        jobs.lock_all(subject_id=panel_id)
        in_turn(panel.page.story)
        if panel.page.panels.count() == 1:
            raise Refused(422, LAST)
        _throw(panel.page, [panel])


def _throw(page: Page, panels: Sequence[Panel]) -> None:
    gone = [panel.pk for panel in panels]
    Panel.objects.filter(pk__in=gone).update(trashed_at=timezone.now())
    number(list(page.panels.all()))
    jobs.cancel_all(*gone)
    events.changed(page.story, f"page:{page.pk}")


def restore(user: AbstractBaseUser, panel_id: uuid.UUID) -> Page:
    """Take a panel back to where it was on its page, or to the end of it; and whoever is in it."""
    panel = thrown_panels.panel(user, panel_id)
    with transaction.atomic():
        in_turn(panel.page.story)
        order = list(panel.page.panels.all())
        if len(order) >= MAX_PANELS:
            raise Refused(422, FULL)
        Page.objects.filter(pk=panel.page_id).update(spread=False)  # over two pages there is one picture
        order.insert(panel.position, panel)
        Panel.with_trash.filter(pk=panel_id).update(trashed_at=None)
        number(order)
        for character in Character.with_trash.filter(trashed_at__isnull=False, appearances__panel=panel_id):
            characters.restore(character)
        events.changed(panel.page.story, f"story:{panel.page.story_id}", f"page:{panel.page_id}")
    return selectors.page(user, panel.page_id)


def delete(user: AbstractBaseUser, panel_id: uuid.UUID) -> None:
    """Delete a panel in the trash for good. Only the story's owner may."""
    panel = thrown_panels.panel(user, panel_id, Role.OWNER)
    with transaction.atomic():
        in_turn(panel.page.story)
        Panel.with_trash.filter(pk=panel_id, trashed_at__isnull=False).delete()  # unless it was put back meanwhile
        events.changed(panel.page.story, f"page:{panel.page_id}")


def move(user: AbstractBaseUser, panel_id: uuid.UUID, position: int) -> Page:
    """Put a panel at another place of its page. A position behind the end means the end."""
    panel = selectors.panel(user, panel_id)
    with transaction.atomic():
        in_turn(panel.page.story)
        order = [row for row in panel.page.panels.all() if row.pk != panel_id]
        order.insert(position, panel)
        number(order)
        events.changed(panel.page.story, f"page:{panel.page_id}")
    return selectors.page(user, panel.page_id)
