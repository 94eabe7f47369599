"""Decisions about characters."""

from __future__ import annotations

import uuid
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from characters import pictures, policy, revisions, selectors, sheets, studio, text
from characters.models import FIRST_ADOPTED, Candidate, Character, Outfit, Proposal
from characters.schemas import CharacterIn, CharacterOut, CharacterPatch, ProposeIn, TuneIn
from jobs import artifacts, events
from jobs import services as jobs
from jobs.errors import Refused, Trouble, not_found
from jobs.models import Job

NOT_PICKED = "character_not_picked"
#: How many pictures from elsewhere a proposal may have, and their longest side in pixels.
MOST_ADOPTED, ADOPTED_SIDE = 20, 1024
NOT_A_CANDIDATE = Trouble("not_a_candidate", "This picture is not one of the character's candidates.")
TOO_MANY_OWN = Trouble(
    "too_many_pictures",
    f"This character has {MOST_ADOPTED} pictures of your own already.",
    hint="Pick one of them, or change the words and begin anew.",
)


def create(new_id: uuid.UUID, owner_id: int, topic: str, wanted: CharacterIn) -> Character:
    """A new character of the topic's owner. Call it in the transaction that puts it into a cast."""
    base_word, notices = read_words(wanted.description)
    _check_name(topic, wanted.name)
    return Character.objects.create(
        pk=new_id,
        owner_id=owner_id,
        topic=topic,
        name=wanted.name,
        description=wanted.description,
        base_word=base_word,
        notices=notices,
    )


def _check_name(topic: str, name: str, own: uuid.UUID | None = None) -> None:
    """422 where somebody else of the story has this name: scenes call characters by their names."""
    others = Character.objects.filter(topic=topic).values_list("pk", "name")
    if any(pk != own and other.casefold() == name.casefold() for pk, other in others):
        message = f"There is already somebody called {name} in this story."
        raise Refused(422, Trouble("name_taken", message, hint="Choose another name; scenes call characters by name."))


def free_name(topic: str, wanted: str, own: uuid.UUID | None = None) -> str:
    """The wanted name, with a number behind it where somebody else of the story has it."""
    others = Character.objects.filter(topic=topic).values_list("pk", "name")
    return text.free_name(wanted, (name for pk, name in others if pk != own), text.MAX_NAME)


def read_words(description: str) -> tuple[str, list[str]]:
    """The base word of a description and what to tell the writer; 422 where it names nobody."""
    base_word = studio.find_base_word(description)
    return base_word, studio.notices(description)


def change(user: AbstractBaseUser, character_id: uuid.UUID, patch: CharacterPatch, revision: int) -> Character:
    """Change name or words. A card that was learnt from other words becomes stale, which is derived, not stored."""
    character = selectors.get(user, character_id)
    values: dict[str, object] = patch.model_dump(exclude_none=True)
    if patch.name is not None:
        _check_name(character.topic, patch.name, own=character.pk)
    if patch.description is not None:
        values["base_word"], values["notices"] = read_words(patch.description)
    rows = Character.objects.filter(pk=character.pk)
    with transaction.atomic():
        revisions.write(rows, revision, values, lambda: _fresh_out(user, character_id), "character")
        events.record(character.topic, changed=[f"character:{character_id}"])
        return selectors.get(user, character_id)  # now, or it could be what another window wrote on it


def _fresh_out(user: AbstractBaseUser, character_id: uuid.UUID) -> CharacterOut:
    return selectors.character_out(selectors.get(user, character_id))


def propose(user: AbstractBaseUser, character_id: uuid.UUID, wanted: ProposeIn, key: str | None) -> Job:
    """Have candidates drawn. Earlier ones stay in the database; the newest proposal is shown."""
    character = selectors.get(user, character_id)
    policy.check_words(character.description)
    return jobs.submit(user, _order(character, "propose", _request(character, wanted), key))


def _request(character: Character, wanted: ProposeIn) -> dict[str, object]:
    return {
        "description": character.description,
        "base_word": character.base_word,
        "count": wanted.count,
        "seed": wanted.seed if wanted.seed is not None else _derived_seed(character),
    }


def _derived_seed(character: Character) -> int:
    """The same story made again gets the same seeds: the number of earlier proposals is the only thing that counts."""
    return derived_seed(character.description, character.proposals.filter(outfit=None).count())


