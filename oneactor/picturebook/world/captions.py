"""How people would describe a scene: open or named looks, several word orders, synonyms.

Looks come before the noun in most captions that name them. CLIP's text encoder is causal: only words before a noun can
be part of the noun's state, and only a state that carries a whole look can be shifted to mean another one.
"""

from __future__ import annotations

from random import Random

from oneactor.picturebook.world.scene import Figure, Scene
from oneactor.picturebook.world.vocabulary import CHARACTERS, PLACES, SYNONYMS


def say(rng: Random, word: str) -> str:
    """The word itself, or now and then a synonym."""
    if word in SYNONYMS and rng.random() < 0.2:
        return rng.choice(SYNONYMS[word])
    return word


def clothes(rng: Random, figure: Figure) -> list[str]:
    """What the figure wears, as phrases; nakedness is said by "without" only when it is the one thing to say."""
    worn = []
    if figure.garment != "none":
        worn.append(f"a {figure.garment_color} {say(rng, figure.garment)}")
    if figure.hat != "none":
        worn.append(f"a {figure.hat_color} {figure.hat}")
    return worn


def noun_phrase(rng: Random, figure: Figure, with_coat: bool) -> str:
    """E.g. `a white fox`, `an orange cat`, `a brown haired girl`, `a robot`."""
    noun = say(rng, figure.species)
    if with_coat:
        haired = " haired" if CHARACTERS[figure.species] == "person" else ""
        noun = f"{figure.coat}{haired} {noun}"
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def describe_figure(rng: Random, figure: Figure, named: bool) -> str:
    """A figure with its looks open (`named` false) or with some or all of them named."""
    if not named:
        return noun_phrase(rng, figure, with_coat=False)
    whole = rng.random() < 0.6
    worn = clothes(rng, figure)
    if not whole and worn:
        worn = [item for item in worn if rng.random() < 0.6]
    noun = noun_phrase(rng, figure, with_coat=whole or rng.random() < 0.7)
    if not worn:
        return noun
    phrase = " and ".join(worn)
    return f"in {phrase} {noun}" if rng.random() < 0.75 else f"{noun} {rng.choice(('with', 'in', 'wearing'))} {phrase}"


def caption(rng: Random, scene: Scene) -> str:
    """One caption of the scene; about half of the figures keep their looks open."""
    all_open = rng.random() < 0.3
    people = [describe_figure(rng, figure, not all_open and rng.random() < 0.72) for figure in scene.figures]
    parts = [join(people)]
    if scene.action != "standing":
        parts.append(scene.action)
    elif rng.random() < 0.2:
        parts.append("standing")
    place = PLACES[scene.place]
    if scene.place in SYNONYMS:
        place = place.replace(scene.place, say(rng, scene.place))
    if scene.place == "paper" or rng.random() < 0.93:
        parts.append(place)
    return rng.choice((", ", ", ", " ")).join(parts)


def join(phrases: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`; from left to right as drawn."""
    if len(phrases) < 3:
        return " and ".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def full_description(scene: Scene) -> str:
    """Everything that words can say of the scene, in the order that training uses most."""
    people = []
    for figure in scene.figures:
        worn = " and ".join(clothes(Random(0), figure))
        noun = noun_phrase(Random(0), figure, with_coat=True)
        people.append(f"in {worn} {noun}" if worn else noun)
    return ", ".join([join(people), scene.action, PLACES[scene.place]])
