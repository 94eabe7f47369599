"""A scene: everything that decides a picture, as plain values, and how scenes are drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from oneactor.picturebook.world.vocabulary import ACTIONS, CHARACTERS, COATS, DYES, GARMENTS, HATS, PLACES, SKINS

#: attributes of one character, in the order in which tables print them
ATTRIBUTES = ("coat", "garment", "garment_color", "hat", "hat_color", "skin")


@dataclass(frozen=True)
class Figure:
    """One character as drawn. What is not worn is "none", and so is its colour; so is the skin of all but people."""

    species: str
    coat: str
    garment: str
    garment_color: str
    hat: str
    hat_color: str
    skin: str = "none"


@dataclass(frozen=True)
class Scene:
    """One picture: one to three figures from left to right, what they do, where they are.

    Attributes:
        variant: which of the three layouts of the place is drawn.
        shift: sideways shift of the place's layout, in fractions of the width.
        spots: centre of each figure, in fractions of the width.
    """

    figures: tuple[Figure, ...]
    action: str
    place: str
    variant: int
    shift: float
    spots: tuple[float, ...]


#: combinations never drawn for training: (species, garment, garment colour)
HELD_OUT = frozenset(
    {
        ("fox", "sweater", "green"),
        ("rabbit", "cape", "red"),
        ("bear", "scarf", "blue"),
        ("robot", "sweater", "yellow"),
        ("girl", "cape", "purple"),
        ("dragon", "scarf", "pink"),
    }
)
SPOTS: dict[int, tuple[float, ...]] = {1: (0.5,), 2: (0.3, 0.7), 3: (0.2, 0.5, 0.8)}


def sample_figure(rng: Random, species: str, held_out: bool = False) -> Figure:
    """A random figure of the species; never a held-out combination unless asked for."""
    while True:
        garment = rng.choice(("none", *GARMENTS, *GARMENTS))
        hat = rng.choice(("none", *HATS))
        figure = Figure(
            species=species,
            coat=rng.choice(COATS[CHARACTERS[species]]),
            garment=garment,
            garment_color="none" if garment == "none" else rng.choice(DYES),
            hat=hat,
            hat_color="none" if hat == "none" else rng.choice(DYES),
            skin=rng.choice(sorted(SKINS)) if CHARACTERS[species] == "person" else "none",
        )
        if held_out or (species, garment, figure.garment_color) not in HELD_OUT:
            return figure


def sample_scene(rng: Random, count: int | None = None, place: str | None = None) -> Scene:
    """A random scene of one (55 %), two (30 %) or three (15 %) different characters."""
    count = count or rng.choices((1, 2, 3), (55, 30, 15))[0]
    species = rng.sample(sorted(CHARACTERS), count)
    place = place or (rng.choice(sorted(PLACES)) if rng.random() > 0.12 else "paper")
    jitter = 0.05 if count == 1 else 0.03
    return Scene(
        figures=tuple(sample_figure(rng, name) for name in species),
        action=rng.choice(("standing", *ACTIONS)),
        place=place,
        variant=rng.randrange(3),
        shift=rng.uniform(-0.06, 0.06),
        spots=tuple(x + rng.uniform(-jitter, jitter) for x in SPOTS[count]),
    )
