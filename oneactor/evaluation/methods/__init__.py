"""Ways of drawing a character again, OneActor and what it is measured against: one contract, found in one table."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from oneactor.errors import InvalidRequest

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from oneactor.evaluation.stage import Character, Stage
    from oneactor.evaluation.subjects import Scene

#: Name -> class, imported on first use.
_TABLE = {
    "oneactor": "oneactor.evaluation.methods.ours:OneActor",
    "oneactor-cold": "oneactor.evaluation.methods.ours:Cold",
    "oneactor-paper": "oneactor.evaluation.methods.ours:Paper",
    "oneactor-literal": "oneactor.evaluation.methods.ours:ToTheLetter",
    "released": "oneactor.evaluation.methods.ours:Released",
    "plain": "oneactor.evaluation.methods.words:PlainPrompt",
    "detailed": "oneactor.evaluation.methods.words:DetailedPrompt",
    "textual-inversion": "oneactor.evaluation.methods.inversion:TextualInversion",
    "dreambooth-lora": "oneactor.evaluation.methods.lora:DreamBoothLora",
    "noise-compositing": "oneactor.evaluation.methods.compositing:NoiseCompositing",
    "ip-adapter": "oneactor.evaluation.methods.adapter:IPAdapter",
}
METHODS = tuple(_TABLE)


@dataclass(frozen=True)
class Tries:
    """How a method is to be used.

    Attributes:
        seconds: how long it may learn; `None` takes the number of steps that it is usually given.
        steps: most steps, whatever the time; `None` takes the usual number.
        rate: learning rate; `None` takes its first.
        adapter: folder of IP-Adapter's weights.
    """

    seconds: float | None = None
    steps: int | None = None
    rate: float | None = None
    adapter: Path | None = None


@dataclass(frozen=True)
class Effort:
    """What taking a character in took, when it was done; words and weights that are there take nothing."""

    steps: int = 0
    seconds: float = 0.0


class Method(Protocol):
    """One way of drawing characters again.

    Attributes:
        most: characters that it can draw in one picture.
        rates: learning rates worth trying; empty where nothing is learnt.
    """

    most: int
    rates: tuple[float, ...]

    def learn(self, character: Character) -> Effort:
        """Take a character in; pictures with it can be drawn afterwards."""
        ...

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        """One picture, the same from the same seed."""
        ...


def load_method(name: str, stage: Stage, tries: Tries | None = None) -> Method:
    """A method for a stage's model.

    Raises:
        InvalidRequest: no such method.
        ModelMissing: it needs weights that are not there, or is the same as another one on this model.
    """
    if name not in _TABLE:
        raise InvalidRequest(f"There is no method “{name}”; there are {', '.join(METHODS)}.")
    module, _, attribute = _TABLE[name].partition(":")
    method: Method = getattr(importlib.import_module(module), attribute)(stage, tries or Tries())
    return method
