"""Decisions about books: where they may go, and what stands in the way."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Job, Role
from storyboard import manuscript, printing, selectors
from storyboard.models import Story
from storyboard.publishing import Check, Edition, Finding, PublishingError, check, profiles
from storyboard.schemas.books import ExportIn, FindingOut, PreflightOut, ProfileOut


def destinations() -> list[ProfileOut]:
    """All profiles, as they are offered."""
    return [
        ProfileOut(
            id=each.id,
            name=each.name,
            about=each.about,
            trims=[trim.name for trim in each.trims],
            matter=each.matter,
            facing=each.facing,
            spine_by_hand=each.spine is not None and each.spine.per_page is None,
            least_pages=each.pages.least,
            checked=each.checked,
            sources=list(each.sources),
        )
        for each in profiles().values()
    ]


def preflight(user: AbstractBaseUser, story_id: uuid.UUID, wanted: ExportIn) -> PreflightOut:
    """What stands between a story and its printer; nothing is drawn."""
    story = selectors.story(user, story_id, Role.VIEWER)
    made = edition_of(story, wanted)
    try:
        found = check(manuscript.content(story, wanted.dedication, timezone.now()), made)
    except PublishingError as error:
        found = Check(0, (Finding.of(error),))
    return PreflightOut(
        pages=found.pages,
        stops=found.stops and (made.profile.strict or not found.pages),
        enlarger=made.enlarger.name,
        press=made.press.name if made.press else "",
        findings=[FindingOut.of(each) for each in found.findings],
    )


def export(user: AbstractBaseUser, story_id: uuid.UUID, wanted: ExportIn, key: str | None) -> Job:
    """Have the book made. The job looks at it once more: what it finds then counts."""
    story = selectors.story(user, story_id)
    if not story.pages.exists():
        raise Refused(422, Trouble("no_pages", "This story has no pages yet.", hint="Add a page, then export."))
    edition_of(story, wanted)
    order = jobs.Order(
        topic=story.topic,
        kind="export",
        subject_kind="story",
        subject_id=story_id,
        params=wanted.model_dump(),
        key=key,
        owner_id=story.owner_id,
    )
    return jobs.submit(user, order)


def edition_of(story: Story, wanted: ExportIn) -> Edition:
    """The wanted edition; 422 for a destination or a page size that there is not."""
    try:
        return printing.edition_of(story, wanted)
    except PublishingError as error:
        raise Refused(422, Trouble("unknown_profile", str(error), hint="Choose one of the list.")) from error
