"""Decisions about stories, casts and pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max

from characters import revisions
from characters import selectors as character_selectors
from characters import services as characters
from characters.models import Character
from characters.schemas import CharacterIn
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from storyboard import events, selectors
from storyboard.models import CastMember, Page, Panel, Story
from storyboard.schemas import PagePatch, StoryIn, StoryPatch


def create_story(user: AbstractBaseUser, wanted: StoryIn) -> Story:
    """A new, empty story."""
    return Story.objects.create(owner_id=user.pk, title=wanted.title, author=wanted.author)


def change_story(user: AbstractBaseUser, story_id: uuid.UUID, patch: StoryPatch, revision: int) -> Story:
    """Change title or author."""
    story = selectors.story(user, story_id)
    rows = Story.objects.filter(pk=story_id)
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    with transaction.atomic():
        revisions.write(
            rows, revision, values, lambda: selectors.story_out(selectors.story(user, story_id)), "story's title"
        )
        events.changed(story, f"story:{story_id}")
    return selectors.story(user, story_id)


def delete_story(user: AbstractBaseUser, story_id: uuid.UUID) -> None:
    """Delete a story, and those of its characters who are in no other story."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        cast = [member.character for member in story.cast.select_related("character")]
        _cancel_jobs_of([story_id, *Panel.objects.filter(page__story=story).values_list("pk", flat=True)])
        story.delete()
        for character in cast:
            if not character.memberships.exists():
                characters.delete(character)


def _cancel_jobs_of(subjects: Iterable[uuid.UUID]) -> None:
    for subject in subjects:
        jobs.cancel_all(subject)


def add_character(user: AbstractBaseUser, story_id: uuid.UUID, wanted: CharacterIn) -> Character:
    """A new character at the end of the cast. Pages that exist are not touched."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        character = characters.create(user, story.topic, wanted)
        last = story.cast.aggregate(last=Max("position"))["last"]
        CastMember.objects.create(story=story, character=character, position=0 if last is None else last + 1)
        events.changed(story, f"story:{story_id}", f"character:{character.pk}")
    return character_selectors.get(user, character.pk)


def delete_character(user: AbstractBaseUser, character_id: uuid.UUID) -> None:
    """Remove a character from everything; 409 with the page numbers while a panel uses it."""
    character = character_selectors.get(user, character_id)
    with transaction.atomic():
        used = Page.objects.filter(panels__appearances__character=character).order_by("position")
        if numbers := [position + 1 for position in used.values_list("position", flat=True)]:
            raise Refused(409, _in_use(character, numbers))
        stories = [member.story for member in character.memberships.select_related("story")]
        characters.delete(character)
        for story in stories:
            events.changed(story, f"story:{story.pk}", f"character:{character_id}")


def _in_use(character: Character, numbers: list[int]) -> Trouble:
    where = "page" if len(numbers) == 1 else "pages"
    listed = ", ".join(str(number) for number in numbers)
    return Trouble(
        "character_in_use",
        f"{character.name} is in the picture of {where} {listed}.",
        hint=f"Take {character.name} out of these pictures first.",
        details={"pages": numbers},
    )


def add_page(user: AbstractBaseUser, story_id: uuid.UUID, after: uuid.UUID | None) -> Page:
    """A new page with one panel, behind `after` or at the end."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        position = story.pages.count()
        if after is not None:
            before = selectors.page(user, after)
            if before.story_id != story_id:
                raise Refused(422, Trouble("other_story", "That page belongs to another story."))
            position = before.position + 1
        story.pages.filter(position__gte=position).update(position=F("position") + 1)
        page = Page.objects.create(story=story, position=position)
        Panel.objects.create(page=page)
        events.changed(story, f"story:{story_id}", f"page:{page.pk}")
    return page


def change_page(user: AbstractBaseUser, page_id: uuid.UUID, patch: PagePatch, revision: int) -> Page:
    """Change the text."""
    page = selectors.page(user, page_id)
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    rows = Page.objects.filter(pk=page_id)
    with transaction.atomic():
        revisions.write(rows, revision, values, lambda: selectors.page_out(selectors.page(user, page_id)), "page")
        events.changed(page.story, f"page:{page_id}")
    return selectors.page(user, page_id)


def move_page(user: AbstractBaseUser, page_id: uuid.UUID, position: int) -> Story:
    """Put a page at a position; the others close up. A position behind the end means the end."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        order = [row for row in page.story.pages.all() if row.pk != page_id]
        order.insert(position, page)
        _number(order)
        events.changed(page.story, f"story:{page.story_id}")
    return page.story


def _number(order: list[Page]) -> None:
    for position, row in enumerate(order):
        Page.objects.filter(pk=row.pk).exclude(position=position).update(position=position)


def delete_page(user: AbstractBaseUser, page_id: uuid.UUID) -> None:
    """Delete a page with its pictures; the others close up."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        _cancel_jobs_of(page.panels.values_list("pk", flat=True))
        page.delete()
        _number(list(page.story.pages.all()))
        events.changed(page.story, f"story:{page.story_id}", f"page:{page_id}")
