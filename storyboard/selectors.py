"""Questions about stories; every one starts from what belongs to the person who asks."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Model, QuerySet

from characters import selectors as characters
from jobs import selectors as jobs
from jobs.errors import not_found
from jobs.models import ACTIVE, Job
from storyboard.models import Book, Page, Panel, Picture, Story
from storyboard.schemas import BookOut, LikenessOut, PageOut, PanelOut, PictureOut, StoryOut, StorySummaryOut

Row = TypeVar("Row", bound=Model)


def for_user(user: AbstractBaseUser) -> QuerySet[Story]:
    """The stories a person may see."""
    return Story.objects.filter(owner_id=user.pk)


def _one(rows: QuerySet[Row], row_id: uuid.UUID, what: str) -> Row:
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise not_found(what)
    return found


def story(user: AbstractBaseUser, story_id: uuid.UUID) -> Story:
    """One story, or 404."""
    return _one(for_user(user), story_id, "story")


def page(user: AbstractBaseUser, page_id: uuid.UUID) -> Page:
    """One page with its story, or 404."""
    return _one(Page.objects.filter(story__owner_id=user.pk).select_related("story"), page_id, "page")


def panel(user: AbstractBaseUser, panel_id: uuid.UUID) -> Panel:
    """One panel with its page and story, or 404."""
    rows = Panel.objects.filter(page__story__owner_id=user.pk).select_related("page__story")
    return _one(rows, panel_id, "panel")


def picture(user: AbstractBaseUser, picture_id: uuid.UUID) -> Picture:
    """One picture, or 404."""
    return _one(Picture.objects.filter(panel__page__story__owner_id=user.pk), picture_id, "picture")


def book(user: AbstractBaseUser, book_id: uuid.UUID) -> Book:
    """One book, or 404."""
    return _one(Book.objects.filter(story__owner_id=user.pk), book_id, "book")


def summaries(user: AbstractBaseUser) -> list[StorySummaryOut]:
    """The shelf, last changed first."""
    stories = for_user(user).annotate(page_count=Count("pages")).order_by("-saved_at")
    active = Job.objects.filter(owner_id=user.pk, state__in=ACTIVE).values_list("topic").annotate(Count("pk"))
    running: dict[str, int] = dict(active)
    covers = _covers(user)
    return [
        StorySummaryOut(
            id=each.pk,
            title=each.title,
            author=each.author,
            saved_at=each.saved_at,
            pages=each.page_count,
            cover_url=covers.get(each.pk),
            jobs_running=running.get(each.topic, 0),
        )
        for each in stories
    ]


def _covers(user: AbstractBaseUser) -> dict[uuid.UUID, str]:
    """Per story the picture of the first page that has one."""
    kept = Panel.objects.filter(page__story__owner_id=user.pk, kept__isnull=False).order_by("-page__position")
    return {story_id: picture_url(kept_id) for story_id, kept_id in kept.values_list("page__story_id", "kept_id")}


def picture_url(picture_id: uuid.UUID | None) -> str:
    """Where a picture is served."""
    return f"/media/pictures/{picture_id}"


def story_out(row: Story) -> StoryOut:
    """A story with all its parts. The number of events is read first: what comes later is fetched again."""
    seq = jobs.current_seq(row.topic)
    members = row.cast.select_related("character__owner")
    shown = {c.pk: c for c in characters.for_user(row.owner).filter(memberships__story=row)}
    return StoryOut(
        id=row.pk,
        title=row.title,
        author=row.author,
        revision=row.revision,
        saved_at=row.saved_at,
        seq=seq,
        cast=characters.characters_out(shown[m.character_id] for m in members if m.character_id in shown),
        pages=pages_out(row),
        jobs=[jobs.job_out(job) for job in jobs.of_topic(row.topic)],
        books=[book_out(each) for each in row.books.all()],
    )


def pages_out(row: Story) -> list[PageOut]:
    """All pages in order."""
    pages = row.pages.prefetch_related("panels__appearances", "panels__pictures")
    return [page_out(each) for each in pages]


def page_out(row: Page) -> PageOut:
    """A page as the API shows it."""
    panels = [panel_out(each) for each in row.panels.all()]
    return PageOut(id=row.pk, position=row.position, text=row.text, revision=row.revision, panels=panels)


def panel_out(row: Panel) -> PanelOut:
    """A panel as the API shows it."""
    return PanelOut(
        id=row.pk,
        scene=row.scene,
        cast=[each.character_id for each in row.appearances.all()],
        kept=row.kept_id,
        revision=row.revision,
        pictures=[picture_out(each) for each in row.pictures.all()],
        notices=row.notices,
    )


def picture_out(row: Picture) -> PictureOut:
    """A picture as the API shows it."""
    return PictureOut(
        id=row.pk,
        url=picture_url(row.pk),
        seed=row.seed,
        prompt=row.prompt,
        created_at=row.created_at,
        likeness=[LikenessOut(**each) for each in row.likeness],
        notices=row.notices,
    )


def book_out(row: Book) -> BookOut:
    """A book as the API shows it."""
    return BookOut(
        id=row.pk,
        url=f"/media/books/{row.pk}",
        created_at=row.created_at,
        pages=row.pages,
        sha256=row.sha256,
        notices=row.notices,
    )