def derived_seed(description: str, proposals: int) -> int:
    """Of the next proposal for these words."""
    tries = f"{description}/{proposals}"
    return int.from_bytes(sha256(tries.encode()).digest()[:4]) & 0x7FFFFFFF


def _order(character: Character, kind: str, params: dict[str, object], key: str | None) -> jobs.Order:
    return jobs.Order(
        topic=character.topic,
        kind=kind,
        subject_kind="character",
        subject_id=character.id,
        params=params,
        key=key,
        owner_id=character.owner_id,
        model=settings.ONEACTOR_BACKEND,
    )


def adopt(user: AbstractBaseUser, character_id: uuid.UUID, data: bytes, setting: str) -> Character:
    """Make a picture from elsewhere the target. Only its pixels are kept; learning draws what it is told apart from.

    Args:
        data: the file as it was sent, at most `pictures.MOST_BYTES`.
        setting: words for what is behind the character in it.
    """
    character = selectors.get(user, character_id)
    adopt_for(character, None, _request(character, ProposeIn()), data, setting)
    return selectors.get(user, character_id)


def adopt_for(
    character: Character, outfit: Outfit | None, request: dict[str, object], data: bytes, setting: str
) -> None:
    """The same for a character or one of its outfits, among the looks that a request is drawn for."""
    one = outfit or character
    policy.check_words(one.description, setting)
    picture = kept_pixels(data)
    rows = Character.objects.filter(pk=one.pk) if outfit is None else Outfit.objects.filter(pk=one.pk)
    with transaction.atomic():
        if not rows.select_for_update(no_key=True):
            raise not_found("outfit") if outfit else not_found("character")  # removed while the picture was read
        made = _add_own(_proposal_for(character, outfit, request), picture, setting)
        rows.update(target=made, revision=F("revision") + 1)
        events.record(character.topic, changed=[f"character:{character.pk}"])


def kept_pixels(data: bytes) -> str:
    """Keep what may be shown of a file from elsewhere, which is its pixels; returns the name of the PNG."""
    png = pictures.decode(data, ADOPTED_SIDE).png
    policy.check_picture(png)
    return artifacts.store(lambda path: path.write_bytes(png), ".png")


def _proposal_for(character: Character, outfit: Outfit | None, request: dict[str, object]) -> Proposal:
    """The newest proposal from the words of a request and the same card, or one that is drawn when it is needed.

    One that shows something goes before one that is just begun, or was given up. The caller holds the row of whose
    looks they are.
    """
    shown = Exists(Candidate.objects.filter(proposal=OuterRef("pk")))
    proposals = Proposal.objects.filter(character=character, outfit=outfit).alias(shown=shown)
    for proposal in proposals.order_by("-shown", "-created_at"):
        if all(proposal.request.get(part) == request.get(part) for part in ("description", "card")):
            return proposal
    return Proposal.objects.create(character=character, outfit=outfit, job_id=uuid.uuid4(), request=request)


def _add_own(proposal: Proposal, picture: str, setting: str) -> Candidate:
    """A picture from elsewhere among those of a proposal; 422 where it has as many as it may."""
    if proposal.candidates.filter(index__gte=FIRST_ADOPTED).count() >= MOST_ADOPTED:
        raise Refused(422, TOO_MANY_OWN)
    return Candidate.objects.create(proposal=proposal, index=proposal.next_own(), picture=picture, setting=setting)


def pick(user: AbstractBaseUser, character_id: uuid.UUID, candidate_id: uuid.UUID) -> Character:
    """Make a candidate the target."""
    character = selectors.get(user, character_id)
    candidate = Candidate.objects.filter(id=candidate_id, proposal__character=character, proposal__outfit=None).first()
    if candidate is None:
        raise Refused(422, NOT_A_CANDIDATE)
    with transaction.atomic():
        if character.target_id != candidate.id:
            Character.objects.filter(pk=character.pk).update(target=candidate, revision=F("revision") + 1)
        events.record(character.topic, changed=[f"character:{character_id}"])
    return selectors.get(user, character_id)


