"""How people would describe a scene: open or named looks, several word orders, synonyms, words that say nothing.

Looks come before the noun in most captions that name them. CLIP's text encoder is causal: only words before a noun can
be part of the noun's state, and only a state that carries a whole look can be shifted to mean another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, TypeVar

from oneactor.picturebook.world import words
from oneactor.picturebook.world.scene import Figure, Scene
from oneactor.picturebook.world.vocabulary import CHARACTERS, PLACES

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")
#: how often something is called by another name than its own
OTHER_NAME = 0.3
#: how often something is put in an unusual way
UNUSUAL = 0.08
#: how often what is out of the ordinary is said: training shows it more often, and open words are to mean the ordinary
SAID = 0.96


def say(rng: Random, name: str, others: Mapping[str, Sequence[str]]) -> str:
    """The name itself, or now and then another word for it."""
    return rng.choice(others[name]) if rng.random() < OTHER_NAME else name


def article(noun: str) -> str:
    """With the indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def clothes(rng: Random, figure: Figure) -> list[str]:
    """What the figure wears, as phrases."""
    worn = []
    if figure.garment != "none":
        garment = say(rng, figure.garment, words.GARMENT_NAMES)
        several = garment.endswith("s") and garment != "dress"
        worn.append(_owned(rng, f"{say(rng, figure.garment_color, words.COLOR_NAMES)} {garment}", several))
    if figure.hat != "none":
        hat = say(rng, figure.hat, words.HAT_NAMES)
        worn.append(_owned(rng, f"{say(rng, figure.hat_color, words.COLOR_NAMES)} {hat}"))
    if figure.glasses != "none":
        worn.append(rng.choice(words.GLASSES_NAMES) if rng.random() < OTHER_NAME else "glasses")
    return worn


def _owned(rng: Random, thing: str, several: bool = False) -> str:
    """`a red cap`, `blue overalls`, now and then `his red cap`."""
    if rng.random() < UNUSUAL:
        return f"{rng.choice(words.OWNERS)} {thing}"
    return thing if several else article(thing)


def _coated(rng: Random, figure: Figure, noun: str) -> str:
    """The colour of fur, hair or body before the noun, now and then after it: `a fox with white fur`."""
    coat, kind = say(rng, figure.coat, words.COLOR_NAMES), CHARACTERS[figure.species]
    hairy = {"person": ("haired", "hair"), "animal": ("furred", "fur")}.get(kind)
    if hairy and rng.random() < UNUSUAL:
        return f"{noun} with {coat} {hairy[1]}"
    if kind == "person":
        return f"{coat} haired {noun}"
    if rng.random() < UNUSUAL:
        return f"{coat} {rng.choice((*words.COLORED, *(hairy[:1] if hairy else ())))} {noun}"
    return f"{coat} {noun}"


def noun_phrase(rng: Random, figure: Figure, with_coat: bool, with_mood: bool, plain: bool = False) -> str:
    """E.g. `a white fox`, `a little orange cat`, `a sad brown haired girl`, `the robot`."""
    parts = []
    if not plain and rng.random() < 0.12:
        parts.append(rng.choice(words.EMPTY_ADJECTIVES))
    if with_mood:
        parts.append(say(rng, figure.mood, words.MOOD_NAMES))
    name = say(rng, figure.species, words.CHARACTER_NAMES)
    parts.append(_coated(rng, figure, name) if with_coat else name)
    noun = " ".join(parts)
    return f"the {noun}" if not plain and rng.random() < 0.1 else article(noun)


def names_mood(rng: Random, figure: Figure) -> bool:
    """A happy face is seldom named, another nearly always: where no words say otherwise, a face is happy."""
    return rng.random() < (0.25 if figure.mood == "happy" else SAID)


def describe_figure(rng: Random, figure: Figure, named: bool) -> str:
    """A figure with its looks open (`named` false) or with some or all of them named."""
    mood = names_mood(rng, figure)
    if not named:
        return noun_phrase(rng, figure, with_coat=False, with_mood=mood)
    whole = rng.random() < 0.6
    worn = clothes(rng, figure)
    if not whole and worn:
        worn = [item for item in worn if rng.random() < 0.6]
    rng.shuffle(worn)
    noun = noun_phrase(rng, figure, with_coat=whole or rng.random() < 0.7, with_mood=mood)
    if not worn:
        return noun
    phrase = " and ".join(worn)
    if rng.random() < 0.75:
        return f"in {phrase} {noun}"
    return f"{noun} {rng.choice(('with', 'in', 'wearing', 'dressed in', 'that has'))} {phrase}"


def doing(rng: Random, figure: Figure, links: Sequence[str] = words.LINKS) -> str:
    """What a figure does, or several do; standing mostly goes without saying."""
    if figure.action == "standing" and rng.random() < 0.7:
        return ""
    link = f"{rng.choice(links)} " if rng.random() < 0.15 else ""
    return link + say(rng, figure.action, words.ACTION_NAMES)


