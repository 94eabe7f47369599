"""Panels over HTTP: what is in them, how many a page has, their order, and the trash."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Router, Status

from characters import revisions
from characters.api import IfMatch, Key
from jobs import selectors as jobs
from jobs.schemas import JobOut, answers
from jobs.session import person
from storyboard import selectors, thrown_panels
from storyboard.schemas.pages import LayoutIn, MoveIn, PageOut, TrashedPanelOut
from storyboard.schemas.panels import KeepIn, PanelOut, PanelPatch, RenderIn
from storyboard.services import layouts, panels

panel_router = Router(tags=["panels"])
#: addresses of pages and stories
layout_router = Router(tags=["panels"])


@layout_router.post("/pages/{page_id}/layout", response=answers(PageOut))
def lay_out(request: HttpRequest, page_id: uuid.UUID, body: LayoutIn) -> PageOut:
    """Give a page so many panels, or one over two pages; what is too many goes into the trash."""
    return selectors.page_out(layouts.lay_out(person(request), page_id, body))


@layout_router.get("/stories/{story_id}/trash/panels", response=answers(list[TrashedPanelOut]))
def list_trashed_panels(request: HttpRequest, story_id: uuid.UUID) -> list[TrashedPanelOut]:
    """The panels in the trash whose page is there, newest first."""
    return thrown_panels.panels_out(selectors.story(person(request), story_id))


@panel_router.delete("/{panel_id}", response=answers(None, 204))
def delete_panel(request: HttpRequest, panel_id: uuid.UUID, for_good: bool = False) -> Status[None]:
    """Put a panel into the trash; with `for_good`, delete one that lies there."""
    (layouts.delete if for_good else layouts.throw)(person(request), panel_id)
    return Status(204, None)


@panel_router.post("/{panel_id}/restore", response=answers(PageOut))
def restore_panel(request: HttpRequest, panel_id: uuid.UUID) -> PageOut:
    """Take a panel back out of the trash; answers with its page."""
    return selectors.page_out(layouts.restore(person(request), panel_id))


@panel_router.post("/{panel_id}/move", response=answers(PageOut))
def move_panel(request: HttpRequest, panel_id: uuid.UUID, body: MoveIn) -> PageOut:
    """Put a panel somewhere else on its page; answers with the page."""
    return selectors.page_out(layouts.move(person(request), panel_id, body.position))


@panel_router.patch("/{panel_id}", response=answers(PanelOut))
def change_panel(request: HttpRequest, panel_id: uuid.UUID, body: PanelPatch, if_match: IfMatch = None) -> PanelOut:
    """Change scene, cast, kept look or lock."""
    return selectors.panel_out(panels.change_panel(person(request), panel_id, body, revisions.parse(if_match)))


@panel_router.post("/{panel_id}/render", response=answers(JobOut, 202))
def render(request: HttpRequest, panel_id: uuid.UUID, body: RenderIn, idempotency_key: Key = None) -> Status[JobOut]:
    """Have one more try drawn."""
    return Status(202, jobs.job_out(panels.render(person(request), panel_id, body, idempotency_key)))


@panel_router.post("/{panel_id}/keep", response=answers(PanelOut))
def keep(request: HttpRequest, panel_id: uuid.UUID, body: KeepIn) -> PanelOut:
    """Put a try on the page."""
    return selectors.panel_out(panels.keep(person(request), panel_id, body.picture))
