"""OneActor as the back-end draws it by default, and as the paper's released code learns it."""

from __future__ import annotations

from collections.abc import Sequence

from PIL.Image import Image

from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.requests import RenderRequest


class OneActor:
    """Draws with the cards that the stage has learnt already."""

    most = 4
    rates: tuple[float, ...] = ()

    def __init__(self, stage: Stage, tries: Tries) -> None:
        self.stage = stage

    def learn(self, character: Character) -> Effort:
        """Its card is there."""
        return Effort(seconds=character.seconds)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        prompt = scene.prompt([character.subject.description for character in cast])
        return self.stage.picture(RenderRequest(prompt, tuple(c.placement() for c in cast), seed))


class Released(OneActor):
    """Cards learnt with the choices of the released code, which knows one character in a picture."""

    most = 1

    def __init__(self, stage: Stage, tries: Tries) -> None:
        super().__init__(stage, tries)
        self.learnt: dict[str, Character] = {}

    def learn(self, character: Character) -> Effort:
        """The same candidates and target; always all of its steps."""
        learnt = self.learnt[character.subject.key] = self.stage.character(character.subject, compat="official")
        return Effort(self.stage.max_steps, learnt.seconds)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        return super().draw([self.learnt[character.subject.key] for character in cast], scene, seed)
