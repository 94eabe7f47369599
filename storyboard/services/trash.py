"""What is thrown away stays for thirty days and can be taken back as it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from characters import selectors as character_selectors
from characters import services as characters
from characters.models import Character
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Role, Share
from storyboard import events, selectors
from storyboard.models import Appearance, CastMember, Page, Panel, Story
from storyboard.services.stories import in_turn, number

KEPT_FOR = timedelta(days=30)


def throw_story(user: AbstractBaseUser, story_id: uuid.UUID) -> None:
    """Put a story into the trash. What waits or runs for it ends. Only its owner may."""
    story = selectors.story(user, story_id, Role.OWNER)
    with transaction.atomic():
        jobs.cancel_topic(story.topic)
        Story.objects.filter(pk=story_id).update(trashed_at=timezone.now())


def restore_story(user: AbstractBaseUser, story_id: uuid.UUID) -> Story:
    """Take a story back out of the trash."""
    story = selectors.trashed_story(user, story_id)
    with transaction.atomic():
        Story.with_trash.filter(pk=story_id).update(trashed_at=None)
        events.changed(story, f"story:{story_id}")
    return selectors.story(user, story_id)


def delete_story(user: AbstractBaseUser, story_id: uuid.UUID) -> None:
    """Delete a story in the trash for good, and those of its characters who are in no other story."""
    _delete_story(selectors.trashed_story(user, story_id))


def _delete_story(story: Story) -> None:
    with transaction.atomic():
        members = CastMember.with_trash.filter(story=story).select_related("character")
        cast = [member.character for member in members]
        Share.objects.filter(topic=story.topic).delete()
        story.delete()
        for character in cast:
            if not CastMember.with_trash.filter(character=character).exists():
                characters.delete(character)


def throw_page(user: AbstractBaseUser, page_id: uuid.UUID) -> None:
    """Put a page with its pictures into the trash; the others close up."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        _cancel_jobs_of(page.panels.values_list("pk", flat=True))
        in_turn(page.story)
        Page.objects.filter(pk=page_id).update(trashed_at=timezone.now(), held_by=None, held_until=None)
        number(list(page.story.pages.all()))
        events.changed(page.story, f"story:{page.story_id}", f"page:{page_id}")


def restore_page(user: AbstractBaseUser, page_id: uuid.UUID) -> Story:
    """Take a page back to where it was, or to the end of a story that is shorter by now; and whoever is on it."""
    page = selectors.trashed_page(user, page_id)
    with transaction.atomic():
        in_turn(page.story)
        order = list(page.story.pages.all())
        order.insert(page.position, page)
        Page.with_trash.filter(pk=page_id).update(trashed_at=None)
        number(order)
        for character in Character.with_trash.filter(
            trashed_at__isnull=False, appearances__panel__page=page_id, appearances__panel__trashed_at=None
        ):
            characters.restore(character)
        events.changed(page.story, f"story:{page.story_id}", f"page:{page_id}")
    return page.story


def delete_page(user: AbstractBaseUser, page_id: uuid.UUID) -> None:
    """Delete a page in the trash for good. Only the story's owner may."""
    page = selectors.trashed_page(user, page_id, Role.OWNER)
    with transaction.atomic():
        page.delete()
        events.changed(page.story, f"story:{page.story_id}")


def throw_character(user: AbstractBaseUser, character_id: uuid.UUID) -> None:
    """Put a character into the trash; 409 with the page numbers while a panel uses it."""
    character = character_selectors.get(user, character_id)
    with transaction.atomic():
        used = Page.objects.filter(panels__trashed_at=None, panels__appearances__character=character)
        if numbers := sorted(position + 1 for position in set(used.values_list("position", flat=True))):
            raise Refused(409, _in_use(character, numbers))
        characters.throw(character)
        _tell(character)


def _in_use(character: Character, numbers: list[int]) -> Trouble:
    where = "page" if len(numbers) == 1 else "pages"
    listed = ", ".join(str(number) for number in numbers)
    return Trouble(
        "character_in_use",
        f"{character.name} is in the picture of {where} {listed}.",
        hint=f"Take {character.name} out of these pictures first.",
        details={"pages": numbers},
    )


def restore_character(user: AbstractBaseUser, character_id: uuid.UUID) -> Character:
    """Take a character back into the cast, with all looks and what was learnt."""
    character = character_selectors.trashed(user, character_id)
    with transaction.atomic():
        characters.restore(character)
        _tell(character)
    return character_selectors.get(user, character_id)


def delete_character(user: AbstractBaseUser, character_id: uuid.UUID) -> None:
    """Delete a character in the trash for good. Only the story's owner may."""
    character = character_selectors.trashed(user, character_id, Role.OWNER)
    with transaction.atomic():
        _tell(character)
        _delete_character(character)


def _delete_character(character: Character) -> None:
    # Pages in the trash keep their pictures of the character, but would come back without them in the cast.
    Appearance.objects.filter(character=character).delete()
    characters.delete(character)


def _tell(character: Character) -> None:
    for member in CastMember.with_trash.filter(character=character).select_related("story"):
        events.changed(member.story, f"story:{member.story_id}", f"character:{character.pk}")


def empty_old() -> int:
    """Delete what has been in the trash for longer than thirty days; returns how many things."""
    before = timezone.now() - KEPT_FOR
    stories = list(Story.with_trash.filter(trashed_at__lt=before))
    for story in stories:
        _delete_story(story)
    pages = list(Page.with_trash.filter(trashed_at__lt=before))
    for page in pages:
        page.delete()
    panels = list(Panel.with_trash.filter(trashed_at__lt=before))
    for panel in panels:
        panel.delete()
    gone = list(Character.with_trash.filter(trashed_at__lt=before))
    for character in gone:
        _delete_character(character)
    return len(stories) + len(pages) + len(panels) + len(gone)


def _cancel_jobs_of(subjects: Iterable[uuid.UUID]) -> None:
    for subject in subjects:
        jobs.cancel_all(subject)
