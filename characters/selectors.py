"""Questions about characters; every one starts from `for_user`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch, QuerySet

from characters import studio
from characters.models import Candidate, Card, Character, Outfit, Proposal, SheetPicture
from characters.schemas import (
    CandidateOut,
    CharacterOut,
    CharacterState,
    OutfitOut,
    SheetPictureOut,
    TrashedCharacterOut,
)
from jobs import access
from jobs.errors import not_found
from jobs.models import Job, JobState, Role
from jobs.selectors import latest_of_subjects

_BUSY: dict[tuple[str, str], CharacterState] = {
    ("propose", JobState.QUEUED): "proposing",
    ("propose", JobState.RUNNING): "proposing",
    ("tune", JobState.QUEUED): "queued",
    ("tune", JobState.RUNNING): "learning",
    ("relearn", JobState.QUEUED): "queued",
    ("relearn", JobState.RUNNING): "learning",
    ("relearn", JobState.FAILED): "attention",
    ("propose", JobState.FAILED): "attention",
    ("tune", JobState.FAILED): "attention",
}


def for_user(user: AbstractBaseUser, *, with_trash: bool = False) -> QuerySet[Character]:
    """The characters a person may see, with all that `characters_out` needs."""
    characters = Character.with_trash if with_trash else Character.objects
    drawn = Proposal.objects.filter(candidates__isnull=False).distinct().order_by("-created_at")
    proposals = drawn.prefetch_related("candidates")
    looks = Prefetch("proposals", proposals.filter(outfit=None))
    outfits = Outfit.objects.select_related("target__proposal", "card").prefetch_related(
        Prefetch("proposals", proposals)
    )
    return (
        characters.filter(access.visible(user))
        .select_related("target__proposal", "card")
        .prefetch_related(looks, Prefetch("outfits", outfits), "card__sheet")
    )


def get(user: AbstractBaseUser, character_id: uuid.UUID, role: Role = Role.EDITOR) -> Character:
    """One character, or 404; 403 for somebody who may see it but not in this role."""
    character = for_user(user).filter(id=character_id).first()
    if character is None:
        raise not_found("character")
    access.require(user, character.owner_id, character.topic, role)
    return character


def outfit(user: AbstractBaseUser, outfit_id: uuid.UUID, *, removed: bool = False) -> Outfit:
    """One outfit with its character, or 404; 403 for somebody who may only read."""
    theirs = Outfit.with_trash.filter(character__in=for_user(user), trashed_at__isnull=not removed)
    found = theirs.filter(id=outfit_id).first()
    if found is None:
        raise not_found("outfit")
    found.character = get(user, found.character_id)
    return found


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


def sheet_picture(user: AbstractBaseUser, picture_id: uuid.UUID) -> SheetPicture:
    """One picture of a sheet to look at, also of somebody in the trash, or 404."""
    theirs = for_user(user, with_trash=True)
    found = SheetPicture.objects.filter(id=picture_id, card__character__in=theirs).first()
    if found is None:
        raise not_found("picture")
    return found


def usable_card(character: Character) -> Card | None:
    """The card, if it still is what the words and the pick say; `None` when it is missing or stale."""
    card = character.card
    if card is None or card.candidate_id != character.target_id or card.description != character.description:
        return None
    return card


def drawn_with(character: Character, worn: Outfit | None) -> Card | None:
    """The card that draws a character in an outfit, or as it was learnt; `None` when it is missing or stale."""
    own = usable_card(character)
    if worn is None or own is None:
        return own
    card = worn.card
    if card is None or card.candidate_id != worn.target_id or card.description != worn.description:
        return None
    return card if card.identity == own.file else None


def outfit_reworded(character: Character, worn: Outfit) -> bool:
    """Whether the picked look shows other words, or the character as it is no longer: it cannot be learnt."""
    own, target = usable_card(character), worn.target
    if own is None:
        return True
    request = None if target is None else target.proposal.request
    return request is not None and (request["description"], request.get("card")) != (worn.description, own.file)


def reworded(character: Character) -> bool:
    """Whether the picked look was drawn from other words than the present ones: it cannot be learnt for these."""
    target = character.target
    return target is not None and target.proposal.request["description"] != character.description


def state(character: Character, job: Job | None) -> CharacterState:
    """What the card in the cast list shows, given the character's newest job."""
    return _state(character, job, usable_card(character), reworded(character))


def _state(one: Character | Outfit, job: Job | None, usable: Card | None, other_words: bool) -> CharacterState:
    if job is not None and (busy := _BUSY.get((job.kind, job.state))):
        return busy
    if usable is not None:
        return "older" if studio.of_older_model(usable.model) else "ready"
    if other_words:
        return "reworded"
    if one.card is not None:
        return "stale"
    return "to_pick" if _shown(one) else "draft"


def _shown(one: Character | Outfit) -> list[Candidate]:
    newest = one.proposals.all()[:1]
    shown = [each for proposal in newest for each in proposal.candidates.all()]
    if one.target is not None and one.target not in shown:
        shown.insert(0, one.target)
    return shown


def characters_out(characters: Iterable[Character]) -> list[CharacterOut]:
    """Characters as the API shows them, in the given order."""
    given = list(characters)
    subjects = [one.pk for character in given for one in (character, *character.outfits.all())]
    jobs = latest_of_subjects(subjects, {kind for kind, _ in _BUSY})
    return [_character_out(character, jobs) for character in given]


def character_out(character: Character) -> CharacterOut:
    """One character as the API shows it."""
    return characters_out([character])[0]


def _candidates_out(one: Character | Outfit) -> list[CandidateOut]:
    return [
        CandidateOut(id=c.id, index=c.index, url=candidate_url(c.id), own=c.setting is not None) for c in _shown(one)
    ]


def _sheet_out(character: Character) -> list[SheetPictureOut]:
    card = usable_card(character)
    return [
        SheetPictureOut(id=each.id, scene=each.scene, url=f"/media/sheets/{each.id}", likeness=each.likeness)
        for each in (card.sheet.all() if card else ())
    ]


def outfit_out(worn: Outfit) -> OutfitOut:
    """One outfit as the API shows it."""
    return next(each for each in character_out(worn.character).outfits if each.id == worn.id)


def _outfit_out(character: Character, worn: Outfit, job: Job | None) -> OutfitOut:
    usable = drawn_with(character, worn)
    return OutfitOut(
        id=worn.id,
        name=worn.name,
        description=worn.description,
        state=_state(worn, job, usable, outfit_reworded(character, worn)),
        revision=worn.revision,
        candidates=_candidates_out(worn),
        target=worn.target_id,
        tuned_steps=worn.card.steps if worn.card else None,
        notices=worn.notices,
    )


def _character_out(character: Character, jobs: Mapping[uuid.UUID, Job]) -> CharacterOut:
    return CharacterOut(
        id=character.id,
        name=character.name,
        description=character.description,
        base_word=character.base_word,
        state=state(character, jobs.get(character.id)),
        revision=character.revision,
        candidates=_candidates_out(character),
        target=character.target_id,
        tuned_steps=character.card.steps if character.card else None,
        notices=character.notices,
        archived=character.archived_at is not None,
        outfits=[_outfit_out(character, each, jobs.get(each.id)) for each in character.outfits.all()],
        sheet=_sheet_out(character),
    )
