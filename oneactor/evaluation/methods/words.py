"""Words alone: the open description, and one that names every look that can be read from the target."""

from __future__ import annotations

from collections.abc import Sequence

from PIL.Image import Image

from oneactor.errors import ModelMissing
from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.requests import RenderRequest


class PlainPrompt:
    """The base model with the open description."""

    most = 4
    rates: tuple[float, ...] = ()

    def __init__(self, stage: Stage, tries: Tries) -> None:
        self.stage = stage

    def learn(self, character: Character) -> Effort:
        """Words need no learning."""
        return Effort()

    def words(self, character: Character) -> str:
        """What stands in the prompt for a character."""
        return character.subject.description

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        prompt = scene.prompt([self.words(character) for character in cast])
        return self.stage.picture(RenderRequest(prompt, tuple(c.placement(tuned=False) for c in cast), seed))


class DetailedPrompt(PlainPrompt):
    """The base model with the target's looks written out.

    Raises:
        ModelMissing: nobody reads them.
    """

    def __init__(self, stage: Stage, tries: Tries) -> None:
        if stage.judge is None:
            raise ModelMissing("This model has no probe that reads looks; its detailed prompt would be the plain one.")
        super().__init__(stage, tries)

    def words(self, character: Character) -> str:
        return character.described
