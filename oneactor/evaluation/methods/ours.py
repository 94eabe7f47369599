"""OneActor as the back-end draws it by default, without its start, in the paper's own form, and as it was released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PIL.Image import Image

from oneactor.errors import ModelMissing
from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.guidance import GUIDED
from oneactor.requests import RenderRequest

#: the paper's exclusion and its interpolation (App. H); the release has the same v
ETA_2, V = 1.0, 0.8


class OneActor:
    """Draws with the cards that the stage has learnt already."""

    most = 4
    rates: tuple[float, ...] = ()
    #: what its requests say besides
    drawing: ClassVar[dict[str, Any]] = {}

    def __init__(self, stage: Stage, tries: Tries) -> None:
        self.stage = stage

    def learn(self, character: Character) -> Effort:
        """Its card is there."""
        return Effort(seconds=character.seconds)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        prompt = scene.prompt([character.subject.description for character in cast])
        request = RenderRequest(prompt, tuple(c.placement() for c in cast), seed, **self.drawing)
        return self.stage.picture(request)


class _Otherwise(OneActor):
    """Draws with cards that it learns in another way, from the same candidates and the same target."""

    #: how: arguments of `Stage.character`
    how: ClassVar[dict[str, Any]]

    def __init__(self, stage: Stage, tries: Tries) -> None:
        super().__init__(stage, tries)
        self.learnt: dict[str, Character] = {}

    def learn(self, character: Character) -> Effort:
        """Learn it, or take the card that was learnt before."""
        learnt = self.learnt[character.subject.key] = self.stage.character(character.subject, **self.how)
        return Effort(seconds=learnt.seconds)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        return super().draw([self.learnt[character.subject.key] for character in cast], scene, seed)


class Cold(_Otherwise):
    """Without the start that came with the model: what that start gives is what it lacks.

    Raises:
        ModelMissing: the model has none.
    """

    how: ClassVar[dict[str, Any]] = {"cold": True}

    def __init__(self, stage: Stage, tries: Tries) -> None:
        if stage.start is None:
            raise ModelMissing("This model has no start to learn from; “oneactor” itself starts from chance.")
        super().__init__(stage, tries)


class Paper(_Otherwise):
    """As the paper draws: learnt from chance, v = 0.8, with exclusion, offsets in two thirds of the steps."""

    how: ClassVar[dict[str, Any]] = {"cold": True}
    drawing: ClassVar[dict[str, Any]] = {"v": V, "eta_2": ETA_2, "guided": GUIDED}


class ToTheLetter(_Otherwise):
    """With the mean that AdaIN adds and our offsets leave out; from chance, for a start knows them without it."""

    how: ClassVar[dict[str, Any]] = {"compat": "literal", "cold": True}


class Released(_Otherwise):
    """With the choices of the released code: one character in a picture, v = 0.8; the rest its cards bring along."""

    most = 1
    how: ClassVar[dict[str, Any]] = {"compat": "official"}
    drawing: ClassVar[dict[str, Any]] = {"v": V, "eta_2": 0.0}

    def learn(self, character: Character) -> Effort:
        """It always takes all of its steps."""
        steps = self.stage.amounts.max_steps or self.stage.preset.tuning.steps
        return Effort(steps, super().learn(character).seconds)
