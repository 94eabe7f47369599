"""Decisions about proofs: what of a story is shown as it will be printed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from jobs.errors import Refused
from jobs.models import Role
from storyboard import manuscript, printing, selectors
from storyboard.models import Story
from storyboard.publishing import BookContent, Edition, PublishingError
from storyboard.publishing.cover import Wrap
from storyboard.publishing.geometry import Box
from storyboard.publishing.proof import DOTS, ProofPage, page_picture, proof_cover, proof_pages
from storyboard.schemas.books import ExportIn
from storyboard.schemas.proofs import BoxOut, ProofCoverOut, ProofIn, ProofOut, ProofPageOut
from storyboard.services.books import edition_of


def proof(user: AbstractBaseUser, story_id: uuid.UUID, wanted: ExportIn) -> ProofOut:
    """What will be printed on each page, and where it is cut; nothing is drawn."""
    story = selectors.story(user, story_id, Role.VIEWER)
    made = edition_of(story, wanted)
    try:
        book = _content(story, wanted)
        pages, places = proof_pages(book, made), proof_cover(book, made)
    except PublishingError as error:
        raise _unprintable(error) from error
    return ProofOut(
        pages=[_page_out(each) for each in pages],
        cover=_cover_out(places) if places else None,
        right_bound=book.right_bound,
    )


def picture(user: AbstractBaseUser, story_id: uuid.UUID, wanted: ProofIn, *, cover: bool = False) -> bytes:
    """One page, or the cover, as a PNG."""
    story = selectors.story(user, story_id, Role.VIEWER)
    made: Edition = edition_of(story, wanted)
    index, dots = None if cover else wanted.index, DOTS[wanted.large]
    try:
        return page_picture(_content(story, wanted), made, index, dots, settings.PLATES)
    except PublishingError as error:
        raise _unprintable(error) from error


def _content(story: Story, wanted: ExportIn) -> BookContent:
    """The book with no more of the date than is printed of it, so that the same story has the same proof."""
    return manuscript.content(story, wanted.dedication, datetime(timezone.now().year, 1, 1, tzinfo=UTC))


def _unprintable(error: PublishingError) -> Refused:
    return Refused(422, printing.unprintable(error, hint="Change that; the pages are shown then."))


def _page_out(page: ProofPage) -> ProofPageOut:
    return ProofPageOut(
        number=page.number,
        story_page=page.story_page,
        right=page.right,
        words=page.words,
        width=page.paper.width,
        height=page.paper.height,
        trim=_box_out(page.trim),
        safe=_box_out(page.safe),
    )


def _cover_out(places: Wrap) -> ProofCoverOut:
    """The places from the corner of the paper, which has bleed on four edges."""
    bleed = places.bleed

    def out(box: Box, inset: float = 0.0) -> BoxOut:
        shifted = bleed + inset
        sides = (box.left + shifted, box.top + shifted, box.width - 2 * inset, box.height - 2 * inset)
        return _box_out(Box(*sides))

    return ProofCoverOut(
        width=places.width,
        height=places.height,
        trim=out(Box(0, 0, places.width - 2 * bleed, places.height - 2 * bleed)),
        safe=[out(places.back, places.safe), out(places.front, places.safe)],
        spine=out(places.spine),
        barcode=out(places.barcode),
    )


def _box_out(box: Box) -> BoxOut:
    return BoxOut(left=box.left, top=box.top, width=box.width, height=box.height)
