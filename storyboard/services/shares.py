"""Letting others into a story, and out again."""

from __future__ import annotations

import uuid
from typing import Literal

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction

from jobs import live
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Role, Share
from storyboard import selectors
from storyboard.models import Story
from storyboard.schemas.stories import ShareOut

RoleName = Literal["viewer", "editor"]
ROLES: dict[RoleName, Role] = {"viewer": Role.VIEWER, "editor": Role.EDITOR}
_NAMES = {role: name for name, role in ROLES.items()}


def of_story(user: AbstractBaseUser, story_id: uuid.UUID) -> list[ShareOut]:
    """Who may see or edit a story, in the order they were let in; for its owner alone."""
    return _shares(selectors.story(user, story_id, Role.OWNER))


def _shares(story: Story) -> list[ShareOut]:
    rows = Share.objects.filter(topic=story.topic).order_by("pk").values_list("user__username", "role")
    return [ShareOut(username=name, role=_NAMES[Role(role)]) for name, role in rows]


def grant(user: AbstractBaseUser, story_id: uuid.UUID, username: str, role: RoleName) -> list[ShareOut]:
    """Let somebody see or edit a story; a second time changes the role."""
    story = selectors.story(user, story_id, Role.OWNER)
    guest = User.objects.filter(username=username, is_active=True).exclude(pk=story.owner_id).first()
    if guest is None:
        message = f"There is nobody else called {username} here."
        raise Refused(422, Trouble("nobody", message, hint="Ask for the name that they sign in with."))
    Share.objects.update_or_create(topic=story.topic, user=guest, defaults={"role": ROLES[role]})
    return _shares(story)


def revoke(user: AbstractBaseUser, story_id: uuid.UUID, username: str) -> list[ShareOut]:
    """Let somebody in no longer: their open sockets look again at once, and close; what they have in line ends."""
    story = selectors.story(user, story_id, Role.OWNER)
    with transaction.atomic():
        Share.objects.filter(topic=story.topic, user__username=username).delete()
        jobs.cancel_waiting_of(story.topic, username)  # which they could neither see nor cancel any more
    live.send(story.topic, {"type": "topic.grew"})
    return _shares(story)
