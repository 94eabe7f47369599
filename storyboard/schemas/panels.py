"""Panels and their pictures as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import AfterValidator, Field, model_validator

from characters.text import BubbleText, Scene, Style
from storyboard.publishing import Kind

Seed = Annotated[int, Field(ge=0, lt=2**31)]
#: on one picture
MAX_BUBBLES = 12
Fraction = Annotated[float, Field(ge=0, le=1)]


class LikenessOut(Schema):
    """How much of a character's looks a picture shows, 0 to 1; `null` where the model cannot tell."""

    character: uuid.UUID
    score: float | None


StaleReason = Literal["words", "style", "cast", "places", "outfit", "learnt_again", "changed"]


class StaleOut(Schema):
    """Why a picture no longer is what would be drawn now; `character` is who is meant, where it is somebody."""

    reason: StaleReason
    character: uuid.UUID | None = None


class Box(Schema):
    """A rectangle in fractions of the picture, from its top left corner; never empty."""

    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.left >= self.right or self.top >= self.bottom:
            raise ValueError("A place must not be empty.")
        return self


def _painted(rows: list[str]) -> list[str]:
    if len({len(row) for row in rows}) != 1 or not any("1" in row for row in rows):
        raise ValueError("A painted area has rows of one length, and something painted in them.")
    return rows


#: A painted area: rows of "1" inside and "0" outside, spread over the whole picture.
Painted = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64, pattern="^[01]+$")]],
    Field(min_length=1, max_length=64),
    AfterValidator(_painted),
]


class Place(Schema):
    """Where a character is to stand; of those who meet, the one with the lower depth is in front.

    Where the area is painted, `box` is what surrounds it.
    """

    character: uuid.UUID
    box: Box
    depth: int = Field(default=0, ge=0, le=9)
    painted: Painted | None = None


class Worn(Schema):
    """What a character wears in a picture."""

    character: uuid.UUID
    outfit: uuid.UUID


class PictureOut(Schema):
    """One try of a panel."""

    id: uuid.UUID
    url: str
    style: str
    seed: int
    prompt: str
    created_at: datetime
    likeness: list[LikenessOut]
    notices: list[str]
    stale: list[StaleOut]


class Point(Schema):
    """A point in fractions of the picture, from its top left corner."""

    left: Fraction
    top: Fraction


class Bubble(Schema):
    """Words over a picture, live in the book. `tail` is where they come from, a mouth for example; a caption has none.

    `speaker` is who says them, where it is somebody of the cast, and `kind` how; the box grows in the book where they
    do not fit.
    """

    text: BubbleText
    speaker: uuid.UUID | None = None
    box: Box
    tail: Point | None = None
    kind: Kind = "speech"


class PanelOut(Schema):
    """A panel with all its tries, oldest first. `seed` is there while a look is kept."""

    id: uuid.UUID
    scene: str
    cast: list[uuid.UUID]
    places: list[Place]
    outfits: list[Worn]
    bubbles: list[Bubble]
    kept: uuid.UUID | None
    seed: int | None
    locked: bool
    revision: int
    pictures: list[PictureOut]
    notices: list[str]


class PanelPatch(Schema):
    """What is left out stays; a given list replaces the whole one, a null `seed` lets the look go.

    Who is not among `outfits` looks as they were learnt.
    """

    scene: Scene | None = None
    cast: list[uuid.UUID] | None = Field(default=None, max_length=20)
    places: list[Place] | None = Field(default=None, max_length=20)
    outfits: list[Worn] | None = Field(default=None, max_length=20)
    bubbles: list[Bubble] | None = Field(default=None, max_length=MAX_BUBBLES)
    seed: Seed | None = None
    locked: bool | None = None


class RedoIn(Schema):
    """A try that is drawn over: everywhere, in a box or a painted area, or one character alone.

    `strength` is how much of the drawing is done again: little of it changes little, 1 draws anew.
    """

    picture: uuid.UUID
    strength: float = Field(gt=0, le=1)
    box: Box | None = None
    painted: Painted | None = None
    character: uuid.UUID | None = None


class RenderIn(Schema):
    """The seed of the try; left out, it is the kept one, or derived from the panel and the number of its tries.

    What is drawn over takes no kept seed: it would come out as it was. With a `style` it is a sample of that one.
    """

    seed: Seed | None = None
    style: Style | None = None
    redo: RedoIn | None = None


class KeepIn(Schema):
    """The try that goes on the page."""

    picture: uuid.UUID
