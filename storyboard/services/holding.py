"""Who writes on a page: one window at a time, which has to be heard of again and again: a dead one holds nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jobs import events
from storyboard import selectors
from storyboard.models import Page

#: the editor asks every ten seconds
HELD_FOR = timedelta(seconds=30)


def hold(user: AbstractBaseUser, page_id: uuid.UUID, window: uuid.UUID, *, take_over: bool) -> Page:
    """Let a window write on a page, unless another one does; look at the page's holder for the outcome.

    A page that was thrown away meanwhile is held by nobody; its windows hear of that by the story's events.
    """
    page = selectors.any_page(user, page_id)
    before, now = selectors.holder(page), timezone.now()
    free = Q() if take_over else Q(held_by=window) | Q(held_by=None) | Q(held_until__lt=now)
    with transaction.atomic():
        won = Page.objects.filter(free, pk=page_id).update(held_by=window, held_until=now + HELD_FOR)
        if won and before != window:
            _tell(page)
    return selectors.any_page(user, page_id)


def let_go(user: AbstractBaseUser, page_id: uuid.UUID, window: uuid.UUID) -> None:
    """A window leaves a page, perhaps because it was thrown away. Nothing changes where another one holds it."""
    page = selectors.any_page(user, page_id)
    with transaction.atomic():
        if Page.with_trash.filter(pk=page_id, held_by=window).update(held_by=None, held_until=None):
            _tell(page)


def _tell(page: Page) -> None:
    # No change of the story's words, so `saved_at` stays.
    events.record(page.story.topic, changed=[f"page:{page.pk}"])
