"""A character as a pack holds it: words, looks and cards, with places in the pack instead of ids."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Self

from django.utils import timezone
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from characters import studio
from characters.models import Candidate, Card, Character, Proposal
from characters.text import Description, Name, Setting, one_line
from jobs.errors import Refused

PICTURES, CARDS = "pictures/", "cards/"
_MOST_CANDIDATES = 1000

PictureFile = Annotated[str, StringConstraints(pattern=r"^pictures/[0-9a-f]{64}\.png$")]
CardFile = Annotated[str, StringConstraints(pattern=r"^cards/[0-9a-f]{64}\.card$")]
Seed = Annotated[int, Field(ge=0, lt=2**31)]
Index = Annotated[int, Field(ge=0, lt=100_000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(one_line)]


def _near(when: datetime) -> datetime:
    """In UTC; years that no clock shows could not be turned into it."""
    if not 1970 <= when.year < 2200:
        raise ValueError("a date that cannot be")
    return when.astimezone(UTC)


When = Annotated[AwareDatetime, AfterValidator(_near)]


class Part(BaseModel):
    """Anything in a pack's contents: exactly these fields, of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class ProposalRequest(BaseModel):
    """What candidates were drawn from. What later versions add is kept as it is."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    description: Description
    base_word: Word
    count: int = Field(ge=1, le=_MOST_CANDIDATES)
    seed: Seed


class CandidatePart(Part):
    """One look; with `setting` it is a picture of the writer's own."""

    index: int = Field(ge=0, lt=_MOST_CANDIDATES)
    picture: PictureFile
    setting: Setting | None


class ProposalPart(Part):
    """One run of *propose*. Its latents stay behind: who learns again has them drawn again from the same seeds."""

    request: ProposalRequest
    candidates: list[CandidatePart] = Field(max_length=_MOST_CANDIDATES)
    created_at: When

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.index for each in self.candidates}) < len(self.candidates):
            raise ValueError("two candidates in one place")
        return self


class Look(Part):
    """A candidate by its places: the proposal's, and its own in the proposal's list."""

    proposal: Index
    candidate: Index


class CardPart(Part):
    """A learnt card, with the words and the look it was learnt from."""

    file: CardFile
    look: Look
    description: Description
    base_word: Word
    steps: int = Field(ge=0, le=10_000_000)
    created_at: When


class CharacterPart(Part):
    """Somebody of a cast. `card` is the place of the one in use."""

    archived: bool = False  # files from before there was an archive do not say
    name: Name
    description: Description
    base_word: Word
    proposals: list[ProposalPart] = Field(max_length=1000)
    target: Look | None
    cards: list[CardPart] = Field(max_length=1000)
    card: Index | None

    @model_validator(mode="after")
    def _places(self) -> Self:
        looks = [each.look for each in self.cards] + ([self.target] if self.target else [])
        if not all(self._has(look) for look in looks) or (self.card or 0) >= max(1, len(self.cards)):
            raise ValueError("a place that is not there")
        if self.card is not None and not self.cards:
            raise ValueError("a card that is not there")
        return self

    def _has(self, look: Look) -> bool:
        return look.proposal < len(self.proposals) and look.candidate < len(self.proposals[look.proposal].candidates)

    def files(self) -> set[str]:
        """The files it names."""
        pictures = {each.picture for proposal in self.proposals for each in proposal.candidates}
        return pictures | {card.file for card in self.cards}


def part_of(character: Character) -> CharacterPart:
    """A character as it is packed."""
    proposals = list(character.proposals.order_by("created_at", "pk").prefetch_related("candidates"))
    looks = {
        candidate.pk: Look(proposal=place, candidate=index)
        for place, proposal in enumerate(proposals)
        for index, candidate in enumerate(proposal.candidates.all())
    }
    cards = list(character.cards.order_by("created_at", "pk"))
    return CharacterPart(
        name=character.name,
        archived=character.archived_at is not None,
        description=character.description,
        base_word=character.base_word,
        proposals=[_proposal_part(each) for each in proposals],
        target=None if character.target_id is None else looks[character.target_id],
        cards=[_card_part(each, looks[each.candidate_id]) for each in cards],
        card=next((place for place, each in enumerate(cards) if each.pk == character.card_id), None),
    )


def _proposal_part(proposal: Proposal) -> ProposalPart:
    return ProposalPart(
        request=ProposalRequest(**proposal.request),
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
    )


def check_card(part: CardPart, learnt_from: tuple[str, str]) -> None:
    """See that a card's file says what its row says.

    Raises:
        ValueError: it was learnt from other words.
    """
    if learnt_from != (part.description, part.base_word):
        raise ValueError(f"{part.file} was learnt from other words than the file says.")


def create(owner_id: int, topic: str, part: CharacterPart, kept: Mapping[str, str]) -> Character:
    """The rows of a character. Call it in the transaction that puts it into a cast, under a name that is free there.

    Args:
        kept: name in the pack -> name of the kept file.
    """
    character = Character.objects.create(
        owner_id=owner_id,
        topic=topic,
        name=part.name,
        description=part.description,
        base_word=part.base_word,
        notices=_notices(part.description),
        archived_at=timezone.now() if part.archived else None,
    )
    looks = [_create_proposal(character, each, kept) for each in part.proposals]
    cards = [_create_card(character, each, looks, kept) for each in part.cards]
    target = part.target and looks[part.target.proposal][part.target.candidate]
    card = None if part.card is None else cards[part.card]
    Character.objects.filter(pk=character.pk).update(target=target, card=card)
    return character


def _notices(description: str) -> list[str]:
    """What this model, which may be another one than the pack's, makes of the words."""
    try:
        return studio.notices(description)
    except Refused:
        return []


def _create_proposal(character: Character, part: ProposalPart, kept: Mapping[str, str]) -> list[Candidate]:
    proposal = Proposal.objects.create(
        character=character, job_id=uuid.uuid4(), request=part.request.model_dump(mode="json")
    )
    Proposal.objects.filter(pk=proposal.pk).update(created_at=part.created_at)
    return Candidate.objects.bulk_create(
        Candidate(proposal=proposal, index=each.index, picture=kept[each.picture], setting=each.setting)
        for each in part.candidates
    )


def _create_card(character: Character, part: CardPart, looks: list[list[Candidate]], kept: Mapping[str, str]) -> Card:
    card = Card.objects.create(
        character=character,
        candidate=looks[part.look.proposal][part.look.candidate],
        job_id=uuid.uuid4(),
        description=part.description,
        base_word=part.base_word,
        file=kept[part.file],
        steps=part.steps,
    )
    Card.objects.filter(pk=card.pk).update(created_at=part.created_at)
    return card
