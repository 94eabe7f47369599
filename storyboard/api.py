"""Stories, pages, panels and books over HTTP."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from characters import revisions
from characters.api import IfMatch, Key
from characters.api import router as character_router
from characters.schemas import CharacterIn, CharacterOut, TrashedCharacterOut
from characters.selectors import character_out, trashed_out
from jobs import selectors as jobs
from jobs.models import Role
from jobs.schemas import EventsOut, JobOut, answers
from jobs.session import person
from storyboard import conditional, selectors
from storyboard.schemas.books import ExportIn, PreflightOut, ProfileOut
from storyboard.schemas.drawing import CancelIn, DrawIn, DrawOut, PlanOut
from storyboard.schemas.pages import DivideIn, HoldIn, MoveIn, PageIn, PageOut, PagePatch, PagesIn, TrashedPageOut
from storyboard.schemas.stories import (
    SampleIn,
    ShareIn,
    ShareOut,
    StoryIn,
    StoryOut,
    StoryPatch,
    StorySummaryOut,
    TrashedStoryOut,
    Username,
)
from storyboard.services import books, drawing, holding, packs, presses, shares, stories, trash

story_router = Router(tags=["stories"])
page_router = Router(tags=["pages"])
profile_router = Router(tags=["profiles"])

Since = Annotated[int, Query(ge=0)]


@story_router.get("", response=answers(list[StorySummaryOut]))
def list_stories(request: HttpRequest) -> list[StorySummaryOut]:
    """The shelf, last changed first."""
    return selectors.summaries(person(request))


# Before the routes with an id, which would take the word for one.
@story_router.get("/trash", response=answers(list[TrashedStoryOut]))
def list_trashed_stories(request: HttpRequest) -> list[TrashedStoryOut]:
    """The stories in the trash, newest first."""
    return selectors.trashed_stories_out(person(request))


@story_router.post("/unpack", response=answers(JobOut, 202))
def unpack_story(request: HttpRequest) -> Status[JobOut]:
    """Have a new story made out of a story's file, which is the body as it is; the job's subject will be the story."""
    return Status(202, jobs.job_out(packs.unpack_story(person(request), request.read)))


@story_router.post("/sample", response=answers(JobOut, 202))
def open_sample(request: HttpRequest, body: SampleIn) -> Status[JobOut]:
    """Have an own copy of the finished sample made; the job's subject will be the story."""
    return Status(202, jobs.job_out(packs.open_sample(person(request), body.language)))


@story_router.post("", response=answers(StoryOut, 201))
def create_story(request: HttpRequest, body: StoryIn, idempotency_key: Key = None) -> Status[StoryOut]:
    """A new story with nothing written in it."""
    story = stories.create_story(person(request), body, idempotency_key)
    return Status(201, selectors.story_out(person(request), story, 0))


@story_router.get("/{story_id}", response=answers(StoryOut))
def get_story(request: HttpRequest, response: HttpResponse, story_id: uuid.UUID) -> StoryOut | HttpResponse:
    """Everything the editor shows."""
    return conditional.story(request, response, story_id)


@story_router.patch("/{story_id}", response=answers(StoryOut))
def change_story(request: HttpRequest, story_id: uuid.UUID, body: StoryPatch, if_match: IfMatch = None) -> StoryOut:
    """Change title, author, language, style or the picture of the cover."""
    story = stories.change_story(person(request), story_id, body, revisions.parse(if_match))
    return selectors.story_out(person(request), *story)


@story_router.delete("/{story_id}", response=answers(None, 204))
def delete_story(request: HttpRequest, story_id: uuid.UUID, for_good: bool = False) -> Status[None]:
    """Put a story into the trash; with `for_good`, delete one that lies there."""
    (trash.delete_story if for_good else trash.throw_story)(person(request), story_id)
    return Status(204, None)


@story_router.post("/{story_id}/restore", response=answers(StoryOut))
def restore_story(request: HttpRequest, story_id: uuid.UUID) -> StoryOut:
    """Take a story back out of the trash."""
    return selectors.story_out(person(request), *trash.restore_story(person(request), story_id))


@story_router.get("/{story_id}/trash", response=answers(list[TrashedPageOut]))
def list_trashed_pages(request: HttpRequest, story_id: uuid.UUID) -> list[TrashedPageOut]:
    """The pages in the trash, newest first."""
    return selectors.trashed_pages_out(selectors.story(person(request), story_id))


@story_router.get("/{story_id}/trash/characters", response=answers(list[TrashedCharacterOut]))
def list_trashed_characters(request: HttpRequest, story_id: uuid.UUID) -> list[TrashedCharacterOut]:
    """The characters in the trash, newest first."""
    return trashed_out(person(request), selectors.story(person(request), story_id).topic)


