"""Characters and the drawing model over HTTP."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import File, Form, Header, Router, Status, UploadedFile

from characters import pictures, revisions, selectors, services, studio
from characters.schemas import (
    CharacterOut,
    CharacterPatch,
    Empty,
    OwnPictureIn,
    PickIn,
    ProposeIn,
    StudioOut,
    TuneIn,
    WordsIn,
    WordsOut,
)
from jobs.schemas import JobOut, answers
from jobs.selectors import job_out
from jobs.session import person

router = Router(tags=["characters"])
studio_router = Router(tags=["studio"])

Key = Annotated[str | None, Header(alias="idempotency-key", max_length=100)]
IfMatch = Annotated[str | None, Header(alias="if-match")]


@studio_router.get("/studio", response=answers(StudioOut))
def get_studio(request: HttpRequest) -> StudioOut:
    """What the drawing model can do."""
    return studio.describe()


@studio_router.post("/words/check", response=answers(WordsOut))
def check_words(request: HttpRequest, body: WordsIn) -> WordsOut:
    """Which words the model does not know."""
    return studio.check_words(body.text, base_word=body.base_word)


@router.patch("/{character_id}", response=answers(CharacterOut))
def change_character(
    request: HttpRequest, character_id: uuid.UUID, body: CharacterPatch, if_match: IfMatch = None
) -> CharacterOut:
    """Change name or words."""
    character = services.change(person(request), character_id, body, revisions.parse(if_match))
    return selectors.character_out(character)


@router.post("/{character_id}/archive", response=answers(CharacterOut))
def archive_character(request: HttpRequest, character_id: uuid.UUID) -> CharacterOut:
    """Offer a character for no further picture; the pages that show it keep it."""
    return selectors.character_out(services.archive(person(request), character_id, away=True))


@router.post("/{character_id}/unarchive", response=answers(CharacterOut))
def unarchive_character(request: HttpRequest, character_id: uuid.UUID) -> CharacterOut:
    """Offer a character again."""
    return selectors.character_out(services.archive(person(request), character_id, away=False))


@router.post("/{character_id}/propose", response=answers(JobOut, 202))
def propose(
    request: HttpRequest, character_id: uuid.UUID, body: ProposeIn, idempotency_key: Key = None
) -> Status[JobOut]:
    """Have candidates drawn."""
    return Status(202, job_out(services.propose(person(request), character_id, body, idempotency_key)))


@router.post("/{character_id}/candidates", response=answers(CharacterOut, 201))
def adopt(
    request: HttpRequest, character_id: uuid.UUID, picture: File[UploadedFile], body: Form[OwnPictureIn]
) -> Status[CharacterOut]:
    """Make a picture of your own the look: PNG, JPEG or WebP, at most 20 MB. Only its pixels are kept."""
    data = picture.read(pictures.MOST_BYTES + 1)
    return Status(201, selectors.character_out(services.adopt(person(request), character_id, data, body.setting)))


@router.post("/{character_id}/pick", response=answers(CharacterOut))
def pick(request: HttpRequest, character_id: uuid.UUID, body: PickIn) -> CharacterOut:
    """Choose the look."""
    return selectors.character_out(services.pick(person(request), character_id, body.candidate))


@router.post("/{character_id}/relearn", response=answers(JobOut, 202))
def relearn(request: HttpRequest, character_id: uuid.UUID, body: Empty, idempotency_key: Key = None) -> Status[JobOut]:
    """Have somebody learnt again after the drawing model was exchanged."""
    return Status(202, job_out(services.relearn(person(request), character_id, idempotency_key)))


@router.post("/{character_id}/tune", response=answers(JobOut, 202))
def tune(request: HttpRequest, character_id: uuid.UUID, body: TuneIn, idempotency_key: Key = None) -> Status[JobOut]:
    """Have the picked look learnt."""
    return Status(202, job_out(services.tune(person(request), character_id, body, idempotency_key)))


@router.post("/{character_id}/sheet", response=answers(JobOut, 202))
def draw_sheet(
    request: HttpRequest, character_id: uuid.UUID, body: Empty, idempotency_key: Key = None
) -> Status[JobOut]:
    """Have the pictures drawn that show what was learnt; learning asks for them by itself."""
    return Status(202, job_out(services.draw_sheet(person(request), character_id, idempotency_key)))
