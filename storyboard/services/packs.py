"""Decisions about files of stories and characters: who may have one made, and who may bring one."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from characters import packing
from characters import selectors as characters
from characters.models import Character
from jobs import database, quotas, uploads
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.idempotency import id_for
from jobs.models import Job
from jobs.schemas import SubjectKind
from storyboard import events, selectors
from storyboard.models import Story
from storyboard.packing import sample
from storyboard.packing.archive import Limits, PackDamaged
from storyboard.packing.unpacker import add_character, peek

Read = Callable[[int], bytes]


def pack_story(user: AbstractBaseUser, story_id: uuid.UUID, key: str | None) -> Job:
    """Have the file of a story made."""
    story = selectors.story(user, story_id)
    order = jobs.Order(
        topic=story.topic,
        kind="pack",
        subject_kind="story",
        subject_id=story_id,
        params={"story": str(story_id)},
        key=key,
        owner_id=story.owner_id,
    )
    return jobs.submit(user, order)


def pack_character(user: AbstractBaseUser, character_id: uuid.UUID, key: str | None) -> Job:
    """Have the file of a character made."""
    character = characters.get(user, character_id)
    story = selectors.story(user, uuid.UUID(character.topic.removeprefix("story:")))
    order = jobs.Order(
        topic=story.topic,
        kind="pack",
        subject_kind="character",
        subject_id=character_id,
        params={"story": str(story.pk)},
        key=key,
        owner_id=story.owner_id,
    )
    return jobs.submit(user, order)


def unpack_story(user: AbstractBaseUser, read: Read) -> Job:
    """Have a new story made out of a file that somebody brings. Its id is the job's subject, before it is there."""
    return _unpack_into_library(user, read, "story")


def _unpack_into_library(user: AbstractBaseUser, read: Read, subject: SubjectKind) -> Job:
    upload = _receive(user, read)
    story_id = uuid.uuid4()
    order = jobs.Order(
        topic=Story(pk=story_id).topic,
        kind="unpack",
        subject_kind=subject,
        subject_id=story_id,
        params={"upload": upload, "into": "library"},
    )
    return _submit(user, order, upload)


def open_sample(user: AbstractBaseUser, language: str) -> Job:
    """Have an own copy of the sample made, told in a language. It comes in like any other file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.zip"
        sample.pack(language, path)
        with path.open("rb") as file:
            return _unpack_into_library(user, file.read, "sample")


def unpack_character(user: AbstractBaseUser, story_id: uuid.UUID, read: Read) -> Job:
    """Have a character added to a story's cast out of a file that somebody brings."""
    story = selectors.story(user, story_id)
    upload = _receive(user, read)
    order = jobs.Order(
        topic=story.topic,
        kind="unpack",
        subject_kind="story",
        subject_id=story_id,
        params={"upload": upload, "into": "cast"},
        owner_id=story.owner_id,
    )
    return _submit(user, order, upload)


def copy_character(
    user: AbstractBaseUser, character_id: uuid.UUID, story_id: uuid.UUID, key: str | None = None
) -> Character:
    """Somebody who may be edited, once more in a story that may be: with words, looks, outfits and all that was learnt.

    It is what saving and opening its file would make, without the file. Both go their own ways from then on. A second
    wish with the same key is the same copy.
    """
    copy_id, owner = id_for(user, key, character_id, story_id), selectors.story(user, story_id).owner_id
    if Character.with_trash.filter(pk=copy_id).exists():
        return characters.get(user, copy_id)  # also where who was copied is no longer there
    with database.snapshot():
        character = characters.get(user, character_id)
        stories = list(Story.with_trash.filter(cast__character=character))
        part, kept = packing.as_kept(character)
    with transaction.atomic():
        database.hold_people(owner)
        events.in_turn(Story(pk=story_id), *stories)  # of the other ones, too: nobody throws what is copied away
        story, _ = selectors.story(user, story_id), characters.get(user, character_id)
        if not Character.with_trash.filter(pk=copy_id).exists():
            add_character(story, part.model_copy(update={"archived": False}), kept, copy_id)
            events.changed(story, f"story:{story.pk}", f"character:{copy_id}")
        return characters.get(user, copy_id)


def _receive(user: AbstractBaseUser, read: Read) -> str:
    """Keep a file, unless it is plainly no pack; who has used up a quota is told before a byte is read."""
    quotas.check(user)
    limits = Limits(**settings.PACK_LIMITS)
    upload = uploads.receive(read, limits.upload)
    try:
        peek(uploads.path(upload), limits)
    except PackDamaged as error:
        uploads.discard(upload)
        message, hint = f"This file cannot be opened. {error}", "Choose a file that was saved by Storyboard."
        raise Refused(422, Trouble("pack_damaged", message, safe="Nothing was changed.", hint=hint)) from error
    return upload


def _submit(user: AbstractBaseUser, order: jobs.Order, upload: str) -> Job:
    try:
        return jobs.submit(user, order)
    except Refused:
        uploads.discard(upload)
        raise
