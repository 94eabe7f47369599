"""Outfits over HTTP. Every answer is the whole character, of whom an outfit is a part."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import File, Form, Router, Status, UploadedFile

from characters import outfits, pictures, revisions
from characters.api import IfMatch, Key
from characters.api import router as character_router
from characters.schemas import CharacterOut, Empty, OutfitIn, OutfitPatch, OwnPictureIn, PickIn, ProposeIn
from characters.selectors import character_out
from jobs.schemas import JobOut, answers
from jobs.selectors import job_out
from jobs.session import person

router = Router(tags=["outfits"])


@character_router.post("/{character_id}/outfits", response=answers(CharacterOut, 201))
def add_outfit(
    request: HttpRequest, character_id: uuid.UUID, body: OutfitIn, idempotency_key: Key = None
) -> Status[CharacterOut]:
    """A new outfit of somebody who is learnt."""
    return Status(201, character_out(outfits.create(person(request), character_id, body, idempotency_key)))


@router.patch("/{outfit_id}", response=answers(CharacterOut))
def change_outfit(
    request: HttpRequest, outfit_id: uuid.UUID, body: OutfitPatch, if_match: IfMatch = None
) -> CharacterOut:
    """Change an outfit's name or words."""
    return character_out(outfits.change(person(request), outfit_id, body, revisions.parse(if_match)))


@router.delete("/{outfit_id}", response=answers(CharacterOut))
def remove_outfit(request: HttpRequest, outfit_id: uuid.UUID) -> CharacterOut:
    """Remove an outfit; it can be put back for thirty days."""
    return character_out(outfits.throw(person(request), outfit_id))


@router.post("/{outfit_id}/restore", response=answers(CharacterOut))
def restore_outfit(request: HttpRequest, outfit_id: uuid.UUID) -> CharacterOut:
    """Put a removed outfit back."""
    return character_out(outfits.restore(person(request), outfit_id))


@router.post("/{outfit_id}/propose", response=answers(JobOut, 202))
def propose_outfit(
    request: HttpRequest, outfit_id: uuid.UUID, body: ProposeIn, idempotency_key: Key = None
) -> Status[JobOut]:
    """Have the character drawn in it."""
    return Status(202, job_out(outfits.propose(person(request), outfit_id, body, idempotency_key)))


@router.post("/{outfit_id}/candidates", response=answers(CharacterOut, 201))
def adopt_for_outfit(
    request: HttpRequest, outfit_id: uuid.UUID, picture: File[UploadedFile], body: Form[OwnPictureIn]
) -> Status[CharacterOut]:
    """Make a picture of your own the outfit's look, as for a character."""
    data = picture.read(pictures.MOST_BYTES + 1)
    return Status(201, character_out(outfits.adopt(person(request), outfit_id, data, body.setting)))


@router.post("/{outfit_id}/pick", response=answers(CharacterOut))
def pick_outfit(request: HttpRequest, outfit_id: uuid.UUID, body: PickIn) -> CharacterOut:
    """Choose the outfit's look."""
    return character_out(outfits.pick(person(request), outfit_id, body.candidate))


@router.post("/{outfit_id}/tune", response=answers(JobOut, 202))
def tune_outfit(request: HttpRequest, outfit_id: uuid.UUID, body: Empty, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the outfit's look learnt."""
    return Status(202, job_out(outfits.tune(person(request), outfit_id, idempotency_key)))
