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
from jobs.idempotency import id_for
from storyboard import events, selectors
from storyboard.events import in_turn
from storyboard.models import Appearance, CastMember, Page, Panel, Story
from storyboard.publishing import PublishingError, edition
from storyboard.schemas.pages import DivideIn, PagePatch
from storyboard.schemas.stories import StoryIn, StoryPatch


def create_story(user: AbstractBaseUser, wanted: StoryIn, key: str | None = None) -> Story:
    """A new story with nothing written in it; 422 for a destination or page size that there is not."""
    _check_destination(wanted.profile, wanted.trim)
    new_id, values = id_for(user, key, "story"), {"owner_id": user.pk, **wanted.model_dump(exclude={"pages"})}
    with transaction.atomic():
        story, is_new = Story.with_trash.get_or_create(pk=new_id, defaults=values)
        if is_new:
            _append(story, [uuid.uuid4() for _ in range(wanted.pages)], [""] * wanted.pages)
    return selectors.story(user, new_id)


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


def add_character(
    user: AbstractBaseUser, story_id: uuid.UUID, wanted: CharacterIn, key: str | None = None
) -> Character:
    """A new character at the end of the cast. Pages that exist are not touched."""
    story, new_id = selectors.story(user, story_id), id_for(user, key, story_id, "character")
    with transaction.atomic():
        database.hold_people(story.owner_id)
        in_turn(story)
        story = selectors.story(user, story_id)  # unless it has been deleted with the account of its owner
        if not Character.with_trash.filter(pk=new_id).exists():
            character = characters.create(new_id, story.owner_id, story.topic, wanted)
            last = CastMember.with_trash.filter(story=story).aggregate(last=Max("position"))["last"]
            CastMember.objects.create(story=story, character=character, position=0 if last is None else last + 1)
            events.changed(story, f"story:{story_id}", f"character:{new_id}")
    return character_selectors.get(user, new_id)


def add_page(user: AbstractBaseUser, story_id: uuid.UUID, after: uuid.UUID | None, key: str | None = None) -> Page:
    """A new page with one panel, behind `after` or at the end."""
    story, new_id = selectors.story(user, story_id), id_for(user, key, story_id, "page")
    with transaction.atomic():
        in_turn(story)
        if Page.with_trash.filter(pk=new_id).exists():
            return selectors.page(user, new_id)
        position = story.pages.count()
        if after is not None:
            before = selectors.page(user, after)
            if before.story_id != story_id:
                raise Refused(422, Trouble("other_story", "That page belongs to another story."))
            position = before.position + 1
        page = _insert(story, Page(pk=new_id, position=position))
        Panel.objects.create(page=page)
        events.changed(story, f"story:{story_id}", f"page:{page.pk}")
    return page


def _insert(story: Story, page: Page) -> Page:
    story.pages.filter(position__gte=page.position).update(position=F("position") + 1)
    page.story = story
    page.save(force_insert=True)
    return page


def add_pages(user: AbstractBaseUser, story_id: uuid.UUID, texts: list[str], key: str | None = None) -> list[Page]:
    """New pages at the end, one for each text: all of them or none."""
    story = selectors.story(user, story_id)
    ids = [id_for(user, key, story_id, "pages", number) for number in range(len(texts))]
    with transaction.atomic():
        in_turn(story)
        if Page.with_trash.filter(pk__in=ids).exists():
            return [selectors.page(user, each) for each in ids]
        added = _append(story, ids, texts)
        events.changed(story, f"story:{story_id}", *(f"page:{page.pk}" for page in added))
    return added


def _append(story: Story, ids: list[uuid.UUID], texts: list[str]) -> list[Page]:
    first = story.pages.count()
    pages = Page.objects.bulk_create(
        Page(pk=new_id, story=story, position=first + index, text=text)
        for index, (new_id, text) in enumerate(zip(ids, texts, strict=True))
    )
    Panel.objects.bulk_create(Panel(page=page) for page in pages)
    return pages


def duplicate_page(user: AbstractBaseUser, page_id: uuid.UUID, key: str | None = None) -> Page:
    """A page behind this one with the same words, cast and kept looks. Its pictures are still to be drawn."""
    page, new_id = selectors.page(user, page_id), id_for(user, key, page_id, "copy")
    with transaction.atomic():
        in_turn(page.story)
        if Page.with_trash.filter(pk=new_id).exists():
            return selectors.page(user, new_id)
        page.refresh_from_db(fields=["position"])
        copy = _insert(page.story, Page(pk=new_id, position=page.position + 1, text=page.text, spread=page.spread))
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
        behind = _insert(page.story, Page(position=page.position + 1, text=parts.rest))
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
