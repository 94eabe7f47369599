"""Decisions about a person's account: all of it as one file, and the end of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction

from jobs import selectors as job_selectors
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Job
from storyboard.models import Download, Story
from storyboard.saved_files import download_out
from storyboard.schemas.account import AccountOut
from storyboard.services import trash

_NOTHING = "Nothing was deleted."


def account(user: AbstractBaseUser) -> AccountOut:
    """Who is here, and what can be downloaded of them."""
    made = Download.objects.filter(owner_id=user.pk).first()
    last = job_selectors.of_topic(_topic(user), last=1)
    return AccountOut(
        username=user.get_username(),
        password=user.has_usable_password(),
        stories=Story.with_trash.filter(owner_id=user.pk).count(),
        download=download_out(made) if made else None,
        job=job_selectors.job_out(last[0]) if last else None,
    )


def download(user: AbstractBaseUser, key: str | None) -> Job:
    """Have all stories of the person put into one file."""
    order = jobs.Order(
        topic=_topic(user),
        kind="pack",
        subject_kind="account",
        subject_id=uuid.uuid5(uuid.NAMESPACE_OID, _topic(user)),
        params={},
        key=key,
    )
    return jobs.submit(user, order)


def _topic(user: AbstractBaseUser) -> str:
    return f"account:{user.pk}"


def delete(user: AbstractBaseUser, name: str, is_theirs: Callable[[], bool]) -> None:
    """Delete a person's stories and the account for good, once its name was typed, and its password if it has one.

    Args:
        is_theirs: says whether the password that was typed is the account's, and counts wrong ones.

    Stories go one by one and the account last: whoever is interrupted signs in and goes on.
    """
    if not settings.ACCOUNTS:
        message = "This studio has one writer and no accounts."
        raise Refused(422, Trouble("no_accounts", message, safe=_NOTHING, hint="Delete single stories in the library."))
    if name != user.get_username():
        hint = "Type the name that you sign in with."
        raise Refused(422, Trouble("other_name", "This is not the name of your account.", safe=_NOTHING, hint=hint))
    if user.has_usable_password() and not is_theirs():
        hint = "Type the password that you sign in with."
        message = "This is not the password of your account."
        raise Refused(422, Trouble("other_password", message, safe=_NOTHING, hint=hint))
    trash.delete_all_stories(user)
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update())  # people come before jobs, see `events.in_turn`
        trash.delete_all_stories(user)  # those that another window made meanwhile; from here on none can be
        jobs.forget(user)
        User.objects.filter(pk=user.pk).delete()
