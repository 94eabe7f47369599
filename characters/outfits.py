"""Decisions about outfits: what a learnt character wears on some pages, learnt on top of the character itself."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from characters import policy, revisions, selectors
from characters.models import Candidate, Card, Character, Outfit
from characters.schemas import OutfitIn, OutfitPatch, ProposeIn
from characters.services import (
    NOT_A_CANDIDATE,
    adopt_for,
    derived_seed,
    not_picked,
    read_words,
)
from jobs import events
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.idempotency import id_for
from jobs.models import Job


def create(user: AbstractBaseUser, character_id: uuid.UUID, wanted: OutfitIn, key: str | None = None) -> Character:
    """A new outfit of somebody who is learnt, one for one key; returns the character with it."""
    character, new_id = selectors.get(user, character_id), id_for(user, key, character_id, "outfit")
    if Outfit.with_trash.filter(pk=new_id).exists():
        return selectors.outfit(user, new_id).character
    notices = _read(wanted.description, _identity(character))
    _check_name(character, wanted.name)
    values = {"character": character, "notices": notices, **wanted.model_dump()}
    with transaction.atomic():
        _, is_new = Outfit.with_trash.get_or_create(pk=new_id, defaults=values)
        if is_new:
            _tell(character)
    return selectors.get(user, character_id)


def _identity(character: Character) -> Card:
    """What was learnt of the character itself; 422 where there is nothing that fits."""
    card = selectors.usable_card(character)
    if card is None:
        hint = f"Learn {character.name} first; an outfit is learnt on top of that."
        raise Refused(422, Trouble("character_not_learnt", f"{character.name} is not learnt yet.", hint=hint))
    return card


def _read(description: str, identity: Card) -> list[str]:
    """What to tell the writer about an outfit's words; 422 where they name somebody else."""
    base_word, notices = read_words(description)
    if base_word.casefold() != identity.base_word.casefold():
        message = f"These words call the character “{base_word}”, but what was learnt is “{identity.base_word}”."
        hint = f"Keep the word “{identity.base_word}” and change only what is worn."
        raise Refused(422, Trouble("outfit_of_another", message, hint=hint))
    return notices


def _check_name(character: Character, name: str, own: uuid.UUID | None = None) -> None:
    others = character.outfits.all()
    if any(each.pk != own and each.name.casefold() == name.casefold() for each in others):
        message = f"{character.name} has an outfit called {name} already."
        raise Refused(422, Trouble("name_taken", message, hint="Choose another name."))


def _tell(character: Character) -> None:
    events.record(character.topic, changed=[f"character:{character.pk}"])


def change(user: AbstractBaseUser, outfit_id: uuid.UUID, patch: OutfitPatch, revision: int) -> Character:
    """Change name or words. What was learnt from other words becomes stale, which is derived, not stored."""
    outfit = selectors.outfit(user, outfit_id)
    character = outfit.character
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    if patch.name is not None:
        _check_name(character, patch.name, own=outfit.pk)
    if patch.description is not None:
        values["notices"] = _read(patch.description, _identity(character))
    with transaction.atomic():
        rows = Outfit.objects.filter(pk=outfit.pk)
        revisions.write(
            rows, revision, values, lambda: selectors.outfit_out(selectors.outfit(user, outfit_id)), "outfit"
        )
        _tell(character)
        return selectors.get(user, character.pk)  # now, or it could be what another window wrote on it


def propose(user: AbstractBaseUser, outfit_id: uuid.UUID, wanted: ProposeIn, key: str | None) -> Job:
    """Have the character drawn in it, by what was learnt of the character."""
    outfit = selectors.outfit(user, outfit_id)
    request = _request(outfit, wanted)
    policy.check_words(outfit.description)
    return jobs.submit(user, _order(outfit, "propose", request, key))


def _request(outfit: Outfit, wanted: ProposeIn) -> dict[str, object]:
    """422 where nothing that was learnt of the character can be drawn in it."""
    identity = _identity(outfit.character)
    seed = wanted.seed if wanted.seed is not None else derived_seed(outfit.description, outfit.proposals.count())
    return {
        "description": outfit.description,
        "base_word": identity.base_word,
        "count": wanted.count,
        "seed": seed,
        "card": identity.file,
    }


