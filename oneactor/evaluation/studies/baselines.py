"""OneActor beside what else there is, on the same characters, scenes and noise."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PIL.Image import Image

from oneactor.errors import ModelMissing
from oneactor.evaluation import figures
from oneactor.evaluation.bootstrap import interval
from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context
from oneactor.evaluation.figures import summary
from oneactor.evaluation.methods import METHODS, Method, Tries, load_method
from oneactor.evaluation.stage import Character
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell

#: characters that are not measured, on which the learning rate of a baseline is chosen
TRIALS = 2


def tries_for(context: Context, character: Character, rate: float | None = None) -> Tries:
    """What a method may spend on a character: OneActor's own learning time, unless its usual steps are asked for."""
    options = context.options
    allowed = character.seconds if options.same_time else None
    return Tries(allowed, options.baseline_steps, rate, options.adapter)


def best_rate(context: Context, name: str, trials: Sequence[Character]) -> float | None:
    """The rate whose pictures of the trial characters have most looks and scenes right; `None` without a choice."""
    rates = load_method(name, context.stage, Tries(adapter=context.options.adapter)).rates
    if len(rates) < 2 or not trials:
        return rates[0] if rates else None
    return max(rates, key=lambda rate: _quality(context, name, trials, rate))


def _quality(context: Context, name: str, trials: Sequence[Character], rate: float) -> float:
    total = 0.0
    for character in trials:
        method = load_method(name, context.stage, tries_for(context, character, rate))
        method.learn(character)
        marks = context.marks([[character]], method.draw)[character.subject.key]
        total += (figures.looks(marks) or 0.0) + (figures.scene(marks) or 0.0)
    return total


@dataclass
class Learnt:
    """A method with every character taken in, an instance each, and what that took."""

    methods: dict[str, Method] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        """By the instance that knows the character."""
        return self.methods[cast[0].subject.key].draw(cast, scene, seed)


def learnt(context: Context, name: str, characters: Sequence[Character], rate: float | None) -> Learnt:
    """Every character learnt by a method, within OneActor's time or the usual steps."""
    known = Learnt()
    for character in characters:
        method = load_method(name, context.stage, tries_for(context, character, rate))
        began = time.perf_counter()
        known.steps.append(method.learn(character))
        known.seconds.append(time.perf_counter() - began)
        known.methods[character.subject.key] = method
    return known


def in_pairs(context: Context, name: str, characters: Sequence[Character], seed: int) -> dict[str, Cell]:
    """The row of a method that draws several characters in one picture; nothing is learnt for it."""
    method = load_method(name, context.stage, Tries())
    return summary(context.marks(context.groups(characters, 2), method.draw), seed)


def row_and_pictures(
    context: Context, name: str, characters: Sequence[Character], trials: Sequence[Character]
) -> tuple[dict[str, Cell], list[Image]]:
    """One method: its row, and the first character's target and pictures.

    Raises:
        ModelMissing: the method's weights are not there.
    """
    seed, rate = context.extent.seed, best_rate(context, name, trials)
    known = learnt(context, name, characters, rate)
    row = summary(context.marks([(character,) for character in characters], known.draw), seed)
    taken = [character.seconds for character in characters] if name == "oneactor" else known.seconds
    row |= {"seconds to learn": interval(taken, seed), "rate": rate}
    row |= {"steps": interval(known.steps, seed) if any(known.steps) else None}
    return row, [characters[0].target, *context.row(known.draw, characters[:1])]


def run(context: Context) -> None:
    """A row for each method that can be had, one more for pairs where it draws them, and a sheet."""
    context.require(2)
    extent, rows, pictures = context.extent, dict[str, Mapping[str, Cell]](), dict[str, list[Image]]()
    everybody = context.characters(more=TRIALS)
    characters, trials = everybody[: extent.characters], everybody[extent.characters :]
    notes = ["Learnt baselines get OneActor's learning time." if context.options.same_time else "Usual steps."]
    for name in context.options.methods or METHODS:
        try:
            rows[name], pictures[name] = row_and_pictures(context, name, characters, trials)
        except ModelMissing as error:
            notes.append(f"{name}: {error}")
            continue
        if extent.pairs and load_method(name, context.stage).most > 1:
            rows[f"{name}, two characters"] = in_pairs(context, name, characters, extent.seed)
    sheet(pictures, context.out / "baselines.png")
    context.save("baselines", "Baselines", rows, " ".join(notes))
