"""Proofs over HTTP: pages as they will be printed."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from ninja import Query, Router

from jobs.schemas import answers
from jobs.session import person
from storyboard.schemas.books import ExportIn
from storyboard.schemas.proofs import ProofIn, ProofOut
from storyboard.services import proofs

proof_router = Router(tags=["stories"])


@proof_router.post("/{story_id}/proof", response=answers(ProofOut))
def proof(request: HttpRequest, story_id: uuid.UUID, body: ExportIn) -> ProofOut:
    """The pages as they will be printed, with the lines that they are cut by."""
    return proofs.proof(person(request), story_id, body)


@proof_router.get("/{story_id}/proof/page", response=answers(None))
def proof_page(request: HttpRequest, story_id: uuid.UUID, wanted: Query[ProofIn]) -> HttpResponse:
    """One page as a PNG."""
    return _shown(proofs.picture(person(request), story_id, wanted))


@proof_router.get("/{story_id}/proof/cover", response=answers(None))
def proof_of_cover(request: HttpRequest, story_id: uuid.UUID, wanted: Query[ProofIn]) -> HttpResponse:
    """The cover as a PNG."""
    return _shown(proofs.picture(person(request), story_id, wanted, cover=True))


def _shown(picture: bytes) -> HttpResponse:
    response = HttpResponse(picture, content_type="image/png")
    patch_cache_control(response, private=True, max_age=3600)
    return response
