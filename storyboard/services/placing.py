"""Who stands where in a panel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from characters.models import Card, Character
from storyboard.schemas.panels import Place

#: as `Panel.standing` gives them
Places = dict[str, dict[str, Any]]


def stored(places: Sequence[Place]) -> list[dict[str, Any]]:
    """As JSON, of each character the last one."""
    return list({place.character: place.model_dump(mode="json") for place in places}.values())


def _middle(character: Character, where: Places) -> float | None:
    """From the left, in fractions of the picture."""
    place = where.get(str(character.pk))
    return None if place is None else (place["box"]["left"] + place["box"]["right"]) / 2


def from_left_to_right(cast: list[tuple[Character, Card]], where: Places) -> list[tuple[Character, Card]]:
    """In the order of their places, if everybody has one: models put whom a prompt names first to the left."""
    middles = [_middle(character, where) for character, _ in cast]
    if None in middles:
        return cast
    return [member for _, member in sorted(zip(middles, cast, strict=True), key=lambda pair: pair[0] or 0.0)]


def notices(named: Sequence[Character], where: Places) -> list[str]:
    """A sentence where a scene names people in another order than they stand, which models do not heed."""
    placed = [(who, at) for who in named if (at := _middle(who, where)) is not None]
    return [
        f"The scene names {left.name} before {right.name}, who stands further left. "
        f"Name {right.name} first if they come out the other way round."
        for (left, a), (right, b) in pairwise(placed)
        if a > b
    ]
