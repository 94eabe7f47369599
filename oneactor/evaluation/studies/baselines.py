"""OneActor beside what else there is, on the same characters, scenes and noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PIL.Image import Image

from oneactor.errors import ModelMissing
from oneactor.evaluation import figures
from oneactor.evaluation.bootstrap import interval
from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context
from oneactor.evaluation.figures import Marks, minus, summary
from oneactor.evaluation.methods import METHODS, Effort, Method, Tries, load_method
from oneactor.evaluation.stage import Character
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell

OURS = "oneactor"
#: characters of the validation split on which the learning rate of a baseline is chosen
TRIALS = 2
SAME_TIME = (
    "OneActor's seconds to learn are those of its candidates (drawn, decoded, their h) and of learning; "
    "learnt baselines get as many, and the finished target. What it took to make the start that came with the model, "
    "once for all characters, is in none of them. The release learns at its own rate, 1e-4, which nobody fitted to "
    "this model; those of the learnt baselines are the best of some on other characters."
)


def tries_for(context: Context, character: Character, rate: float | None = None) -> Tries:
    """What a method may spend on a character: all that OneActor's card took, unless its usual steps are asked for."""
    options = context.options
    allowed = character.seconds if options.same_time else None
    return Tries(allowed, options.baseline_steps, rate, options.adapter)


def best_rate(context: Context, name: str, trials: Sequence[Character]) -> float | None:
    """The rate whose pictures of the trial characters have most looks and scenes right; `None` without a choice.

    Args:
        context: the one that the trials are from.
    """
    rates = load_method(name, context.stage, Tries(adapter=context.options.adapter)).rates
    if len(rates) < 2 or not trials:
        return rates[0] if rates else None
    tries = [(rate, character) for rate in rates for character in trials]
    found = context.each(tries, lambda one: _quality(context, name, *one))
    return max(rates, key=lambda rate: sum(q for (own, _), q in zip(tries, found, strict=True) if own == rate))


def _quality(context: Context, name: str, rate: float, character: Character) -> float:
    method = load_method(name, context.stage, tries_for(context, character, rate))
    method.learn(character)
    marks = context.marks([[character]], method.draw)[character.subject.key]
    return (figures.looks(marks) or 0.0) + (figures.scene(marks) or 0.0)


@dataclass(frozen=True)
class Learnt:
    """A method with every character taken in, an instance each, and what that took."""

    methods: dict[str, Method]
    efforts: list[Effort]

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        """By the instance that knows the character."""
        return self.methods[cast[0].subject.key].draw(cast, scene, seed)


def learnt(context: Context, name: str, characters: Sequence[Character], rate: float | None) -> Learnt:
    """Every character learnt by a method, within OneActor's time or the usual steps."""

    def learn(character: Character) -> tuple[Method, Effort]:
        method = load_method(name, context.stage, tries_for(context, character, rate))
        return method, method.learn(character)

    made = context.each(characters, learn)
    by_character = {character.subject.key: method for character, (method, _) in zip(characters, made, strict=True)}
    return Learnt(by_character, [effort for _, effort in made])


def in_pairs(context: Context, name: str, characters: Sequence[Character], seed: int) -> dict[str, Cell]:
    """The row of a method that draws several characters in one picture; what it learns is learnt already."""
    method = load_method(name, context.stage, Tries())
    for character in characters:
        method.learn(character)
    return summary(context.marks(context.groups(characters, 2), method.draw), seed)


@dataclass(frozen=True)
class Measured:
    """One method: its row, what the row is made of, and the first character's target and pictures."""

    row: dict[str, Cell]
    marks: Marks
    pictures: list[Image]


def measured(context: Context, name: str, characters: Sequence[Character], trials: Sequence[Character]) -> Measured:
    """A method on all characters, one by one.

    Raises:
        ModelMissing: the method's weights are not there.
    """
    seed, rate = context.extent.seed, best_rate(context.validation(), name, trials)
    known = learnt(context, name, characters, rate)
    marks = context.marks([(character,) for character in characters], known.draw)
    row = summary(marks, seed)
    steps = [float(effort.steps) for effort in known.efforts]
    row |= {"seconds to learn": interval([effort.seconds for effort in known.efforts], seed), "rate": rate}
    row |= {"steps": interval(steps, seed) if any(steps) else None}
    return Measured(row, marks, [characters[0].target, *context.row(known.draw, characters[:1])])


def run(context: Context) -> None:
    """A row for each method that can be had, one more for pairs where it draws them, what sets ours apart, a sheet."""
    context.require(2)
    extent, rows, found = context.extent, dict[str, Mapping[str, Cell]](), dict[str, Measured]()
    characters = context.characters()
    trials = replace(context.validation(), extent=replace(extent, characters=TRIALS)).characters()
    notes = [SAME_TIME if context.options.same_time else "Usual steps."]
    for name in context.options.methods or METHODS:
        try:
            found[name] = measured(context, name, characters, trials)
        except ModelMissing as error:
            notes.append(f"{name}: {error}")
            continue
        rows[name] = found[name].row
        if extent.pairs and load_method(name, context.stage).most > 1:
            rows[f"{name}, two characters"] = in_pairs(context, name, characters, extent.seed)
    for name, other in found.items():
        if OURS in found and name != OURS:
            rows[f"{OURS} minus {name}"] = minus(found[OURS].marks, other.marks, extent.seed)
    sheet({name: each.pictures for name, each in found.items()}, context.out / "baselines.png")
    context.save("baselines", "Baselines", rows, " ".join(notes))
