"""Packing and unpacking, carried out in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from characters.models import Character
from characters.packing import Kept
from jobs import artifacts, uploads
from jobs.errors import JobFailed, Trouble
from jobs.work import Work
from storyboard import events
from storyboard.models import Pack, Story
from storyboard.packing import downloads, packer, unpacker
from storyboard.packing.archive import Limits, PackDamaged
from storyboard.packing.contents import CharacterContents, StoryContents

_NOTHING = "Nothing was changed."
_OTHER_KIND = {
    "library": Trouble(
        "other_pack",
        "This file is a character, not a story.",
        safe=_NOTHING,
        hint="Open a story and add the character there, under Cast.",
    ),
    "cast": Trouble(
        "other_pack",
        "This file is a whole story, not a character.",
        safe=_NOTHING,
        hint="Open it in the library, or choose the file of a character.",
    ),
}
_UPLOAD_GONE = Trouble("upload_gone", "The file is not here any more.", safe=_NOTHING, hint="Choose the file again.")


def pack(work: Work) -> None:
    """Make the file of a story, or of one character of it, or of all stories. It takes the place of the one before."""
    if work.job.subject_kind == "account":
        return downloads.make(work)
    story = Story.objects.get(pk=UUID(work.params["story"]))
    character = None if work.job.subject_kind == "story" else Character.objects.get(pk=work.job.subject_id)
    packed = packer.story_contents(story) if character is None else packer.character_contents(character)
    try:
        artifacts.require_room(packer.expected_bytes(packed))
        file = artifacts.store(lambda path: packer.write(packed, path, work.report), ".zip")
    except packer.FileGone as gone:
        message = f"A picture, card or colour profile that belongs into the file is missing or damaged ({gone})."
        hint = (
            "Draw the pictures anew that are not shown, learn the character again, or give the print shop's colour "
            "profile again; then save once more."
        )
        raise JobFailed(Trouble("file_missing", message, hint=hint)) from gone
    with work.finishing():
        events.in_turn(story)
        Pack.objects.filter(story=story, character=character).delete()
        Pack.objects.create(
            story=story,
            character=character,
            job_id=work.job.pk,
            name=story.title if character is None else character.name,
            file=file,
            size=artifacts.path(file).stat().st_size,
        )
        events.changed(story, f"story:{story.pk}")


def unpack(work: Work) -> None:
    """Make a story, or a character of one, out of a file that somebody brought: all of it or nothing."""
    limits = Limits(**settings.PACK_LIMITS)
    upload = str(work.params["upload"])
    with _used_up(upload), unpacker.opened(uploads.path(upload), limits, work.report) as found:
        match (work.params["into"], found.contents):
            case ("library", StoryContents() as contents):
                _unpack_story(work, contents, found.keep())
            case ("cast", CharacterContents() as contents):
                _unpack_character(work, contents, found.keep())
            case _:
                raise JobFailed(_OTHER_KIND[work.params["into"]])


@contextmanager
def _used_up(upload: str) -> Iterator[None]:
    """Let go of an upload once nobody needs it: also after a refusal, but not while the job may go on."""
    try:
        yield
    except PackDamaged as error:
        uploads.discard(upload)
        message, hint = f"This file cannot be opened. {error}", "Save it again where it comes from, and bring it anew."
        raise JobFailed(Trouble("pack_damaged", message, safe=_NOTHING, hint=hint)) from error
    except FileNotFoundError as error:
        raise JobFailed(_UPLOAD_GONE) from error
    except (JobFailed, ObjectDoesNotExist) as error:
        if not (isinstance(error, JobFailed) and error.retryable):
            uploads.discard(upload)
        raise
    uploads.discard(upload)


def _unpack_story(work: Work, contents: StoryContents, kept: Kept) -> None:
    with work.finishing():
        story = unpacker.create_story(work.job.owner_id, work.job.subject_id, contents, kept)
        events.changed(story, f"story:{story.pk}")


def _unpack_character(work: Work, contents: CharacterContents, kept: Kept) -> None:
    story = Story.objects.get(pk=work.job.subject_id)
    with work.finishing():
        events.in_turn(story)
        character = unpacker.add_character(story, contents.character, kept)
        events.changed(story, f"story:{story.pk}", f"character:{character.pk}")