@story_router.get("/{story_id}/plan", response=answers(PlanOut))
def plan(request: HttpRequest, story_id: uuid.UUID) -> PlanOut:
    """What there is to draw."""
    return drawing.plan(person(request), story_id)


@story_router.post("/{story_id}/draw", response=answers(DrawOut, 202))
def draw(request: HttpRequest, story_id: uuid.UUID, body: DrawIn, idempotency_key: Key = None) -> Status[DrawOut]:
    """Have many panels drawn."""
    return Status(202, drawing.draw(person(request), story_id, body, idempotency_key))


@story_router.post("/{story_id}/cancel", response=answers(list[JobOut]))
def cancel_drawings(request: HttpRequest, story_id: uuid.UUID, body: CancelIn) -> list[JobOut]:
    """End the drawings, all or only those that wait."""
    ended = drawing.cancel(person(request), story_id, waiting_only=body.waiting_only)
    return jobs.jobs_out(ended)


@story_router.get("/{story_id}/events", response=answers(EventsOut))
def list_events(request: HttpRequest, story_id: uuid.UUID, since: Since = 0) -> EventsOut:
    """The events after a number."""
    return jobs.events_since(selectors.story(person(request), story_id, Role.VIEWER).topic, since)


@story_router.get("/{story_id}/shares", response=answers(list[ShareOut]))
def list_shares(request: HttpRequest, story_id: uuid.UUID) -> list[ShareOut]:
    """Who else may see or edit a story; for its owner."""
    return shares.of_story(person(request), story_id)


@story_router.put("/{story_id}/shares/{username}", response=answers(list[ShareOut]))
def share(request: HttpRequest, story_id: uuid.UUID, username: Username, body: ShareIn) -> list[ShareOut]:
    """Let somebody see or edit a story; answers with all shares."""
    return shares.grant(person(request), story_id, username, body.role)


@story_router.delete("/{story_id}/shares/{username}", response=answers(list[ShareOut]))
def unshare(request: HttpRequest, story_id: uuid.UUID, username: Username) -> list[ShareOut]:
    """Let somebody in no longer; answers with all shares."""
    return shares.revoke(person(request), story_id, username)


@story_router.post("/{story_id}/characters", response=answers(CharacterOut, 201))
def add_character(
    request: HttpRequest, story_id: uuid.UUID, body: CharacterIn, idempotency_key: Key = None
) -> Status[CharacterOut]:
    """A new character in the cast."""
    return Status(201, character_out(stories.add_character(person(request), story_id, body, idempotency_key)))


@story_router.post("/{story_id}/characters/{character_id}/copy", response=answers(CharacterOut, 201))
def copy_character(
    request: HttpRequest, story_id: uuid.UUID, character_id: uuid.UUID, idempotency_key: Key = None
) -> Status[CharacterOut]:
    """Put somebody of another story into this one, with everything that was drawn and learnt."""
    return Status(201, character_out(packs.copy_character(person(request), character_id, story_id, idempotency_key)))


# Beside the other routes of a character; it stands here because it needs to know the pages.
@character_router.delete("/{character_id}", response=answers(None, 204))
def delete_character(request: HttpRequest, character_id: uuid.UUID, for_good: bool = False) -> Status[None]:
    """Put a character whom no panel uses into the trash; with `for_good`, delete one that lies there."""
    (trash.delete_character if for_good else trash.throw_character)(person(request), character_id)
    return Status(204, None)


@character_router.post("/{character_id}/restore", response=answers(CharacterOut))
def restore_character(request: HttpRequest, character_id: uuid.UUID) -> CharacterOut:
    """Take a character back out of the trash."""
    return character_out(trash.restore_character(person(request), character_id))


@story_router.post("/{story_id}/pages", response=answers(PageOut, 201))
def add_page(request: HttpRequest, story_id: uuid.UUID, body: PageIn, idempotency_key: Key = None) -> Status[PageOut]:
    """A new page with one panel."""
    return Status(201, selectors.page_out(stories.add_page(person(request), story_id, body.after, idempotency_key)))


@story_router.post("/{story_id}/pages/many", response=answers(list[PageOut], 201))
def add_pages(
    request: HttpRequest, story_id: uuid.UUID, body: PagesIn, idempotency_key: Key = None
) -> Status[list[PageOut]]:
    """New pages at the end, one for each text."""
    added = stories.add_pages(person(request), story_id, body.texts, idempotency_key)
    return Status(201, [selectors.page_out(each) for each in added])


@story_router.post("/{story_id}/preflight", response=answers(PreflightOut))
def preflight(request: HttpRequest, story_id: uuid.UUID, body: ExportIn) -> PreflightOut:
    """What stands between the story and a destination; nothing is made."""
    return books.preflight(person(request), story_id, body)


