"""Letting everybody read a story who knows its address, and no longer."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from jobs.errors import Refused, Trouble
from jobs.models import Role
from storyboard import selectors
from storyboard.models import StoryLink
from storyboard.schemas.open_books import LinkOut

#: of a token; it cannot be guessed
_BYTES = 24


def of_story(user: AbstractBaseUser, story_id: uuid.UUID) -> LinkOut:
    """The link of a story; for its owner alone."""
    return _link(StoryLink.objects.filter(story=selectors.story(user, story_id, Role.OWNER)).first())


def make(user: AbstractBaseUser, story_id: uuid.UUID) -> LinkOut:
    """A link of a story; the one that there is already stays."""
    story = selectors.story(user, story_id, Role.OWNER)
    if not settings.ACCOUNTS:
        hint = "Export the book and give its file away."
        raise Refused(422, Trouble("no_accounts", "Nobody else can reach this studio.", hint=hint))
    link, _ = StoryLink.objects.get_or_create(story=story, defaults={"token": secrets.token_urlsafe(_BYTES)})
    return _link(link)


def withdraw(user: AbstractBaseUser, story_id: uuid.UUID) -> LinkOut:
    """The address leads nowhere any more; a new link will be another one."""
    StoryLink.objects.filter(story=selectors.story(user, story_id, Role.OWNER)).delete()
    return _link(None)


def _link(row: StoryLink | None) -> LinkOut:
    return LinkOut(url=f"/shared/{row.token}" if row else None)
