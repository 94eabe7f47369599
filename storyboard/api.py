"""Stories, pages, panels and books over HTTP."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from characters import revisions
from characters.api import IfMatch, Key
from characters.api import router as character_router
from characters.schemas import CharacterIn, CharacterOut, Empty
from characters.selectors import character_out
from jobs import selectors as jobs
from jobs.schemas import EventsOut, JobOut, answers
from jobs.session import person
from storyboard import selectors
from storyboard.schemas import (
    KeepIn,
    MoveIn,
    PageIn,
    PageOut,
    PagePatch,
    PanelOut,
    PanelPatch,
    RenderIn,
    StoryIn,
    StoryOut,
    StoryPatch,
    StorySummaryOut,
)
from storyboard.services import panels, stories

story_router = Router(tags=["stories"])
page_router = Router(tags=["pages"])
panel_router = Router(tags=["panels"])

Since = Annotated[int, Query(ge=0)]


@story_router.get("", response=answers(list[StorySummaryOut]))
def list_stories(request: HttpRequest) -> list[StorySummaryOut]:
    """The shelf, last changed first."""
    return selectors.summaries(person(request))


@story_router.post("", response=answers(StoryOut, 201))
def create_story(request: HttpRequest, body: StoryIn) -> Status[StoryOut]:
    """A new, empty story."""
    return Status(201, selectors.story_out(stories.create_story(person(request), body)))


@story_router.get("/{story_id}", response=answers(StoryOut))
def get_story(request: HttpRequest, story_id: uuid.UUID) -> StoryOut:
    """Everything the editor shows."""
    return selectors.story_out(selectors.story(person(request), story_id))


@story_router.patch("/{story_id}", response=answers(StoryOut))
def change_story(request: HttpRequest, story_id: uuid.UUID, body: StoryPatch, if_match: IfMatch = None) -> StoryOut:
    """Change title or author."""
    story = stories.change_story(person(request), story_id, body, revisions.parse(if_match))
    return selectors.story_out(story)


@story_router.delete("/{story_id}", response=answers(None, 204))
def delete_story(request: HttpRequest, story_id: uuid.UUID) -> Status[None]:
    """Delete a story with everything in it."""
    stories.delete_story(person(request), story_id)
    return Status(204, None)


@story_router.get("/{story_id}/events", response=answers(EventsOut))
def list_events(request: HttpRequest, story_id: uuid.UUID, since: Since = 0) -> EventsOut:
    """The events after a number."""
    return jobs.events_since(selectors.story(person(request), story_id).topic, since)


@story_router.post("/{story_id}/characters", response=answers(CharacterOut, 201))
def add_character(request: HttpRequest, story_id: uuid.UUID, body: CharacterIn) -> Status[CharacterOut]:
    """A new character in the cast."""
    return Status(201, character_out(stories.add_character(person(request), story_id, body)))


# Beside the other routes of a character; it stands here because it needs to know the pages.
@character_router.delete("/{character_id}", response=answers(None, 204))
def delete_character(request: HttpRequest, character_id: uuid.UUID) -> Status[None]:
    """Remove a character whom no panel uses."""
    stories.delete_character(person(request), character_id)
    return Status(204, None)


@story_router.post("/{story_id}/pages", response=answers(PageOut, 201))
def add_page(request: HttpRequest, story_id: uuid.UUID, body: PageIn) -> Status[PageOut]:
    """A new page with one panel."""
    return Status(201, selectors.page_out(stories.add_page(person(request), story_id, body.after)))


@story_router.post("/{story_id}/export", response=answers(JobOut, 202))
def export(request: HttpRequest, story_id: uuid.UUID, body: Empty, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the book made."""
    return Status(202, jobs.job_out(panels.export(person(request), story_id, idempotency_key)))


@page_router.patch("/{page_id}", response=answers(PageOut))
def change_page(request: HttpRequest, page_id: uuid.UUID, body: PagePatch, if_match: IfMatch = None) -> PageOut:
    """Change the text."""
    return selectors.page_out(stories.change_page(person(request), page_id, body, revisions.parse(if_match)))


@page_router.delete("/{page_id}", response=answers(None, 204))
def delete_page(request: HttpRequest, page_id: uuid.UUID) -> Status[None]:
    """Delete a page with its pictures."""
    stories.delete_page(person(request), page_id)
    return Status(204, None)


@page_router.post("/{page_id}/move", response=answers(list[PageOut]))
def move_page(request: HttpRequest, page_id: uuid.UUID, body: MoveIn) -> list[PageOut]:
    """Put a page somewhere else; answers with all pages."""
    return selectors.pages_out(stories.move_page(person(request), page_id, body.position))


@panel_router.patch("/{panel_id}", response=answers(PanelOut))
def change_panel(request: HttpRequest, panel_id: uuid.UUID, body: PanelPatch, if_match: IfMatch = None) -> PanelOut:
    """Change scene or cast."""
    return selectors.panel_out(panels.change_panel(person(request), panel_id, body, revisions.parse(if_match)))


@panel_router.post("/{panel_id}/render", response=answers(JobOut, 202))
def render(request: HttpRequest, panel_id: uuid.UUID, body: RenderIn, idempotency_key: Key = None) -> Status[JobOut]:
    """Have one more try drawn."""
    return Status(202, jobs.job_out(panels.render(person(request), panel_id, body.seed, idempotency_key)))


@panel_router.post("/{panel_id}/keep", response=answers(PanelOut))
def keep(request: HttpRequest, panel_id: uuid.UUID, body: KeepIn) -> PanelOut:
    """Put a try on the page."""
    return selectors.panel_out(panels.keep(person(request), panel_id, body.picture))
