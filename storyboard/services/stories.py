"""Decisions about stories, casts and pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max

from characters import revisions
from characters import selectors as character_selectors
from characters import services as characters
from characters.models import Character
from characters.schemas import CharacterIn
from jobs import database
from jobs.errors import Refused, Trouble
from storyboard import events, selectors
from storyboard.events import in_turn
from storyboard.models import Appearance, CastMember, Page, Panel, Story
from storyboard.publishing import PublishingError, edition
from storyboard.schemas.pages import DivideIn, PagePatch
from storyboard.schemas.stories import StoryIn, StoryPatch


def create_story(user: AbstractBaseUser, wanted: StoryIn) -> Story:
    """A new story with nothing written in it; 422 for a destination or page size that there is not."""
    _check_destination(wanted.profile, wanted.trim)
    with transaction.atomic():
        story = Story.objects.create(owner_id=user.pk, **wanted.model_dump(exclude={"pages"}))
        _append(story, [""] * wanted.pages)
    return story


def change_story(user: AbstractBaseUser, story_id: uuid.UUID, patch: StoryPatch, revision: int) -> tuple[Story, int]:
    """Change what a story says of itself; 422 for a panel not of this story, or a destination that there is not.

    With another destination the page size goes back to its first, unless one is given.
    """
    story = selectors.story(user, story_id)
    rows = Story.objects.filter(pk=story_id)
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    if "cover_panel" in patch.model_fields_set:
        _check_panel(user, story, patch.cover_panel)
        values["cover_panel"] = patch.cover_panel
    if patch.profile is not None or patch.trim is not None:
        values |= _destination(story, patch)
    with transaction.atomic():
        in_turn(story)
        revisions.write(
            rows, revision, values, lambda: selectors.story_out(user, *selectors.told(user, story_id)), "story's title"
        )
        events.changed(story, f"story:{story_id}")
        return selectors.told(user, story_id)


def _destination(story: Story, patch: StoryPatch) -> dict[str, object]:
    profile = story.profile if patch.profile is None else patch.profile
    trim = patch.trim if patch.trim is not None else story.trim if profile == story.profile else ""
    _check_destination(profile, trim)
    return {"profile": profile, "trim": trim}


def _check_destination(profile: str, trim: str) -> None:
    """One that books can be made for; `ExportIn` takes both as they are."""
    if not profile and not trim:
        return
    try:
        edition(profile, trim)
    except PublishingError as error:
        raise Refused(422, Trouble("unknown_profile", str(error), hint="Choose one of the list.")) from error


def _check_panel(user: AbstractBaseUser, story: Story, panel: uuid.UUID | None) -> None:
    """One that is in the trash may be chosen too: whoever takes a step back does not know where it is now."""
    if panel is None or Panel.with_trash.filter(pk=panel, page__story=story).exists():
        return
    if Panel.with_trash.filter(pk=panel, page__story__in=selectors.for_user(user, with_trash=True)).exists():
        trouble = Trouble("other_story", "That picture belongs to another story.", hint="Choose one of the list.")
    else:
        message = "That picture was deleted for good. The cover stays as it is."
        trouble = Trouble("picture_gone", message, hint="Choose one of the list.")
    raise Refused(422, trouble)


def add_character(user: AbstractBaseUser, story_id: uuid.UUID, wanted: CharacterIn) -> Character:
    """A new character at the end of the cast. Pages that exist are not touched."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        database.hold_people(story.owner_id)
        in_turn(story)
        story = selectors.story(user, story_id)  # unless it has been deleted with the account of its owner
        character = characters.create(story.owner_id, story.topic, wanted)
        last = CastMember.with_trash.filter(story=story).aggregate(last=Max("position"))["last"]
        CastMember.objects.create(story=story, character=character, position=0 if last is None else last + 1)
        events.changed(story, f"story:{story_id}", f"character:{character.pk}")
    return character_selectors.get(user, character.pk)


