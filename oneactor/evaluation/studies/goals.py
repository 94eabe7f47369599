"""What was to be reached, beside what the tables of a folder say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.context import Context
from oneactor.evaluation.tables import Cell

_ONE, _TWO, _THREE = "one character", "two characters", "three characters"
_LOOKS, _ALL, _SCENE = "identity agreement, %", "all looks right, %", "scene recall, %"
_OFFICIAL = "times as fast to equal held-out loss as the release"


@dataclass(frozen=True)
class Goal:
    """A number and where it has to be.

    Attributes:
        place: file and keys in it.
        least: whether the bound is the least that will do, else the most.
        noise: it will also do where the interval reaches the bound.
    """

    place: tuple[str, ...]
    bound: float
    least: bool = True
    noise: bool = False

    def met(self, value: Value) -> bool:
        """Whether it is where it has to be."""
        if self.least:
            return (value.high if self.noise else value.mean) >= self.bound
        return (value.low if self.noise else value.mean) <= self.bound


def _identity(row: str, column: str) -> tuple[str, ...]:
    return ("identity.json", "rows", row, column)


def _against(name: str, column: str) -> tuple[str, ...]:
    return ("baselines.json", "rows", f"oneactor minus {name}", column)


def _drawing(row: str) -> tuple[str, ...]:
    return ("bench.json", "drawing", row, "ratio")


GOALS: dict[str, Goal] = {
    "identity agreement, one character, %": Goal(_identity(f"{_ONE}, tuned", _LOOKS), 90),
    "the same minus the detailed prompt's, points": Goal(_against("detailed", _LOOKS), 0),
    "scene recall over the base model's": Goal(_identity(f"{_ONE}, tuned over untuned", _SCENE), 0.95),
    "pose diversity over the base model's": Goal(_identity(f"{_ONE}, tuned over untuned", "pose diversity"), 0.9),
    "background diversity over the base model's": Goal(
        _identity(f"{_ONE}, tuned over untuned", "background diversity"), 0.9
    ),
    "two characters, all looks right, %": Goal(_identity(f"{_TWO}, tuned", _ALL), 85),
    "two characters, leak, %": Goal(_identity(f"{_TWO}, tuned", "leak, %"), 3, least=False),
    "three characters, all looks right, %": Goal(_identity(f"{_THREE}, tuned", _ALL), 70),
    "identity minus Textual Inversion's, points": Goal(_against("textual-inversion", _LOOKS), 0),
    "scene recall minus Textual Inversion's, points": Goal(_against("textual-inversion", _SCENE), 0, noise=True),
    "identity minus DreamBooth-LoRA's, points": Goal(_against("dreambooth-lora", _LOOKS), 0),
    "scene recall minus DreamBooth-LoRA's, points": Goal(_against("dreambooth-lora", _SCENE), 0, noise=True),
    "time of one character, eta_2 = 0, over plain": Goal(
        _drawing("one character, eta_2 = 0"), 1.0, least=False, noise=True
    ),
    "time of one character, eta_2 = 1 in two thirds of the steps": Goal(
        _drawing("one character, eta_2 = 1 in two thirds of the steps"), 1.34, least=False
    ),
    **{
        f"time of {count} masked": Goal(_drawing(f"{count} masked, eta_2 = 0"), 1.05, least=False)
        for count in range(1, 5)
    },
    "more time for each masked character": Goal(("bench.json", "slope per masked character"), 0.01, least=False),
    f"{_OFFICIAL}": Goal(("bench.json", "learning", "ours to equal held-out loss", "times faster"), 8),
    f"{_OFFICIAL}, from the warm start": Goal(("bench.json", "learning", "from the warm start", "times faster"), 20),
}


def found(folder: Path, place: tuple[str, ...]) -> Value | None:
    """The number in a folder's file, with its interval; `None` where it was not measured."""
    try:
        value: Any = json.loads((folder / place[0]).read_text("utf-8"))
        for key in place[1:]:
            value = value[key]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if isinstance(value, Mapping):
        middle = value["mean"] if "mean" in value else value["median"]
        return Value(middle, value["low"], value["high"], value["count"])
    return None if value is None else Value(float(value), float(value), float(value), 1)


def run(context: Context) -> None:
    """A row for each goal."""
    rows: dict[str, Mapping[str, Cell]] = {}
    for label, goal in GOALS.items():
        value = found(context.out, goal.place)
        bound = f"{'>=' if goal.least else '<='} {goal.bound:g}{' within noise' if goal.noise else ''}"
        met = "not measured" if value is None else "yes" if goal.met(value) else "no"
        rows[label] = {"goal": bound, "reached": value, "met": met}
    note = "Means with 95 % intervals; times are medians of ratios with quartiles, from bench.json."
    context.save("goals", "Goals", rows, note)