def _order(outfit: Outfit, kind: str, params: dict[str, object], key: str | None) -> jobs.Order:
    return jobs.Order(
        topic=outfit.character.topic,
        kind=kind,
        subject_kind="outfit",
        subject_id=outfit.pk,
        params=params,
        key=key,
        owner_id=outfit.character.owner_id,
        model=settings.ONEACTOR_BACKEND,
    )


def adopt(user: AbstractBaseUser, outfit_id: uuid.UUID, data: bytes, setting: str) -> Character:
    """Make a picture from elsewhere, of the character in it, the outfit's look; as `services.adopt`."""
    outfit = selectors.outfit(user, outfit_id)
    adopt_for(outfit.character, outfit, _request(outfit, ProposeIn()), data, setting)
    return selectors.get(user, outfit.character_id)


def pick(user: AbstractBaseUser, outfit_id: uuid.UUID, candidate_id: uuid.UUID) -> Character:
    """Make a candidate the outfit's look."""
    outfit = selectors.outfit(user, outfit_id)
    candidate = Candidate.objects.filter(id=candidate_id, proposal__outfit=outfit).first()
    if candidate is None:
        raise Refused(422, NOT_A_CANDIDATE)
    with transaction.atomic():
        if outfit.target_id != candidate.pk:
            Outfit.objects.filter(pk=outfit.pk).update(target=candidate, revision=F("revision") + 1)
        _tell(outfit.character)
    return selectors.get(user, outfit.character_id)


def tune(user: AbstractBaseUser, outfit_id: uuid.UUID, key: str | None) -> Job:
    """Have the picked look learnt on top of the character."""
    outfit = selectors.outfit(user, outfit_id)
    if outfit.target is None:
        raise Refused(422, not_picked(outfit.character))
    if selectors.outfit_reworded(outfit.character, outfit):
        message = f"The words for “{outfit.name}”, or {outfit.character.name}, changed since these pictures were drawn."
        raise Refused(422, Trouble("words_changed", message, hint="Propose again and pick a picture."))
    policy.check_words(outfit.description, outfit.target.setting or "")
    return jobs.submit(user, _order(outfit, "tune", {"candidate": str(outfit.target_id), "worn": outfit.name}, key))


def throw(user: AbstractBaseUser, outfit_id: uuid.UUID) -> Character:
    """Remove an outfit. Pictures stay; until it is put back, who wears it somewhere is drawn as they were learnt."""
    outfit = selectors.outfit(user, outfit_id)
    with transaction.atomic():
        jobs.lock_all(subject_id=outfit.pk)
        Outfit.objects.filter(pk=outfit.pk).update(trashed_at=timezone.now())
        jobs.cancel_all(outfit.pk)
        _tell(outfit.character)
    return selectors.get(user, outfit.character_id)


def restore(user: AbstractBaseUser, outfit_id: uuid.UUID) -> Character:
    """Put a removed outfit back, with its looks and what was learnt."""
    outfit = selectors.outfit(user, outfit_id, removed=True)
    _check_name(outfit.character, outfit.name)
    with transaction.atomic():
        Outfit.with_trash.filter(pk=outfit.pk).update(trashed_at=None, revision=F("revision") + 1)
        _tell(outfit.character)
    return selectors.get(user, outfit.character_id)


def empty_old(before: datetime) -> int:
    """Delete for good what was removed before; returns how many."""
    _, by_kind = Outfit.with_trash.filter(trashed_at__lt=before).delete()
    return by_kind.get(Outfit._meta.label, 0)


def not_learnt(character: Character, outfit: Outfit) -> Trouble:
    """Nothing that was learnt fits the outfit as it is."""
    return Trouble(
        "character_not_learnt",
        f"“{outfit.name}” of {character.name} is not learnt as it is now.",
        hint=f"Learn it in the cast, or let {character.name} wear something else here.",
        details={"character": str(character.pk)},
    )
