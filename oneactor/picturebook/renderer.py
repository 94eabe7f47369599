"""What a story world is to training and measuring: any module with these names can be trained, not only our own.

`oneactor.picturebook.world` is the one that ships. `python -m oneactor.picturebook train --world my_package --weights
my_model` trains another; the weights then know that world, and drawing with them needs no renderer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from random import Random
from typing import Any, Protocol, cast

from PIL import Image

from oneactor.errors import InvalidRequest
from oneactor.picturebook.questions import Questions

OWN = "oneactor.picturebook.world"
#: a world's own frozen dataclass: `figures`, each with its `species`, and an attribute for every question
Scene = Any


class Drawing(Protocol):
    """A drawn scene: `picture` is RGB; `labels` is of mode L, 0 for background, elsewhere 1 + index of the species."""

    @property
    def picture(self) -> Image.Image: ...

    @property
    def labels(self) -> Image.Image: ...


class World(Protocol):
    """A renderer and the words for what it draws. Everything random comes from the generator that is handed in.

    Attributes:
        SPLIT: words kept in several tokens, with their parts: subjects of several tokens are everyday then.
    """

    __name__: str
    SPLIT: Mapping[str, Sequence[str]]

    def questions(self) -> Questions:
        """All that a probe can be asked about a picture; the order of the species is the order of the labels."""

    def known_words(self) -> Sequence[str]:
        """Every word that captions use."""

    def vocabulary(self) -> Mapping[str, Sequence[str]]:
        """What the editor knows: `words`, `characters`, `places`, `actions`, `styles`.

        `species`, where nouns have synonyms: the ones to show.
        """

    def sample_scene(self, rng: Random, count: int | None = None) -> Scene:
        """A scene with `count` figures, or with the most that there can be; with `None` as training is to see them."""

    def scene_from_json(self, line: str) -> Scene:
        """The inverse of `json.dumps(dataclasses.asdict(scene))`."""

    def draw_scene(self, scene: Scene, size: int) -> Drawing:
        """Draw it, `size` x `size` pixels."""

    def caption(self, rng: Random, scene: Scene, named: bool = True) -> str:
        """One way in which somebody would describe it, with about half of the looks left open, or all of them."""

    def full_description(self, scene: Scene, named: bool = True) -> str:
        """All that words can say of it; with `named` false all but what the figures look like.

        Of a figure alone it says all before the noun, and the noun among the first thirty tokens.
        """

    def open_prompt(self, species: str) -> str:
        """A figure alone with nothing behind it and every look left open."""

    def sample_looks(self, rng: Random, species: str) -> Any:
        """A figure as `sample_scene` draws them: what the looks that `open_prompt` leaves open are likely to be."""

    def pair_of_scenes(self, rng: Random, species: str) -> tuple[Scene, Scene]:
        """The same figure alone on paper, in every size that candidates may have, and alone in a scene."""

    def said_sides(self, rng: Random) -> tuple[Scene, str]:
        """A scene with two figures and a prompt that says which is on the left, looks open."""

    def held_out_pair(self, rng: Random, index: int) -> tuple[Scene, Scene]:
        """A scene with a combination that `sample_scene` never draws, and one like it with another combination."""


def load_world(name: str = OWN) -> World:
    """The world of a module.

    Raises:
        InvalidRequest: there is no such module, or it lacks something that a world has.
        ImportError: the module itself cannot be imported.
    """
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise  # something that the world itself imports
        raise InvalidRequest(f"There is no module “{name}” to take a story world from. Nothing was done.") from error
    wanted = [each for each in vars(World) if not each.startswith("_")] + ["SPLIT"]
    if missing := [each for each in wanted if not hasattr(module, each)]:
        raise InvalidRequest(f"{name} is no story world: it has no {', '.join(missing)}. Nothing was trained.")
    return cast(World, module)