def add_page(user: AbstractBaseUser, story_id: uuid.UUID, after: uuid.UUID | None) -> Page:
    """A new page with one panel, behind `after` or at the end."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        in_turn(story)
        position = story.pages.count()
        if after is not None:
            before = selectors.page(user, after)
            if before.story_id != story_id:
                raise Refused(422, Trouble("other_story", "That page belongs to another story."))
            position = before.position + 1
        page = _insert(story, position)
        Panel.objects.create(page=page)
        events.changed(story, f"story:{story_id}", f"page:{page.pk}")
    return page


def _insert(story: Story, position: int, text: str = "", *, spread: bool = False) -> Page:
    story.pages.filter(position__gte=position).update(position=F("position") + 1)
    return Page.objects.create(story=story, position=position, text=text, spread=spread)


def add_pages(user: AbstractBaseUser, story_id: uuid.UUID, texts: list[str]) -> list[Page]:
    """New pages at the end, one for each text: all of them or none."""
    story = selectors.story(user, story_id)
    with transaction.atomic():
        in_turn(story)
        added = _append(story, texts)
        events.changed(story, f"story:{story_id}", *(f"page:{page.pk}" for page in added))
    return added


def _append(story: Story, texts: list[str]) -> list[Page]:
    first = story.pages.count()
    pages = Page.objects.bulk_create(
        Page(story=story, position=first + index, text=text) for index, text in enumerate(texts)
    )
    Panel.objects.bulk_create(Panel(page=page) for page in pages)
    return pages


def duplicate_page(user: AbstractBaseUser, page_id: uuid.UUID) -> Page:
    """A page behind this one with the same words, cast and kept looks. Its pictures are still to be drawn."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        in_turn(page.story)
        page.refresh_from_db(fields=["position"])
        copy = _insert(page.story, page.position + 1, page.text, spread=page.spread)
        for panel in page.panels.all():
            kept = ("position", "scene", "notices", "seed", "places", "outfits", "bubbles")
            twin = Panel.objects.create(page=copy, **{name: getattr(panel, name) for name in kept})
            shown = panel.appearances.values_list("character_id", "position")
            Appearance.objects.bulk_create(
                Appearance(panel=twin, character_id=who, position=position) for who, position in shown
            )
        events.changed(page.story, f"story:{page.story_id}", f"page:{copy.pk}")
    return copy


def change_page(user: AbstractBaseUser, page_id: uuid.UUID, patch: PagePatch, revision: int) -> Page:
    """Change the text."""
    page = selectors.page(user, page_id)
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    rows = Page.objects.filter(pk=page_id)
    with transaction.atomic():
        in_turn(page.story)
        revisions.write(rows, revision, values, lambda: selectors.page_out(selectors.page(user, page_id)), "page")
        events.changed(page.story, f"page:{page_id}@{revision + 1}")
    page.text, page.revision = patch.text if patch.text is not None else page.text, revision + 1
    return page


def divide_page(user: AbstractBaseUser, page_id: uuid.UUID, parts: DivideIn, revision: int) -> Story:
    """Leave the first part of a text on its page and put the rest on a new one behind it: both or nothing."""
    page = selectors.page(user, page_id)
    rows = Page.objects.filter(pk=page_id)
    with transaction.atomic():
        in_turn(page.story)
        page.refresh_from_db(fields=["position"])
        values: dict[str, object] = {"text": parts.first}
        revisions.write(rows, revision, values, lambda: selectors.page_out(selectors.page(user, page_id)), "page")
        behind = _insert(page.story, page.position + 1, parts.rest)
        Panel.objects.create(page=behind)
        events.changed(page.story, f"story:{page.story_id}", f"page:{page_id}", f"page:{behind.pk}")
    return page.story


def move_page(user: AbstractBaseUser, page_id: uuid.UUID, position: int) -> Story:
    """Put a page at a position; the others close up. A position behind the end means the end."""
    page = selectors.page(user, page_id)
    with transaction.atomic():
        in_turn(page.story)
        order = [row for row in page.story.pages.all() if row.pk != page_id]
        order.insert(position, page)
        number(order)
        events.changed(page.story, f"story:{page.story_id}")
    return page.story


def number(order: Sequence[Page] | Sequence[Panel]) -> None:
    """Give pages of a story, or panels of a page, the positions that they have in the list."""
    for position, row in enumerate(order):
        type(row)._default_manager.filter(pk=row.pk).exclude(position=position).update(position=position)
