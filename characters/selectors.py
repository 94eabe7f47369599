"""Questions about characters; every one starts from `for_user`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch, QuerySet

from characters.models import Candidate, Card, Character, Proposal
from characters.schemas import CandidateOut, CharacterOut, CharacterState, TrashedCharacterOut
from jobs import access
from jobs.errors import not_found
from jobs.models import Job, JobState, Role
from jobs.selectors import latest_of_subjects

_BUSY: dict[tuple[str, str], CharacterState] = {
    ("propose", JobState.QUEUED): "proposing",
    ("propose", JobState.RUNNING): "proposing",
    ("tune", JobState.QUEUED): "queued",
    ("tune", JobState.RUNNING): "learning",
    ("propose", JobState.FAILED): "attention",
    ("tune", JobState.FAILED): "attention",
}


def for_user(user: AbstractBaseUser, *, with_trash: bool = False) -> QuerySet[Character]:
    """The characters a person may see, with all that `characters_out` needs."""
    characters = Character.with_trash if with_trash else Character.objects
    proposals = Proposal.objects.filter(candidates__isnull=False).distinct().order_by("-created_at")
    return (
        characters.filter(access.visible(user))
        .select_related("target__proposal", "card")
        .prefetch_related(Prefetch("proposals", proposals.prefetch_related("candidates")))
    )


def get(user: AbstractBaseUser, character_id: uuid.UUID, role: Role = Role.EDITOR) -> Character:
    """One character, or 404; 403 for somebody who may see it but not in this role."""
    character = for_user(user).filter(id=character_id).first()
    if character is None:
        raise not_found("character")
    access.require(user, character.owner_id, character.topic, role)
    return character


def trashed(user: AbstractBaseUser, character_id: uuid.UUID, role: Role = Role.EDITOR) -> Character:
    """One character in the trash, or 404; 403 as for others."""
    character = for_user(user, with_trash=True).filter(id=character_id, trashed_at__isnull=False).first()
    if character is None:
        raise not_found("character in the trash")
    access.require(user, character.owner_id, character.topic, role)
    return character


def trashed_out(user: AbstractBaseUser, topic: str) -> list[TrashedCharacterOut]:
    """The characters that were thrown out of a topic, newest first."""
    thrown = for_user(user, with_trash=True).filter(topic=topic, trashed_at__isnull=False).order_by("-trashed_at")
    return [
        TrashedCharacterOut.model_validate(
            {
                "id": each.pk,
                "name": each.name,
                "description": each.description,
                "trashed_at": each.trashed_at,
                "picture_url": candidate_url(each.target_id) if each.target_id else None,
            }
        )
        for each in thrown
    ]


def candidate_url(candidate_id: uuid.UUID) -> str:
    """Where a candidate's picture is served."""
    return f"/media/candidates/{candidate_id}"


def candidate(user: AbstractBaseUser, candidate_id: uuid.UUID) -> Candidate:
    """One candidate to look at, also of somebody in the trash, or 404."""
    theirs = for_user(user, with_trash=True)
    found = Candidate.objects.filter(id=candidate_id, proposal__character__in=theirs).first()
    if found is None:
        raise not_found("candidate")
    return found


def usable_card(character: Character) -> Card | None:
    """The card, if it still is what the words and the pick say; `None` when it is missing or stale."""
    card = character.card
    if card is None or card.candidate_id != character.target_id or card.description != character.description:
        return None
    return card


def reworded(character: Character) -> bool:
    """Whether the picked look was drawn from other words than the present ones: it cannot be learnt for these."""
    target = character.target
    return target is not None and target.proposal.request["description"] != character.description


def state(character: Character, job: Job | None) -> CharacterState:
    """What the card in the cast list shows, given the character's newest job."""
    if job is not None and (busy := _BUSY.get((job.kind, job.state))):
        return busy
    if usable_card(character) is not None:
        return "ready"
    if reworded(character):
        return "reworded"
    if character.card is not None:
        return "stale"
    return "to_pick" if _shown(character) else "draft"


def _shown(character: Character) -> list[Candidate]:
    newest = character.proposals.all()[:1]
    shown = [each for proposal in newest for each in proposal.candidates.all()]
    if character.target is not None and character.target not in shown:
        shown.insert(0, character.target)
    return shown


def characters_out(characters: Iterable[Character]) -> list[CharacterOut]:
    """Characters as the API shows them, in the given order."""
    given = list(characters)
    jobs = latest_of_subjects((character.id for character in given), {kind for kind, _ in _BUSY})
    return [_character_out(character, jobs.get(character.id)) for character in given]


def character_out(character: Character) -> CharacterOut:
    """One character as the API shows it."""
    return characters_out([character])[0]


def _character_out(character: Character, job: Job | None) -> CharacterOut:
    shown = [
        CandidateOut(id=c.id, index=c.index, url=candidate_url(c.id), own=c.setting is not None)
        for c in _shown(character)
    ]
    return CharacterOut(
        id=character.id,
        name=character.name,
        description=character.description,
        base_word=character.base_word,
        state=state(character, job),
        revision=character.revision,
        candidates=shown,
        target=character.target_id,
        tuned_steps=character.card.steps if character.card else None,
        notices=character.notices,
        archived=character.archived_at is not None,
    )
