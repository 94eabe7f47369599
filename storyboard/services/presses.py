"""The print shop's ICC profile of a story."""

from __future__ import annotations

import uuid
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from jobs import artifacts
from jobs.errors import Refused, Trouble
from storyboard import events, selectors
from storyboard.models import Story
from storyboard.publishing import MAX_ICC, PublishingError, read_press


def give(user: AbstractBaseUser, story_id: uuid.UUID, file: IO[bytes] | None) -> tuple[Story, int]:
    """Take a print shop's ICC profile: its inks are the story's from now on; 422 with the reason for another file."""
    story = selectors.story(user, story_id)
    if file is None:
        raise Refused(422, Trouble("no_file", "No file came with this.", hint="Choose the print shop's ICC profile."))
    try:
        press = read_press(file.read(MAX_ICC + 1))
    except PublishingError as error:
        hint = "Ask the print shop for its output profile in CMYK, a file that ends in .icc or .icm."
        raise Refused(422, Trouble("bad_press", str(error), safe="Nothing was changed.", hint=hint)) from error
    kept = artifacts.store(lambda path: path.write_bytes(press.icc), ".icc")
    return _change(user, story, press.name, kept)


def forget(user: AbstractBaseUser, story_id: uuid.UUID) -> tuple[Story, int]:
    """Go back to the studio's own ICC profile."""
    return _change(user, selectors.story(user, story_id), "", "")


def _change(user: AbstractBaseUser, story: Story, name: str, file: str) -> tuple[Story, int]:
    with transaction.atomic():
        events.in_turn(story)
        Story.objects.filter(pk=story.pk).update(press=name, press_file=file)
        events.changed(story, f"story:{story.pk}")
        return selectors.told(user, story.pk)