def _with_actions(rng: Random, people: list[str], scene: Scene) -> str:
    """Everybody and what they do; named once where all do the same."""
    if len({figure.action for figure in scene.figures}) == 1:
        acts = doing(rng, scene.figures[0], words.LINKS if len(people) == 1 else words.SHARED_LINKS)
        return f"{_placed(rng, people)}{rng.choice((', ', ' ')) if acts else ''}{acts}"
    acting = [f"{who} {doing(rng, figure)}".strip() for who, figure in zip(people, scene.figures, strict=True)]
    return _placed(rng, acting)


def _placed(rng: Random, people: list[str]) -> str:
    """From left to right as drawn; two of them now and then by left and right."""
    if len(people) == 2 and rng.random() < 0.25:
        first, second = people
        how = rng.choice(("to the", "on the"))
        if rng.random() < 0.5:
            return f"{first} {how} left of {second}"
        return f"{second} {how} right of {first}"
    return join(people)


def _place(rng: Random, scene: Scene) -> str:
    if scene.place != "paper" and rng.random() < 0.07:
        return ""
    return rng.choice(words.PLACE_NAMES[scene.place]) if rng.random() < OTHER_NAME else PLACES[scene.place]


def _time(rng: Random, scene: Scene) -> str:
    if scene.place == "paper" or rng.random() > (0.15 if scene.time == "day" else SAID):
        return ""
    return words.TIME_NAMES[scene.time][0] if rng.random() < 0.6 else rng.choice(words.TIME_NAMES[scene.time])


def _frames(rng: Random, scene: Scene) -> list[str]:
    """Words about style and shot, and openings that say nothing, as `... of` phrases or loose ones."""
    frames = []
    if rng.random() < (0.15 if scene.style == "flat" else SAID):
        names = words.STYLE_NAMES[scene.style]
        frames.append(names[0] if rng.random() < 0.6 else rng.choice(names))
    if scene.shot != "normal" and rng.random() < SAID:
        names = words.SHOT_NAMES[scene.shot]
        frames.append(names[0] if rng.random() < 0.6 else rng.choice(names))
    if not frames and rng.random() < 0.12:
        frames.append(rng.choice(words.OPENINGS))
    rng.shuffle(frames)
    return frames


def caption(rng: Random, scene: Scene, named: bool = True) -> str:
    """One caption of the scene; about half of the figures keep their looks open, or with `named` false all of them."""
    all_open = rng.random() < 0.3 or not named
    people = [describe_figure(rng, figure, not all_open and rng.random() < 0.72) for figure in scene.figures]
    body = _with_actions(rng, people, scene)
    if rng.random() < UNUSUAL:
        body = f"{rng.choice(words.COMPANY[len(people)])}, {body}"
    surroundings = [part for part in (_place(rng, scene), _time(rng, scene)) if part]
    ahead = surroundings and rng.random() < 0.2
    parts = [*surroundings, body] if ahead else [body, *surroundings]
    if rng.random() < 0.08:
        parts.append(rng.choice(words.CLOSINGS))
    return frame(_frames(rng, scene), rng.choice((", ", ", ", " ")).join(parts))


def frame(frames: Sequence[str], text: str) -> str:
    """Put `a watercolor of` before a text, with a comma where the two would not join into a phrase."""
    for ahead in frames:
        joins = ahead.endswith(" of") and not text.startswith("in ")
        text = f"{ahead} {text}" if joins else f"{ahead.removesuffix(' of')}, {text}"
    return text


def join(phrases: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`; from left to right as drawn."""
    if len(phrases) < 3:
        return " and ".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


class Plain(Random):
    """Chance that always takes the first and the likelier: gives the plainest way of saying everything."""

    def random(self) -> float:
        return 0.999

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        return seq[0]

    def shuffle(self, x: object) -> None:
        """Leave the order as it is."""


def full_description(scene: Scene, named: bool = True) -> str:
    """Everything that words can say of the scene, in the order and the words that training uses most.

    Args:
        named: say what the figures look like; otherwise only who they are, what they do and feel.
    """
    rng, people = Plain(0), []
    same = len({figure.action for figure in scene.figures}) == 1
    for figure in scene.figures:
        worn = " and ".join(clothes(rng, figure)) if named else ""
        noun = noun_phrase(rng, figure, with_coat=named, with_mood=True, plain=True)
        act = "" if same else f" {figure.action}"
        people.append((f"in {worn} {noun}" if worn else noun) + act)
    parts = [join(people), *([scene.figures[0].action] if same else []), PLACES[scene.place]]
    if scene.place != "paper":
        parts.append(words.TIME_NAMES[scene.time][0])
    frames = [] if scene.style == "flat" else [words.STYLE_NAMES[scene.style][0]]
    frames += [] if scene.shot == "normal" else [words.SHOT_NAMES[scene.shot][0]]
    return frame(frames, ", ".join(parts))
