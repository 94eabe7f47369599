"""Characters as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from characters.text import Description, Name, OutfitName, Scene, Setting

CharacterState = Literal[
    "draft", "proposing", "to_pick", "queued", "learning", "ready", "older", "attention", "stale", "reworded"
]


class CandidateOut(Schema):
    """One look; `own` for a picture from elsewhere."""

    id: uuid.UUID
    index: int
    url: str
    own: bool


class OutfitOut(Schema):
    """What a learnt character wears on some pages; all else as for the character itself.

    It is `reworded` where its words, or what was learnt of the character, are others than its looks were drawn from.
    """

    id: uuid.UUID
    name: str
    description: str
    state: CharacterState
    revision: int
    candidates: list[CandidateOut]
    target: uuid.UUID | None
    tuned_steps: int | None
    notices: list[str]


class SheetPictureOut(Schema):
    """A learnt character in a scene that nobody asked for; `likeness` 0 to 1, `null` where it was not measured."""

    id: uuid.UUID
    scene: str
    url: str
    likeness: float | None


class CharacterOut(Schema):
    """A character with its newest candidates; the picked one is among them even if it is from an earlier proposal.

    One that is `archived` is offered for no further picture. `sheet` shows what was learnt, while that still fits.
    """

    id: uuid.UUID
    name: str
    description: str
    base_word: str
    state: CharacterState
    revision: int
    candidates: list[CandidateOut]
    target: uuid.UUID | None
    tuned_steps: int | None
    notices: list[str]
    archived: bool
    outfits: list[OutfitOut]
    sheet: list[SheetPictureOut]


class TrashedCharacterOut(Schema):
    """A character in the trash, with the picked look where there is one."""

    id: uuid.UUID
    name: str
    description: str
    trashed_at: datetime
    picture_url: str | None


class CharacterIn(Schema):
    """A new character: what they are called, and what they are and never change."""

    name: Name
    description: Description


class CharacterPatch(Schema):
    """A changed name or description; what is left out stays."""

    name: Name | None = None
    description: Description | None = None


class OutfitIn(Schema):
    """A new outfit: its name, and the whole character in it."""

    name: OutfitName
    description: Description


class OutfitPatch(Schema):
    """A changed name or description of an outfit; what is left out stays."""

    name: OutfitName | None = None
    description: Description | None = None


class ProposeIn(Schema):
    """How many candidates, and from which seed (default: derived from the character)."""

    count: int = Field(default=11, ge=4, le=11)
    seed: int | None = Field(default=None, ge=0, lt=2**31)


class TuneIn(Schema):
    """From which seed to learn (default: another one each time that the same look is learnt)."""

    seed: int | None = Field(default=None, ge=0, lt=2**31)


class PickIn(Schema):
    """The chosen candidate."""

    candidate: uuid.UUID


class OwnPictureIn(Schema):
    """What is behind the character in a picture from elsewhere; left out, its background is plain."""

    setting: Setting = ""


class Empty(Schema):
    """No parameters."""


class WordsIn(Schema):
    """Words to check; with `base_word` also which word of them can be a character."""

    text: Scene
    base_word: bool = False


class UnknownWordOut(Schema):
    """A word that the model does not know, and known words near it."""

    word: str
    near: list[str]


class WordsOut(Schema):
    """What the model makes of some words."""

    unknown: list[UnknownWordOut]
    base_words: list[str]


class StudioOut(Schema):
    """What the drawing model can do, and whether there are accounts to share stories with."""

    backend: str
    label: str
    picture_size: int
    tested_characters: int
    characters: list[str]
    places: list[str]
    actions: list[str]
    any_word: bool
    accounts: bool