def tune(user: AbstractBaseUser, character_id: uuid.UUID, wanted: TuneIn, key: str | None) -> Job:
    """Have the picked look learnt."""
    character = selectors.get(user, character_id)
    target = character.target
    if target is None:
        raise Refused(422, not_picked(character))
    if selectors.reworded(character):
        raise Refused(422, words_changed(character))
    policy.check_words(character.description, target.setting or "")
    before = character.cards.filter(candidate=target).count()
    params = {"candidate": str(target.id), "seed": before if wanted.seed is None else wanted.seed}
    return jobs.submit(user, _order(character, "tune", params, key))


def draw_sheet(user: AbstractBaseUser, character_id: uuid.UUID, key: str | None) -> Job:
    """Have what is missing of the sheet of a learnt character drawn."""
    character = selectors.get(user, character_id)
    card = selectors.usable_card(character)
    if card is None:
        hint = f"Learn {character.name} first."
        raise Refused(422, Trouble("character_not_learnt", f"{character.name} is not learnt yet.", hint=hint))
    if studio.of_older_model(card.model):
        raise Refused(422, older_model(character))
    policy.check_words(card.description)
    return jobs.submit(user, sheets.order(character.topic, character.owner_id, card, key))


def relearn(user: AbstractBaseUser, character_id: uuid.UUID, key: str | None) -> Job:
    """Have somebody learnt again by the present model, from the newly drawn look that is most like the old one."""
    character = selectors.get(user, character_id)
    if character.card is None:
        raise Refused(422, not_picked(character))
    old = character.card.candidate
    policy.check_words(character.description, old.setting or "")
    before = old.proposal.request
    request = _request(character, ProposeIn(seed=before["seed"])) | {"count": before["count"]}
    params: dict[str, object] = {"candidate": str(old.pk), "request": request}
    return jobs.submit(user, _order(character, "relearn", params, key))


def not_picked(character: Character) -> Trouble:
    """The character has no target yet."""
    return Trouble(
        NOT_PICKED,
        f"No look has been picked for {character.name} yet.",
        hint=f"Pick one of the pictures of {character.name} in the cast, then let it be learnt.",
        details={"character": str(character.id)},
    )


def older_model(character: Character) -> Trouble:
    """What was learnt fits a model that draws no more."""
    return Trouble(
        "card_mismatch",
        f"{character.name} was learnt by an older painter than the one that draws now.",
        hint=f"Learn {character.name} again in the cast; one press does it.",
        details={"character": str(character.pk)},
    )


def words_changed(character: Character) -> Trouble:
    """The picked look was drawn from other words."""
    return Trouble(
        "words_changed",
        f"The words for {character.name} have changed since these pictures were drawn.",
        hint="Propose again with the new words and pick a picture, or put the old words back.",
        details={"character": str(character.id)},
    )


def archive(user: AbstractBaseUser, character_id: uuid.UUID, *, away: bool) -> Character:
    """Put a character aside, or offer it again. Pages that show it, and what was learnt, are not touched."""
    character = selectors.get(user, character_id)
    since = (character.archived_at or timezone.now()) if away else None
    with transaction.atomic():
        Character.objects.filter(pk=character.pk).update(archived_at=since)
        events.record(character.topic, changed=[f"character:{character_id}"])
    return selectors.get(user, character_id)


def subjects(*characters: Character) -> list[uuid.UUID]:
    """What jobs of characters are about: these and their outfits."""
    gone = [character.pk for character in characters]
    return [*gone, *Outfit.with_trash.filter(character__in=gone).values_list("pk", flat=True)]


def throw(character: Character) -> None:
    """Put a character that no panel uses (the caller has checked) into the trash. What waits or runs for it ends."""
    Character.objects.filter(pk=character.pk).update(trashed_at=timezone.now())
    jobs.cancel_all(*subjects(character))


def restore(character: Character) -> None:
    """Take a character out of the trash, under another name where its own was given away."""
    name = free_name(character.topic, character.name, own=character.pk)
    Character.with_trash.filter(pk=character.pk).update(trashed_at=None, name=name, revision=F("revision") + 1)


def delete(*characters: Character) -> None:
    """Remove characters that no panel uses (the caller has checked), with what was drawn and learnt for them."""
    gone = subjects(*characters)
    for character in characters:
        character.delete()
    jobs.cancel_all(*gone)
