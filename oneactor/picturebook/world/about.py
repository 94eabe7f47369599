"""What others may know of the world without drawing it: its words, and the questions that a probe answers about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from oneactor.picturebook.questions import NOTHING, Questions
from oneactor.picturebook.world import vocabulary as world
from oneactor.picturebook.world import words
from oneactor.picturebook.world.scene import ATTRIBUTES


def questions() -> Questions:
    """Everything that can be asked about a picture of this world."""
    coats = sorted({coat for coats in world.COATS.values() for coat in coats})
    figure = {
        "coat": tuple(coats),
        "garment": (NOTHING, *world.GARMENTS),
        "garment_color": (NOTHING, *world.DYES),
        "hat": (NOTHING, *world.HATS),
        "hat_color": (NOTHING, *world.DYES),
        "glasses": (NOTHING, *world.GLASSES),
        "skin": (NOTHING, *sorted(world.SKINS)),
        "action": world.ACTIONS,
        "mood": world.MOODS,
    }
    picture = {"place": tuple(world.PLACES), "time": world.TIMES, "shot": world.SHOTS, "style": world.STYLES}
    species = {name: words.CHARACTER_NAMES[name] for name in world.CHARACTERS}
    return Questions(species, figure, picture, ATTRIBUTES, size=256)


_TABLES: tuple[Mapping[str, Iterable[str]], ...] = (
    words.CHARACTER_NAMES,
    words.COLOR_NAMES,
    words.GARMENT_NAMES,
    words.HAT_NAMES,
    words.ACTION_NAMES,
    words.MOOD_NAMES,
    words.PLACE_NAMES,
    words.TIME_NAMES,
    words.SHOT_NAMES,
    words.STYLE_NAMES,
)
_LISTS: tuple[Iterable[str], ...] = (
    words.GLASSES_NAMES,
    words.EMPTY_ADJECTIVES,
    words.OPENINGS,
    words.LINKS,
    words.SHARED_LINKS,
    *words.COMPANY.values(),
    words.OWNERS,
    words.COLORED,
    words.CLOSINGS,
    words.FUNCTION_WORDS,
)


@cache
def known_words() -> tuple[str, ...]:
    """Every word that training captions use, sorted."""
    phrases = [phrase for group in _LISTS for phrase in group]
    for table in _TABLES:
        phrases += [*table, *(phrase for others in table.values() for phrase in others)]
    return tuple(sorted({word for phrase in phrases for word in re.findall(r"[a-z]+", phrase)}))


def vocabulary() -> dict[str, list[str]]:
    """What the editor and the word check know of this model, without loading it."""
    nouns = [noun for name, others in words.CHARACTER_NAMES.items() for noun in (name, *others)]
    return {
        "words": list(known_words()),
        "characters": nouns,
        "species": list(world.CHARACTERS),
        "places": list(world.PLACES.values()),
        "actions": list(world.ACTIONS),
        "styles": list(world.STYLES),
    }
