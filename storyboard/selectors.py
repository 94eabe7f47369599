"""Questions about stories; every one starts from what belongs to the person who asks."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, F, Model, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from characters import selectors as characters
from jobs import access
from jobs import selectors as jobs
from jobs.errors import not_found
from jobs.models import ACTIVE, Job, Role
from storyboard import versions
from storyboard.models import Book, Pack, Page, Panel, Picture, Story
from storyboard.saved_files import pack_out
from storyboard.schemas.books import BookOut, FindingOut
from storyboard.schemas.pages import PageOut, TrashedPageOut
from storyboard.schemas.panels import Bubble, LikenessOut, PanelOut, PictureOut, Place, Worn
from storyboard.schemas.stories import StoryOut, StoryRole, StorySummaryOut, TrashedStoryOut

Row = TypeVar("Row", bound=Model)

#: what `panel_out` needs of a panel
PANEL_PARTS = ("appearances__character__card", "appearances__character__outfits__card", "pictures")


def for_user(user: AbstractBaseUser, *, with_trash: bool = False) -> QuerySet[Story]:
    """The stories a person may see: the own ones and those that others share."""
    stories = Story.with_trash if with_trash else Story.objects
    return stories.filter(Q(owner_id=user.pk) | Q(pk__in=access.visible_ids(user, "story")))


def _one(rows: QuerySet[Row], row_id: uuid.UUID, what: str) -> Row:
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise not_found(what)
    return found


# All of these let nobody in who may only read, unless the caller says that reading is enough: a new caller that
# forgets about roles is too strict rather than too open.


def story(user: AbstractBaseUser, story_id: uuid.UUID, role: Role = Role.EDITOR) -> Story:
    """One story, or 404; 403 for somebody who may see it but not in this role."""
    found = _one(Story.objects.all(), story_id, "story")
    access.admit(user, found.owner_id, found.topic, role, "story")
    return found


def told(user: AbstractBaseUser, story_id: uuid.UUID) -> tuple[Story, int]:
    """One story and the number of the newest event that it is sure to show: what comes later is fetched again.

    Who writes asks for it in the same transaction. Afterwards it could be somebody else's words and revision, and the
    window would take them for its own.
    """
    seq = jobs.current_seq(Story(pk=story_id).topic)
    return story(user, story_id), seq


def page(user: AbstractBaseUser, page_id: uuid.UUID, role: Role = Role.EDITOR) -> Page:
    """One page with its story, or 404; 403 as for the story."""
    found = _one(Page.objects.filter(story__trashed_at=None).select_related("story"), page_id, "page")
    access.admit(user, found.story.owner_id, found.story.topic, role, "page")
    return found


def panel(user: AbstractBaseUser, panel_id: uuid.UUID, role: Role = Role.EDITOR) -> Panel:
    """One panel with its page and story, or 404; 403 as for the story."""
    there = Panel.objects.filter(page__trashed_at=None, page__story__trashed_at=None)
    found = _one(there.select_related("page__story"), panel_id, "panel")
    access.admit(user, found.page.story.owner_id, found.page.story.topic, role, "panel")
    return found


def tries(row: Panel) -> int:
    """How many tries of a panel were ever asked for, here and where it was unpacked from."""
    return row.tries_before + Job.objects.filter(subject_id=row.pk, kind="render").count()


def any_page(user: AbstractBaseUser, page_id: uuid.UUID) -> Page:
    """One page, in the trash or not, with its story; or 404, and 403 as for the story."""
    rows = Page.with_trash.filter(story__in=for_user(user, with_trash=True))
    found = _one(rows.select_related("story"), page_id, "page")
    access.require(user, found.story.owner_id, found.story.topic, Role.EDITOR)
    return found


def trashed_stories(user: AbstractBaseUser) -> QuerySet[Story]:
    """The stories that a person threw away, newest first."""
    return Story.with_trash.filter(owner_id=user.pk, trashed_at__isnull=False).order_by("-trashed_at")


def trashed_pages(user: AbstractBaseUser) -> QuerySet[Page]:
    """The pages that were thrown away out of stories that a person may see, newest first."""
    thrown = Page.with_trash.filter(story__in=for_user(user), trashed_at__isnull=False)
    return thrown.select_related("story").order_by("-trashed_at")


def trashed_story(user: AbstractBaseUser, story_id: uuid.UUID) -> Story:
    """One story in the trash, or 404; 403 for those it was shared with: only its owner has a trash."""
    found = _one(for_user(user, with_trash=True).filter(trashed_at__isnull=False), story_id, "story in the trash")
    access.require(user, found.owner_id, found.topic, Role.OWNER)
    return found


def trashed_page(user: AbstractBaseUser, page_id: uuid.UUID, role: Role = Role.EDITOR) -> Page:
    """One page in the trash, or 404; 403 for somebody who may see its story but not in this role."""
    found = _one(trashed_pages(user), page_id, "page in the trash")
    access.require(user, found.story.owner_id, found.story.topic, role)
    return found


def picture(user: AbstractBaseUser, picture_id: uuid.UUID) -> Picture:
    """One picture to look at, or 404."""
    return _one(Picture.objects.filter(panel__page__story__in=for_user(user, with_trash=True)), picture_id, "picture")


def book(user: AbstractBaseUser, book_id: uuid.UUID) -> Book:
    """One book to read, or 404."""
    return _one(Book.objects.filter(story__in=for_user(user)), book_id, "book")


def pack(user: AbstractBaseUser, pack_id: uuid.UUID) -> Pack:
    """One file of a story or character to download, or 404; 403 for those who may only read: it holds all of it."""
    found = _one(Pack.objects.filter(story__in=for_user(user)).select_related("story"), pack_id, "file")
    access.require(user, found.story.owner_id, found.story.topic, Role.EDITOR)
    return found


def summaries(user: AbstractBaseUser) -> list[StorySummaryOut]:
    """The shelf, last changed first."""
    stories = for_user(user).annotate(page_count=Count("pages", filter=Q(pages__trashed_at=None))).order_by("-saved_at")
    active = jobs.for_user(user).filter(state__in=ACTIVE).values_list("topic").annotate(Count("pk"))
    running: dict[str, int] = dict(active)
    covers, shared = _covers(user), access.roles(user)
    return [
        StorySummaryOut(
            id=each.pk,
            title=each.title,
            author=each.author,
            saved_at=each.saved_at,
            pages=each.page_count,
            cover_url=covers.get(each.pk),
            jobs_running=running.get(each.topic, 0),
            role=_ROLES[Role.OWNER if each.owner_id == user.pk else shared.get(each.topic, Role.VIEWER)],
        )
        for each in stories
    ]


def _covers(user: AbstractBaseUser) -> dict[uuid.UUID, str]:
    """Per story the chosen picture, or the first: what comes later in the list takes the place."""
    there = Panel.objects.filter(page__story__in=for_user(user), page__trashed_at=None, kept__isnull=False)
    kept = there.alias(chosen=Q(pk=F("page__story__cover_panel"))).order_by("chosen", "-page__position", "-position")
    return {story_id: picture_url(kept_id) for story_id, kept_id in kept.values_list("page__story_id", "kept_id")}


def picture_url(picture_id: uuid.UUID | None) -> str:
    """Where a picture is served."""
    return f"/media/pictures/{picture_id}"


_ROLES: dict[Role, StoryRole] = {Role.OWNER: "owner", Role.EDITOR: "editor", Role.VIEWER: "viewer"}


def story_out(user: AbstractBaseUser, row: Story, seq: int) -> StoryOut:
    """A story with all its parts and what the person may do with it; `seq` was read before the row."""
    held = access.role_of(user, row.owner_id, row.topic) or Role.VIEWER
    owner = user if held == Role.OWNER else row.owner
    cast = characters.for_user(owner).filter(memberships__story=row).order_by("memberships__position")
    return StoryOut(
        id=row.pk,
        title=row.title,
        author=row.author,
        language=row.language,
        style=row.style,
        profile=row.profile,
        trim=row.trim,
        readers=row.readers,  # type: ignore[arg-type]  # the column is wider than the ages
        revision=row.revision,
        saved_at=row.saved_at,
        seq=seq,
        cast=characters.characters_out(cast),
        pages=pages_out(row),
        jobs=jobs.jobs_out(jobs.of_topic(row.topic)),
        books=[book_out(each) for each in row.books.all()],
        press=row.press,
        cover_panel=row.cover_panel,
        packs=[pack_out(each) for each in row.packs.all()] if held >= Role.EDITOR else [],
        disclosure_url=f"/media/disclosures/{row.pk}",
        role=_ROLES[held],
    )


def pages_out(row: Story) -> list[PageOut]:
    """All pages in order."""
    return [page_out(each) for each in row.pages.prefetch_related(*(f"panels__{part}" for part in PANEL_PARTS))]


def trashed_pages_out(row: Story) -> list[TrashedPageOut]:
    """The pages that were thrown out of a story, newest first."""
    pages = trashed_pages(row.owner).filter(story=row).prefetch_related("panels__pictures")
    return [_trashed_page_out(each) for each in pages]


def _trashed_page_out(row: Page) -> TrashedPageOut:
    shown = [panel.kept_id or picture.pk for panel in row.panels.all() for picture in panel.pictures.all()]
    kept = {name: getattr(row, name) for name in ("id", "position", "text", "trashed_at")}
    return TrashedPageOut.model_validate({**kept, "picture_url": picture_url(shown[-1]) if shown else None})


def trashed_stories_out(user: AbstractBaseUser) -> list[TrashedStoryOut]:
    """The stories in the trash, newest first."""
    stories = trashed_stories(user).annotate(page_count=Count("pages", filter=Q(pages__trashed_at=None)))
    shown = stories.values("id", "title", "trashed_at", "page_count")
    return [TrashedStoryOut.model_validate({**each, "pages": each["page_count"]}) for each in shown]


def page_out(row: Page) -> PageOut:
    """A page as the API shows it. What its panels are made of is fetched together, unless it was before."""
    prefetch_related_objects([row], *(f"panels__{part}" for part in PANEL_PARTS))
    panels = [panel_out(each) for each in row.panels.all()]
    return PageOut(
        id=row.pk,
        position=row.position,
        text=row.text,
        spread=row.spread,
        revision=row.revision,
        held_by=holder(row),
        panels=panels,
    )


def held_pages(row: Story) -> int:
    """How many pages of a story somebody writes on."""
    return len(row.pages.filter(held_until__gt=timezone.now()).order_by().values_list("pk"))  # quicker than to count


def holder(row: Page) -> uuid.UUID | None:
    """The window that writes on a page; nobody once it has not been heard of for a while."""
    return row.held_by if row.held_until is not None and row.held_until > timezone.now() else None


def panel_out(row: Panel) -> PanelOut:
    """A panel as the API shows it. What it is made of is fetched together, unless it was before."""
    prefetch_related_objects([row], *PANEL_PARTS)
    return PanelOut(
        id=row.pk,
        scene=row.scene,
        cast=[each.character_id for each in row.appearances.all()],
        places=[Place(**each) for each in row.places],
        outfits=[Worn(character=who, outfit=outfit) for who, outfit in row.outfits.items()],
        bubbles=[Bubble(**each) for each in row.bubbles],
        kept=row.kept_id,
        seed=row.seed,
        locked=row.locked,
        revision=row.revision,
        pictures=[_picture_out(each, row) for each in row.pictures.all()],
        notices=row.notices,
    )


def _picture_out(row: Picture, panel: Panel) -> PictureOut:
    return PictureOut(
        id=row.pk,
        url=picture_url(row.pk),
        style=row.request.get("style", ""),
        seed=row.seed,
        prompt=row.prompt,
        created_at=row.created_at,
        likeness=[LikenessOut(**each) for each in row.likeness],
        notices=row.notices,
        stale=versions.stale(row, panel),
    )


def book_out(row: Book) -> BookOut:
    """A book as the API shows it."""
    return BookOut(
        id=row.pk,
        url=f"/media/books/{row.pk}",
        cover_url=f"/media/covers/{row.pk}" if row.cover else None,
        format=row.format,
        profile=row.profile,
        trim=row.trim,
        facing=row.facing,
        draft=row.draft,
        created_at=row.created_at,
        pages=row.pages,
        enlarger=row.enlarger,
        press=row.press,
        sha256=row.sha256,
        notices=[FindingOut.kept(each) for each in row.notices],
    )
