"""What was to be reached, beside what the tables of a folder say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.context import Context
from oneactor.evaluation.keeping import bench_code
from oneactor.evaluation.learning_speed import MERIT
from oneactor.evaluation.tables import Cell
from oneactor.evaluation.timing import Bench

_ONE, _TWO, _THREE = "one character", "two characters", "three characters"
_LOOKS, _SCENE = "identity agreement, %", "scene recall, %"
_KNOWN, _ALL = "all recognised, %", "all looks right, %"
_OFFICIAL = "times as fast to equal held-out loss as the release"
#: what a table may have been made with otherwise: it decides nothing that a goal asks about
_ANY = ("command", "rounds", "methods", "metrics")
#: how far below its bound a mean may lie that noise could explain: a point of a percentage, and so much of a ratio
POINT, PERCENT = 1.0, 0.01
#: what the release's loss may be of that without an offset, for being as good as it to say anything
MERIT_MOST = 0.95


@dataclass(frozen=True)
class Goal:
    """A number and where it has to be.

    Attributes:
        place: file and keys in it.
        least: whether the bound is the least that will do, else the most.
        noise: it will also do where the interval reaches the bound, if the mean misses it by no more than this: an
            interval that is wide because little was measured shows no equality.
        merit: where a number lies that has to be below `MERIT_MOST` with its interval, or reaching this goal says
            nothing.
    """

    place: tuple[str, ...]
    bound: float
    least: bool = True
    noise: float | None = None
    merit: tuple[str, ...] | None = None

    def sure(self, value: Value) -> bool:
        """Whether all of its interval is on the mean's side of the bound, where noise is not allowed for anyway."""
        ends = [(end >= self.bound) if self.least else (end <= self.bound) for end in (value.low, value.high)]
        return self.noise is not None or ends == [self.met(value)] * 2

    def met(self, value: Value) -> bool:
        """Whether it is where it has to be."""
        sign = 1 if self.least else -1
        above = sign * (value.mean - self.bound)
        if self.noise is None:
            return above >= 0
        reaches = sign * ((value.high if self.least else value.low) - self.bound) >= 0
        return reaches and above >= -self.noise


def _identity(row: str, column: str) -> tuple[str, ...]:
    return ("identity.json", "rows", row, column)


def _against(name: str, column: str) -> tuple[str, ...]:
    return ("baselines.json", "rows", f"oneactor minus {name}", column)


def _drawing(row: str) -> tuple[str, ...]:
    return ("bench.json", "drawing", row, "ratio")


def _learning(*keys: str) -> tuple[str, ...]:
    return ("bench.json", "learning", *keys)


