"""Who is drawn and where: characters and scenes, from the embedded model's own world or from a file of prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Literal

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.world.captions import article, join
from oneactor.picturebook.world.vocabulary import CHARACTERS, PLACES
from oneactor.words import find_base_word

#: what the standing, empty candidates show already
_PLAIN_PLACE, _PLAIN_ACTION = "paper", "standing"
#: candidates of one character come from this many seeds on
_SEEDS_EACH = 100
#: what a study may look at: "validation" is for those by which choices are made, "test" for those that are reported
Split = Literal["test", "validation"]
#: candidates of the validation split's characters come from seeds that far behind
_VALIDATION_SEEDS = 100_000
#: of a run, and how far another seed moves candidates
USUAL_SEED, _RUN_SEEDS = 500, 1_000_000


@dataclass(frozen=True)
class Scene:
    """Words behind the characters, and what the probe ought to answer about the picture.

    Attributes:
        asked: answers by question; empty where no probe is asked.
        link: what stands between the characters and the words.
    """

    text: str
    asked: dict[str, str] = field(default_factory=dict)
    link: str = ", "

    def prompt(self, descriptions: Sequence[str]) -> str:
        """The whole prompt, characters from left to right."""
        return f"{join(list(descriptions))}{self.link}{self.text}"


@dataclass(frozen=True)
class Subject:
    """One character before it is learnt.

    Attributes:
        seed: of its first candidate.
        setting: words behind its candidates; `None` takes the back-end's plain background.
        scenes: its own, where a file of prompts gives every character some; empty where all share the same.
    """

    description: str
    base_word: str
    seed: int
    setting: str | None = None
    scenes: tuple[Scene, ...] = ()

    @property
    def key(self) -> str:
        """Tells characters apart; also the name of its files."""
        return f"{self.base_word.replace(' ', '-')}-{self.seed}"


def of_shipped_world(questions: Questions) -> bool:
    """Whether scenes and looks can be put into the shipped world's words."""
    known = set(questions.names) <= set(CHARACTERS) and set(questions.picture.get("place", ())) <= set(PLACES)
    return known and "coat" in questions.figure


def check_world(questions: Questions) -> None:
    """See that scenes and looks can be put into the shipped world's words.

    Raises:
        InvalidRequest: the model draws another world.
    """
    if not of_shipped_world(questions):
        raise InvalidRequest(
            "The studies are written in the words of the shipped story world, and this model draws another one; "
            "“python -m oneactor.picturebook report --world …” measures it. Nothing was learnt."
        )


def check_size(questions: Questions, drawn: tuple[int, int]) -> None:
    """See that the probe reads pictures as large as the model draws them: of others it says something, too.

    Args:
        drawn: height and width in pixels.

    Raises:
        InvalidRequest: it does not.
    """
    if drawn != (questions.size, questions.size):
        raise InvalidRequest(
            f"The probe was trained on pictures of {questions.size} px and the model draws {drawn[1]} x {drawn[0]}; "
            "what it says of them would be wrong. Train the probe anew. Nothing was learnt."
        )


def first_seed(seed: int, split: Split) -> int:
    """Of the first character's candidates; the next seed's lie behind all of this one's."""
    moved = _RUN_SEEDS * (seed - USUAL_SEED)
    return USUAL_SEED + moved + (_VALIDATION_SEEDS if split == "validation" else 0)


def world_subjects(questions: Questions, count: int, seed: int, split: Split = "test") -> list[Subject]:
    """Characters of the embedded world, their looks left open; a species comes again with other candidates."""
    names, first = questions.names, first_seed(seed, split)
    return [
        Subject(article(names[i % len(names)]), names[i % len(names)], first + _SEEDS_EACH * i) for i in range(count)
    ]


def world_scenes(questions: Questions, count: int, seed: int, split: Split = "test") -> list[Scene]:
    """Different scenes of a place and an action each, none with what every candidate shows.

    Every place and every action is in both splits, each time with others; the seed has no say in what belongs where.

    Raises:
        InvalidRequest: there are not that many.
    """
    places = [name for name in questions.picture["place"] if name != _PLAIN_PLACE]
    actions = [name for name in questions.figure.get("action") or questions.picture["action"] if name != _PLAIN_ACTION]
    odd = split == "validation"
    cells = product(enumerate(places), enumerate(actions))
    pairs = [(place, action) for (i, place), (j, action) in cells if (i + j) % 2 == odd]
    if count > len(pairs):
        raise InvalidRequest(f"There are {len(pairs)} scenes of this kind in the model's world; ask for fewer.")
    chosen = Random(seed).sample(pairs, count)
    return [Scene(f"{action}, {PLACES[place]}", {"place": place, "action": action}) for place, action in chosen]


def groups(subjects: Sequence[Subject], size: int, count: int, seed: int) -> list[tuple[Subject, ...]]:
    """Different groups of subjects with different base words, drawn at random.

    Raises:
        InvalidRequest: there are not that many.
    """
    if count == 0:
        return []
    if size == 1:
        return [(subject,) for subject in subjects[:count]]
    rng, found = Random(seed), dict[frozenset[str], tuple[Subject, ...]]()
    for _ in range(1000 * count):
        if len(found) == count or len(subjects) < size:
            break
        group = tuple(rng.sample(list(subjects), size))
        if len({subject.base_word for subject in group}) == size:
            found.setdefault(frozenset(subject.key for subject in group), group)
    if len(found) < count:
        raise InvalidRequest(
            f"{len(subjects)} characters do not make {count} groups of {size}; ask for more characters."
        )
    return list(found.values())


def prompts_of(path: Path, seed: int) -> list[Subject]:
    """Characters of a file in the form of ConsiStory+ (1Prompt1Story): by domain a list of style, subject, settings.

    Raises:
        ModelMissing: no such file, or PyYAML is not installed.
        InvalidRequest: the file has another form.
    """
    try:
        import yaml
    except ImportError as error:
        raise ModelMissing("Prompt files need PyYAML: python -m pip install -r requirements-dev.txt.") from error
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise ModelMissing(
            f"There is no prompt file “{path}”. ConsiStory+ is consistory+.yaml in the repository "
            "byliutao/1Prompt1Story; copy it here and give its path."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"“{path}” is no YAML file.") from error
    try:
        entries = [entry for domain in data.values() for entry in domain]
        return [_subject(entry, seed + _SEEDS_EACH * i) for i, entry in enumerate(entries)]
    except (AttributeError, KeyError, TypeError) as error:
        raise InvalidRequest(
            f"“{path}” has not the form of ConsiStory+: domains, each a list of style, subject and settings."
        ) from error


def _subject(entry: dict[str, Any], seed: int) -> Subject:
    phrase, settings = str(entry["subject"]), list(entry["settings"])
    scenes = tuple(Scene(str(setting), link=" ") for setting in settings)
    return Subject(f"{entry['style']} {phrase}".strip(), find_base_word(phrase, None), seed, "", scenes)
