"""A scene: everything that decides a picture, as plain values, and how scenes are drawn at random."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from random import Random

from oneactor.picturebook.world.vocabulary import (
    ACTIONS,
    CHARACTERS,
    COATS,
    DYES,
    GARMENTS,
    HATS,
    MOODS,
    PLACES,
    SKINS,
    STYLES,
    TIMES,
    UPPER_BODY,
)

#: looks of one character, in the order in which tables print them; what it does and feels is not part of them
ATTRIBUTES = ("coat", "garment", "garment_color", "hat", "hat_color", "glasses", "skin")


@dataclass(frozen=True)
class Figure:
    """One character as drawn. What is not worn is "none", and so is its colour; so is the skin of all but people."""

    species: str
    coat: str
    garment: str
    garment_color: str
    hat: str
    hat_color: str
    glasses: str = "none"
    skin: str = "none"
    action: str = "standing"
    mood: str = "happy"


@dataclass(frozen=True)
class Scene:
    """One picture: one to three figures from left to right, where and when they are, how it is seen and painted.

    Attributes:
        variant: which of the three layouts of the place is drawn.
        shift: sideways shift of the place's layout, in fractions of the width.
        spots: centre of each figure, in fractions of the width.
    """

    figures: tuple[Figure, ...]
    place: str
    time: str
    shot: str
    style: str
    variant: int
    shift: float
    spots: tuple[float, ...]


def scene_from_json(line: str) -> Scene:
    """The inverse of `json.dumps(asdict(scene))`."""
    values = json.loads(line)
    figures = tuple(Figure(**f) for f in values.pop("figures"))
    return Scene(figures=figures, spots=tuple(values.pop("spots")), **values)


#: combinations never drawn for training: (species, garment, garment colour)
HELD_OUT = frozenset(
    {
        ("fox", "sweater", "green"),
        ("rabbit", "cape", "red"),
        ("bear", "scarf", "blue"),
        ("dog", "overalls", "yellow"),
        ("robot", "sweater", "yellow"),
        ("girl", "dress", "purple"),
        ("dragon", "scarf", "pink"),
        ("grandfather", "raincoat", "green"),
    }
)
SPOTS: dict[int, tuple[float, ...]] = {1: (0.5,), 2: (0.29, 0.71), 3: (0.19, 0.5, 0.81)}


def sample_figure(rng: Random, species: str) -> Figure:
    """A random figure of the species, standing and happy; never a held-out combination."""
    while True:
        garment = rng.choice(("none", *GARMENTS))
        hat = rng.choice(("none", "none", *HATS))
        figure = Figure(
            species=species,
            coat=rng.choice(COATS[CHARACTERS[species]]),
            garment=garment,
            garment_color="none" if garment == "none" else rng.choice(DYES),
            hat=hat,
            hat_color="none" if hat == "none" else rng.choice(DYES),
            glasses="glasses" if rng.random() < 0.25 else "none",
            skin=rng.choice(sorted(SKINS)) if CHARACTERS[species] == "person" else "none",
        )
        if (species, garment, figure.garment_color) not in HELD_OUT:
            return figure


def _shot(rng: Random, count: int) -> str:
    weights = {1: (70, 18, 12), 2: (78, 10, 12), 3: (88, 0, 12)}[count]
    return rng.choices(("normal", "close", "wide"), weights)[0]


def sample_scene(rng: Random, count: int | None = None) -> Scene:
    """A random scene of one (40 %), two (33 %) or three (27 %) different characters: the more, the more to learn."""
    count = count or rng.choices((1, 2, 3), (40, 33, 27))[0]
    species = rng.sample(sorted(CHARACTERS), count)
    place = rng.choice(sorted(PLACES)) if rng.random() > 0.1 else "paper"
    shot = _shot(rng, count)
    jitter = 0.05 if count == 1 else 0.03
    return Scene(
        figures=_acting(rng, [sample_figure(rng, name) for name in species], shot),
        place=place,
        time="day" if place == "paper" else rng.choices(TIMES, (75, 25))[0],
        shot=shot,
        style=rng.choices(STYLES, (55, 15, 15, 15))[0],
        variant=rng.randrange(3),
        shift=rng.uniform(-0.06, 0.06),
        spots=tuple(x + rng.uniform(-jitter, jitter) for x in SPOTS[count]),
    )


def _acting(rng: Random, figures: list[Figure], shot: str) -> tuple[Figure, ...]:
    """What each one does and feels; two times in three all do the same."""
    actions = UPPER_BODY if shot == "close" else ACTIONS
    shared = rng.choice(("standing", *actions)) if rng.random() < 0.67 else None
    return tuple(
        replace(
            figure,
            action=shared or rng.choice(actions),
            mood=rng.choices(MOODS, (60, 20, 20))[0],
        )
        for figure in figures
    )