@story_router.post("/{story_id}/export", response=answers(JobOut, 202))
def export(request: HttpRequest, story_id: uuid.UUID, body: ExportIn, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the book made."""
    return Status(202, jobs.job_out(books.export(person(request), story_id, body, idempotency_key)))


@story_router.post("/{story_id}/pack", response=answers(JobOut, 202))
def pack_story(request: HttpRequest, story_id: uuid.UUID, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the file of the whole story made."""
    return Status(202, jobs.job_out(packs.pack_story(person(request), story_id, idempotency_key)))


@story_router.post("/{story_id}/characters/unpack", response=answers(JobOut, 202))
def unpack_character(request: HttpRequest, story_id: uuid.UUID) -> Status[JobOut]:
    """Have a character added out of a character's file, which is the body as it is."""
    return Status(202, jobs.job_out(packs.unpack_character(person(request), story_id, request.read)))


# Beside the other routes of a character; it stands here because files of characters are kept with their story.
@character_router.post("/{character_id}/pack", response=answers(JobOut, 202))
def pack_character(request: HttpRequest, character_id: uuid.UUID, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the file of the character made."""
    return Status(202, jobs.job_out(packs.pack_character(person(request), character_id, idempotency_key)))


@story_router.post("/{story_id}/press", response=answers(StoryOut))
def give_press(request: HttpRequest, story_id: uuid.UUID, file: File[UploadedFile | None] = None) -> StoryOut:
    """Have the story printed in the inks of a print shop's ICC profile."""
    story = presses.give(person(request), story_id, None if file is None else file.file)
    return selectors.story_out(person(request), *story)


@story_router.delete("/{story_id}/press", response=answers(StoryOut))
def forget_press(request: HttpRequest, story_id: uuid.UUID) -> StoryOut:
    """Go back to the studio's own ICC profile."""
    return selectors.story_out(person(request), *presses.forget(person(request), story_id))


@profile_router.get("", response=answers(list[ProfileOut]))
def list_profiles(request: HttpRequest) -> list[ProfileOut]:
    """Where a book can go."""
    return books.destinations()


@page_router.patch("/{page_id}", response=answers(PageOut))
def change_page(request: HttpRequest, page_id: uuid.UUID, body: PagePatch, if_match: IfMatch = None) -> PageOut:
    """Change the text."""
    return selectors.page_out(stories.change_page(person(request), page_id, body, revisions.parse(if_match)))


@page_router.delete("/{page_id}", response=answers(None, 204))
def delete_page(request: HttpRequest, page_id: uuid.UUID, for_good: bool = False) -> Status[None]:
    """Put a page into the trash; with `for_good`, delete one that lies there."""
    (trash.delete_page if for_good else trash.throw_page)(person(request), page_id)
    return Status(204, None)


@page_router.post("/{page_id}/restore", response=answers(list[PageOut]))
def restore_page(request: HttpRequest, page_id: uuid.UUID) -> list[PageOut]:
    """Take a page back out of the trash; answers with all pages."""
    return selectors.pages_out(trash.restore_page(person(request), page_id))


@page_router.post("/{page_id}/duplicate", response=answers(PageOut, 201))
def duplicate_page(request: HttpRequest, page_id: uuid.UUID, idempotency_key: Key = None) -> Status[PageOut]:
    """A page behind this one with the same words and cast."""
    return Status(201, selectors.page_out(stories.duplicate_page(person(request), page_id, idempotency_key)))


@page_router.post("/{page_id}/divide", response=answers(list[PageOut]))
def divide_page(request: HttpRequest, page_id: uuid.UUID, body: DivideIn, if_match: IfMatch = None) -> list[PageOut]:
    """Put a part of the text on a new page behind this one; answers with all pages."""
    return selectors.pages_out(stories.divide_page(person(request), page_id, body, revisions.parse(if_match)))


@page_router.post("/{page_id}/hold", response=answers(PageOut))
def hold_page(request: HttpRequest, page_id: uuid.UUID, body: HoldIn) -> PageOut:
    """Let a window write on a page; `held_by` of the answer is who does."""
    return selectors.page_out(holding.hold(person(request), page_id, body.window, take_over=body.take_over))


@page_router.post("/{page_id}/let-go", response=answers(None, 204))
def let_go_of_page(request: HttpRequest, page_id: uuid.UUID, body: HoldIn) -> Status[None]:
    """A window leaves a page."""
    holding.let_go(person(request), page_id, body.window)
    return Status(204, None)


@page_router.post("/{page_id}/move", response=answers(list[PageOut]))
def move_page(request: HttpRequest, page_id: uuid.UUID, body: MoveIn) -> list[PageOut]:
    """Put a page somewhere else; answers with all pages."""
    return selectors.pages_out(stories.move_page(person(request), page_id, body.position))