#: the release's held-out loss over that without an offset
_RELEASE = _learning("official", MERIT)
GOALS: dict[str, Goal] = {
    "identity agreement, one character, %": Goal(_identity(f"{_ONE}, tuned", _LOOKS), 90),
    "the same minus the detailed prompt's, points": Goal(_against("detailed", _LOOKS), 0),
    "scene recall over the base model's": Goal(_identity(f"{_ONE}, tuned over untuned", _SCENE), 0.95),
    "pose diversity over the base model's": Goal(_identity(f"{_ONE}, tuned over untuned", "pose diversity"), 0.9),
    "background diversity over the base model's": Goal(
        _identity(f"{_ONE}, tuned over untuned", "background diversity"), 0.9
    ),
    "two characters, both recognised, %": Goal(_identity(f"{_TWO}, tuned", _KNOWN), 85),
    "two characters, all looks right, %": Goal(_identity(f"{_TWO}, tuned", _ALL), 85),
    "two characters, leak, %": Goal(_identity(f"{_TWO}, tuned", "leak, %"), 3, least=False),
    "three characters, all recognised, %": Goal(_identity(f"{_THREE}, tuned", _KNOWN), 70),
    "three characters, all looks right, %": Goal(_identity(f"{_THREE}, tuned", _ALL), 70),
    "identity minus Textual Inversion's, points": Goal(_against("textual-inversion", _LOOKS), 0),
    "scene recall minus Textual Inversion's, points": Goal(_against("textual-inversion", _SCENE), 0, noise=POINT),
    "identity minus DreamBooth-LoRA's, points": Goal(_against("dreambooth-lora", _LOOKS), 0),
    "scene recall minus DreamBooth-LoRA's, points": Goal(_against("dreambooth-lora", _SCENE), 0, noise=POINT),
    "time of one character, eta_2 = 0, over plain": Goal(
        _drawing("one character, eta_2 = 0"), 1.0, least=False, noise=PERCENT
    ),
    "time of one character, eta_2 = 1 in two thirds of the steps": Goal(
        _drawing("one character, eta_2 = 1 in two thirds of the steps"), 1.34, least=False
    ),
    **{
        f"time of {count} masked": Goal(_drawing(f"{count} masked, eta_2 = 0"), 1.05, least=False)
        for count in range(1, 5)
    },
    "more time for each masked character, of medians": Goal(
        ("bench.json", "slope per masked character"), 0.01, least=False
    ),
    f"{_OFFICIAL}": Goal(_learning("ours to equal held-out loss", "times faster"), 8, merit=_RELEASE),
    f"{_OFFICIAL}, from the warm start": Goal(_learning("from the warm start", "times faster"), 20, merit=_RELEASE),
}


def _read(path: Path) -> Any:
    """What a file holds; nothing where it is not there or damaged."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def found(folder: Path, place: tuple[str, ...]) -> Value | None:
    """The number in a folder's file, with its interval; `None` where it was not measured."""
    value = _read(folder / place[0])
    try:
        for key in place[1:]:
            value = value[key]
    except (KeyError, TypeError):
        return None
    if isinstance(value, Mapping):
        if "low" not in value:
            return None
        middle = value["mean"] if "mean" in value else value["median"]
        return Value(middle, value["low"], value["high"], value["count"])
    return None if value is None else Value(float(value), float(value), float(value), 1)


def _kin(made: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in made.items() if name not in _ANY}


def of_this_run(context: Context, name: str) -> bool:
    """Whether a file was made by the same model, numbers, code and extent as the context's tables are."""
    read = _read(context.out / name)
    if name == "bench.json":
        wanted = Bench().extent | {"model": context.stage.denoiser.model, "code": bench_code()}
        least = wanted.pop("rounds")
        return {key: read.get(key) for key in wanted} == wanted and read.get("rounds", 0) >= least
    return bool(_kin(read.get("made", {})) == _kin(context.made))


def verdict(context: Context, goal: Goal, value: Value | None) -> str:
    """In words, whether a goal is met."""
    if value is None:
        return "not measured"
    if not of_this_run(context, goal.place[0]):
        return "of another run"
    merit = None if goal.merit is None else found(context.out, goal.merit)
    if merit is not None and merit.high > MERIT_MOST:
        return "no merit"
    return ("yes" if goal.met(value) else "no") + ("" if goal.sure(value) else ", unsure")


def run(context: Context) -> None:
    """A row for each goal."""
    rows: dict[str, Mapping[str, Cell]] = {}
    for label, goal in GOALS.items():
        value = found(context.out, goal.place)
        bound = f"{'>=' if goal.least else '<='} {goal.bound:g}{'' if goal.noise is None else ' within noise'}"
        rows[label] = {"goal": bound, "reached": value, "met": verdict(context, goal, value)}
    note = (
        "Means with 95 % intervals; times are medians of ratios with quartiles, from bench.json, always in float32. "
        "Unsure: the interval holds the bound. No merit: in a fourth of the rounds or more the release ends at more "
        f"than {MERIT_MOST:.0%} of the loss without any offset, so being as good says nothing."
    )
    context.save("goals", "Goals", rows, note)
