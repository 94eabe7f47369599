"""Links of stories over HTTP: for their owners, and for everybody who has one."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from jobs.schemas import answers
from jobs.session import person
from storyboard import open_books
from storyboard.schemas.open_books import LinkOut, OpenBookOut
from storyboard.services import links

link_router = Router(tags=["links"])

Token = Annotated[str, Path(max_length=64)]


@link_router.get("/stories/{story_id}/link", response=answers(LinkOut))
def get_link(request: HttpRequest, story_id: uuid.UUID) -> LinkOut:
    """The link of a story; for its owner."""
    return links.of_story(person(request), story_id)


@link_router.put("/stories/{story_id}/link", response=answers(LinkOut))
def make_link(request: HttpRequest, story_id: uuid.UUID) -> LinkOut:
    """Let everybody read the story who knows the address."""
    return links.make(person(request), story_id)


@link_router.delete("/stories/{story_id}/link", response=answers(LinkOut))
def withdraw_link(request: HttpRequest, story_id: uuid.UUID) -> LinkOut:
    """Let nobody read it by the address any more."""
    return links.withdraw(person(request), story_id)


@link_router.get("/shared/{token}", response=answers(OpenBookOut), auth=None)
def read_shared(request: HttpRequest, response: HttpResponse, token: Token) -> OpenBookOut:
    """A story, for whoever has its link."""
    response["X-Robots-Tag"] = "noindex"
    open_books.not_too_fast(str(request.META.get("REMOTE_ADDR")))
    return open_books.book(token)
