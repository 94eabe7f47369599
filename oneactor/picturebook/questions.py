"""What a probe can be asked, as data that lies beside its weights: the weights know their world, not the code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from oneactor.errors import InvalidRequest, ModelMissing

FILE = "questions.json"
#: what a figure without a thing answers when it is asked about the thing
NOTHING = "none"
#: questions about a colour and about what has it
COLOURS = {"garment_color": "garment", "hat_color": "hat"}


def wearable(looks: Mapping[str, str]) -> dict[str, str]:
    """Looks that one figure can have: a thing that was read without a colour is not there, nor a colour without it."""
    apart = [
        pair for pair in COLOURS.items() if looks.keys() >= set(pair) and NOTHING in (looks[name] for name in pair)
    ]
    bare = {name for pair in apart for name in pair}
    return {name: NOTHING if name in bare else answer for name, answer in looks.items()}


@dataclass(frozen=True)
class Questions:
    """The answers that a probe chooses from, in the order of its outputs.

    Attributes:
        species: every character with the other nouns that name it.
        figure: per question about one figure the possible answers: its looks, then what it does and feels.
        picture: per question about the whole picture the possible answers.
        looks: the questions about a figure that make up its identity.
        size: side of the pictures that the probe looks at, in pixels: a power of two.
    """

    species: dict[str, tuple[str, ...]]
    figure: dict[str, tuple[str, ...]]
    picture: dict[str, tuple[str, ...]]
    looks: tuple[str, ...]
    size: int

    @property
    def names(self) -> tuple[str, ...]:
        """The species in order."""
        return tuple(self.species)

    def species_of(self, noun: str) -> str:
        """The species that a noun names, synonyms and regular plurals included.

        Raises:
            InvalidRequest: the probe knows no such character.
        """
        word = noun.lower().strip()
        for species, others in self.species.items():
            if {word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)} & {species, *others}:
                return species
        raise InvalidRequest(f"The probe knows no “{noun}”. It knows: {', '.join(self.species)}.")

    def same(self, others: Questions) -> bool:
        """Whether the same is asked in the same order, which outputs have."""
        return repr(self) == repr(others)

    def visible(self, looks: dict[str, str]) -> list[str]:
        """The looks that say something about a figure: the colour of a hat that is not there says nothing."""
        dependent = COLOURS | {"skin": "skin"}
        return [name for name in self.looks if name not in dependent or looks.get(dependent[name]) != NOTHING]

    def save(self, folder: Path) -> None:
        """Write them beside the weights."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Questions:
        """Read them.

        Raises:
            ModelMissing: the file is not there or damaged.
        """
        try:
            data = json.loads((folder / FILE).read_text("utf-8"))
            species, figure, picture = (_tuples(data[key]) for key in ("species", "figure", "picture"))
            return cls(species, figure, picture, tuple(data["looks"]), int(data["size"]))
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise ModelMissing(f"The model's {FILE} is missing or damaged; install the product again.") from error


def _tuples(values: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(answers) for name, answers in values.items()}
