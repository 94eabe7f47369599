"""A character's rows into what stands in a pack, and back into rows of somebody else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from characters import studio
from characters.models import Candidate, Card, Character, Outfit, Proposal, SheetPicture
from characters.parts import (
    CARDS,
    PICTURES,
    CandidatePart,
    CardPart,
    CharacterPart,
    Look,
    LooksPart,
    OutfitPart,
    ProposalPart,
    ProposalRequest,
)
from characters.text import MAX_OUTFIT_NAME, free_name
from jobs.errors import Refused


@dataclass(frozen=True)
class Kept:
    """What became of a pack's files, by their names in it.

    Attributes:
        names: of the kept files.
        models: for cards, the model that each was learnt on, as its file says: what else stands in a pack may be
            anybody's word.
        sheet: the pictures of the card, which are in no file: known where somebody of this studio is copied.
    """

    names: Mapping[str, str]
    models: Mapping[str, str]
    sheet: Sequence[Mapping[str, Any]] = ()


def part_of(character: Character) -> CharacterPart:
    """A character as it is packed."""
    return CharacterPart(
        name=character.name,
        archived=character.archived_at is not None,
        base_word=character.base_word,
        outfits=[_outfit_part(each) for each in character.outfits.all()],
        **_looks(character, character.proposals.filter(outfit=None), character.cards.filter(outfit=None)),
    )


def _outfit_part(outfit: Outfit) -> OutfitPart:
    looks = _looks(outfit, outfit.proposals.all(), outfit.cards.all())
    return OutfitPart(name=outfit.name, created_at=outfit.created_at, **looks)


def _looks(one: Character | Outfit, drawn: QuerySet[Proposal], learnt: QuerySet[Card]) -> dict[str, Any]:
    """The fields of a `LooksPart`."""
    proposals = list(drawn.order_by("created_at", "pk").prefetch_related("candidates"))
    looks = {
        candidate.pk: Look(proposal=place, candidate=index)
        for place, proposal in enumerate(proposals)
        for index, candidate in enumerate(proposal.candidates.all())
    }
    cards = list(learnt.order_by("created_at", "pk"))
    return {
        "description": one.description,
        "proposals": [_proposal_part(each) for each in proposals],
        "target": None if one.target_id is None else looks[one.target_id],
        "cards": [_card_part(each, looks[each.candidate_id]) for each in cards],
        "card": next((place for place, each in enumerate(cards) if each.pk == one.card_id), None),
    }


def _proposal_part(proposal: Proposal) -> ProposalPart:
    return ProposalPart(
        request=ProposalRequest(**proposal.request | {"card": _card_file(proposal.request.get("card"))}),
        candidates=[
            CandidatePart(index=each.index, picture=PICTURES + each.picture, setting=each.setting)
            for each in proposal.candidates.all()
        ],
        created_at=proposal.created_at,
    )


def _card_part(card: Card, look: Look) -> CardPart:
    return CardPart(
        file=CARDS + card.file,
        look=look,
        description=card.description,
        base_word=card.base_word,
        steps=card.steps,
        created_at=card.created_at,
        identity=_card_file(card.identity),
        worn=card.worn,
    )


def _card_file(name: str | None) -> str | None:
    return CARDS + name if name else None


def check_card(part: CardPart, learnt_from: tuple[Mapping[str, str], str]) -> None:
    """See that a card's file says what its row says.

    Args:
        learnt_from: as `studio.rewrite_card` gives it.

    Raises:
        ValueError: it was learnt from other words.
    """
    words, base_word = learnt_from
    if (words.get(part.worn), base_word) != (part.description, part.base_word):
        raise ValueError(f"{part.file} was learnt from other words than the file says.")


def create(owner_id: int, topic: str, part: CharacterPart, kept: Kept, pk: uuid.UUID | None = None) -> Character:
    """The rows of a character. Call it in the transaction that puts it into a cast, under a name that is free there."""
    character = Character.objects.create(
        pk=pk or uuid.uuid4(),
        owner_id=owner_id,
        topic=topic,
        name=part.name,
        description=part.description,
        base_word=part.base_word,
        notices=_notices(part.description),
        archived_at=timezone.now() if part.archived else None,
    )
    _create_looks(character, None, part, kept)
    names: list[str] = []
    for each in part.outfits:
        names.append(free_name(each.name, names, MAX_OUTFIT_NAME))
        outfit = Outfit.objects.create(
            character=character, name=names[-1], description=each.description, notices=_notices(each.description)
        )
        Outfit.objects.filter(pk=outfit.pk).update(created_at=each.created_at)
        _create_looks(character, outfit, each, kept)
    return character


def _create_looks(character: Character, outfit: Outfit | None, part: LooksPart, kept: Kept) -> None:
    looks = [_create_proposal(character, outfit, each, kept) for each in part.proposals]
    cards = [_create_card(character, outfit, each, looks, kept) for each in part.cards]
    target = part.target and looks[part.target.proposal][part.target.candidate]
    card = None if part.card is None else cards[part.card]
    if outfit is None:
        Character.objects.filter(pk=character.pk).update(target=target, card=card)
        if card is not None:
            SheetPicture.objects.bulk_create(SheetPicture(card=card, **row) for row in kept.sheet)
    else:
        Outfit.objects.filter(pk=outfit.pk).update(target=target, card=card)


def as_kept(character: Character) -> tuple[CharacterPart, Kept]:
    """A character for another story of this studio: what its file would hold, but that all is kept here already.

    Call it in a snapshot, or what is learnt meanwhile may be there by half.
    """
    part = part_of(character)
    names = {name: name.rpartition("/")[2] for name in part.files()}
    models = {CARDS + card.file: card.model for card in character.cards.all()}
    sheet = SheetPicture.objects.filter(card=character.card_id)
    return part, Kept(names, models, list(sheet.values("index", "scene", "file", "likeness", "request")))


def _notices(description: str) -> list[str]:
    """What this model, which may be another one than the pack's, makes of the words."""
    try:
        return studio.notices(description)
    except Refused:
        return []


def _create_proposal(character: Character, outfit: Outfit | None, part: ProposalPart, kept: Kept) -> list[Candidate]:
    request = part.request.model_dump(mode="json", exclude_none=True)
    if part.request.card is not None:
        request["card"] = kept.names[part.request.card]
    proposal = Proposal.objects.create(character=character, outfit=outfit, job_id=uuid.uuid4(), request=request)
    Proposal.objects.filter(pk=proposal.pk).update(created_at=part.created_at)
    return Candidate.objects.bulk_create(
        Candidate(proposal=proposal, index=each.index, picture=kept.names[each.picture], setting=each.setting)
        for each in part.candidates
    )


def _create_card(
    character: Character, outfit: Outfit | None, part: CardPart, looks: list[list[Candidate]], kept: Kept
) -> Card:
    card = Card.objects.create(
        character=character,
        outfit=outfit,
        candidate=looks[part.look.proposal][part.look.candidate],
        job_id=uuid.uuid4(),
        description=part.description,
        base_word=part.base_word,
        file=kept.names[part.file],
        model=kept.models[part.file],
        steps=part.steps,
        identity=kept.names[part.identity] if part.identity else "",
        worn=part.worn,
    )
    Card.objects.filter(pk=card.pk).update(created_at=part.created_at)
    return card
