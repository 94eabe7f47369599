"""What is thrown away stays for thirty days and can be taken back as it was."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from characters import outfits
from characters import selectors as character_selectors
from characters import services as characters
from characters.models import Character
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.events import record
from jobs.models import Role, Share
from storyboard import events, selectors
from storyboard.events import in_turn
from storyboard.models import Appearance, CastMember, Page, Panel, Story
from storyboard.services.stories import number

KEPT_FOR = timedelta(days=30)


def throw_story(user: AbstractBaseUser, story_id: uuid.UUID) -> None:
    """Put a story into the trash. What waits or runs for it ends. Only its owner may."""
    _throw_story(selectors.story(user, story_id, Role.OWNER))


def _throw_story(story: Story) -> None:
    with transaction.atomic():
        jobs.lock_all(topic=story.topic)
        in_turn(story)
        jobs.cancel_topic(story.topic)
        Story.with_trash.filter(pk=story.pk).update(trashed_at=timezone.now())


def delete_all_stories(user: AbstractBaseUser) -> None:
    """Delete every story that a person owns for good, also what lies in the trash."""
    for story in Story.with_trash.filter(owner_id=user.pk):
        _throw_story(story)
        _delete_story(story)


def restore_story(user: AbstractBaseUser, story_id: uuid.UUID) -> tuple[Story, int]:
    """Take a story back out of the trash."""
    story = selectors.trashed_story(user, story_id)
    with transaction.atomic():
        in_turn(story)
        Story.with_trash.filter(pk=story_id).update(trashed_at=None)
        events.changed(story, f"story:{story_id}")
        return selectors.told(user, story_id)


def delete_story(user: AbstractBaseUser, story_id: uuid.UUID) -> None:
    """Delete a story in the trash for good, and those of its characters who are in no other story."""
    _delete_story(selectors.trashed_story(user, story_id))


def _delete_story(story: Story) -> None:
    with transaction.atomic():
        members = CastMember.with_trash.filter(story=story).select_related("character")
        cast = [member.character for member in members]
        jobs.lock_all(subject_id__in=characters.subjects(*cast))
        in_turn(story)
        if not Story.with_trash.filter(pk=story.pk, trashed_at__isnull=False).exists():
            return  # it was put back meanwhile
        Share.objects.filter(topic=story.topic).delete()
        story.delete()
        elsewhere = set(CastMember.with_trash.filter(character__in=cast).values_list("character", flat=True))
        characters.delete(*(character for character in cast if character.pk not in elsewhere))


def throw_page(user: AbstractBaseUser, page_id: uuid.UUID) -> None:
    """Put a page with its pictures into the trash; the others close up."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        panels = list(page.panels.values_list("pk", flat=True))
        jobs.lock_all(subject_id__in=panels)
        in_turn(page.story)
        Page.objects.filter(pk=page_id).update(trashed_at=timezone.now(), held_by=None, held_until=None)
        number(list(page.story.pages.all()))
        jobs.cancel_all(*panels)
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
        in_turn(page.story)
        Page.with_trash.filter(pk=page_id, trashed_at__isnull=False).delete()  # unless it was put back meanwhile
        events.changed(page.story, f"story:{page.story_id}")


def throw_character(user: AbstractBaseUser, character_id: uuid.UUID) -> None:
    """Put a character into the trash; 409 with the page numbers while a panel uses it."""
    character = character_selectors.get(user, character_id)
    with transaction.atomic():
        stories = _stories(character)
        jobs.lock_all(subject_id__in=characters.subjects(character))
        in_turn(*stories)
        used = Page.objects.filter(panels__trashed_at=None, panels__appearances__character=character)
        if numbers := sorted(position + 1 for position in set(used.values_list("position", flat=True))):
            raise Refused(409, _in_use(character, numbers))
        characters.throw(character)
        _tell(character.pk, stories)


def _in_use(character: Character, numbers: list[int]) -> Trouble:
    listed = ", ".join(str(number) for number in numbers)
    return Trouble(
        "character_in_use",
        f"{character.name} is in the pictures of these pages: {listed}.",
        hint=f"Take {character.name} out of these pictures first.",
        details={"pages": numbers},
    )


def restore_character(user: AbstractBaseUser, character_id: uuid.UUID) -> Character:
    """Take a character back into the cast, with all looks and what was learnt."""
    character = character_selectors.trashed(user, character_id)
    with transaction.atomic():
        stories = _stories(character)
        in_turn(*stories)
        characters.restore(character)
        _tell(character.pk, stories)
    return character_selectors.get(user, character_id)


def delete_character(user: AbstractBaseUser, character_id: uuid.UUID) -> None:
    """Delete a character in the trash for good. Only the story's owner may."""
    character = character_selectors.trashed(user, character_id, Role.OWNER)
    with transaction.atomic():
        stories = _stories(character)
        _delete_character(character, stories)
        _tell(character_id, stories)


def _delete_character(character: Character, stories: list[Story]) -> None:
    jobs.lock_all(subject_id__in=characters.subjects(character))
    in_turn(*stories)
    if not Character.with_trash.filter(pk=character.pk, trashed_at__isnull=False).exists():
        return  # they were put back meanwhile
    # Pages in the trash keep their pictures of the character, but would come back without them in the cast.
    Appearance.objects.filter(character=character).delete()
    characters.delete(character)


def _stories(character: Character) -> list[Story]:
    """All that have a character in their cast."""
    return list(Story.with_trash.filter(cast__character=character))


def _tell(character_id: uuid.UUID, stories: list[Story]) -> None:
    for story in stories:
        events.changed(story, f"story:{story.pk}", f"character:{character_id}")


def empty_old() -> int:
    """Delete what has been in the trash for longer than thirty days; returns how many things."""
    before = timezone.now() - KEPT_FOR
    stories = list(Story.with_trash.filter(trashed_at__lt=before))
    for story in stories:
        _delete_story(story)
    pages = list(Page.with_trash.filter(trashed_at__lt=before).select_related("story"))
    for page in pages:
        with transaction.atomic():
            in_turn(page.story)
            Page.with_trash.filter(pk=page.pk, trashed_at__lt=before).delete()
    panels = list(Panel.with_trash.filter(trashed_at__lt=before).select_related("page__story"))
    for panel in panels:
        with transaction.atomic():
            in_turn(panel.page.story)
            Panel.with_trash.filter(pk=panel.pk, trashed_at__lt=before).delete()
    gone = list(Character.with_trash.filter(trashed_at__lt=before))
    for character in gone:
        with transaction.atomic():
            having = _stories(character)
            _delete_character(character, having)
            for story in having:  # which offered a file of the character; not a change of its words
                record(story.topic, changed=[f"story:{story.pk}"])
    return len(stories) + len(pages) + len(panels) + len(gone) + outfits.empty_old(before)
