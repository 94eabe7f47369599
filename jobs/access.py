"""Who may do what: the owner everything, others what a share says. Strangers are told that nothing is there."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from jobs.errors import Refused, Trouble, not_found
from jobs.models import Role, Share

NOT_ALLOWED = {
    Role.EDITOR: Trouble(
        "read_only",
        "This story was shared with you for reading.",
        safe="Nothing was changed.",
        hint="Ask its owner to let you edit.",
    ),
    Role.OWNER: Trouble(
        "owner_only", "Only the owner of the story may do this.", safe="Nothing was changed.", hint="Ask the owner."
    ),
}


def shared(user: AbstractBaseUser) -> QuerySet[Share, str]:
    """The topics that others share with a person."""
    return Share.objects.filter(user_id=user.pk).values_list("topic", flat=True)


def roles(user: AbstractBaseUser) -> dict[str, Role]:
    """What a person is to the topics that others share with them."""
    rows = Share.objects.filter(user_id=user.pk).values_list("topic", "role")
    return {topic: Role(role) for topic, role in rows}


def visible(user: AbstractBaseUser) -> Q:
    """The rows with fields `owner` and `topic` that a person may see."""
    return Q(owner_id=user.pk) | Q(topic__in=shared(user))


def visible_ids(user: AbstractBaseUser, prefix: str) -> Collection[uuid.UUID]:
    """Of the shared topics named ``<prefix>:<uuid>`` the uuids."""
    return [
        uuid.UUID(topic.removeprefix(f"{prefix}:")) for topic in shared(user).filter(topic__startswith=f"{prefix}:")
    ]


def require(user: AbstractBaseUser, owner_id: object, topic: str, role: Role) -> None:
    """Let those who can see a thing do only what their role allows.

    Raises:
        Refused: 403 with the reason.
    """
    if role != Role.VIEWER and not may(user, owner_id, topic, role):
        raise Refused(403, NOT_ALLOWED[role])


def admit(user: AbstractBaseUser, owner_id: object, topic: str, role: Role, what: str) -> None:
    """The same for one thing that was found and nobody has asked for whom: one question, and none for its owner.

    Args:
        what: what the thing is called where strangers are told that it is not there.

    Raises:
        Refused: 404 for a stranger, 403 with the reason for others.
    """
    held = role_of(user, owner_id, topic)
    if held is None:
        raise not_found(what)
    if held < role:
        raise Refused(403, NOT_ALLOWED[role])


def may(user: AbstractBaseUser, owner_id: object, topic: str, role: Role) -> bool:
    """Whether somebody's role is this one or a higher one."""
    held = role_of(user, owner_id, topic)
    return held is not None and held >= role


def role_of(user: AbstractBaseUser, owner_id: object, topic: str) -> Role | None:
    """What somebody is to the things of a topic; `None` for a stranger."""
    if owner_id == user.pk:
        return Role.OWNER
    held = Share.objects.filter(user_id=user.pk, topic=topic).values_list("role", flat=True).first()
    return None if held is None else Role(held)
