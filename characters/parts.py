"""What stands in a pack about a character: words, looks and cards, with places in the pack instead of ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from characters.text import Description, Name, OutfitName, Setting, one_line

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
    card: CardFile | None = None  # of the character, where an outfit of it was drawn


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
    """A learnt card, with the words and the look it was learnt from; of an outfit also whose it is, as in `models`."""

    file: CardFile
    look: Look
    description: Description
    base_word: Word
    steps: int = Field(ge=0, le=10_000_000)
    created_at: When
    identity: CardFile | None = None
    worn: Annotated[str, StringConstraints(max_length=40)] = ""


class LooksPart(Part):
    """What was proposed for somebody, picked and learnt. `card` is the place of the one in use."""

    description: Description
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
        over = {*(each.request.card for each in self.proposals), *(each.identity for each in self.cards)} - {None}
        return pictures | {card.file for card in self.cards} | {each for each in over if each}


class OutfitPart(LooksPart):
    """Something that somebody of a cast can wear."""

    name: OutfitName
    created_at: When


class CharacterPart(LooksPart):
    """Somebody of a cast. Files from before there were outfits and an archive do not speak of them."""

    name: Name
    base_word: Word
    outfits: list[OutfitPart] = Field(default_factory=list, max_length=1000)
    archived: bool = False

    def files(self) -> set[str]:
        """The files it names."""
        return super().files().union(*(each.files() for each in self.outfits))

    def all_cards(self) -> list[CardPart]:
        """Its own, and those of its outfits."""
        return [*self.cards, *(card for each in self.outfits for card in each.cards)]
