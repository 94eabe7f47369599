"""What several pictures of the same characters say together: the columns of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from oneactor.evaluation.bootstrap import Members, Value, difference, interval, ratio
from oneactor.evaluation.marks import Mark, overlap
from oneactor.evaluation.tables import Cell

#: marks by group of characters, whose keys `JOINT` joins
Marks = Mapping[str, Sequence[Mark]]
JOINT = "+"


def members(groups: Iterable[str]) -> list[list[str]]:
    """Keys of the characters in each group."""
    return [group.split(JOINT) for group in groups]


def _share(answers: Sequence[bool]) -> float | None:
    return 100 * sum(answers) / len(answers) if answers else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def present(marks: Sequence[Mark]) -> float | None:
    """Characters that are there, in per cent."""
    return _share([agree["present"] for m in marks for agree in m.agree])


def looks(marks: Sequence[Mark]) -> float | None:
    """Identity agreement: visible looks that are the target's, in per cent."""
    return _share([ok for m in marks for agree in m.agree for name, ok in agree.items() if name != "present"])


def whole(marks: Sequence[Mark]) -> float | None:
    """Pictures in which every look of every character is its target's, in per cent."""
    return _share([all(all(agree.values()) for agree in m.agree) for m in marks])


def recognised(marks: Sequence[Mark]) -> float | None:
    """Pictures in which every character is nearer to its own target than to everybody else's, in per cent."""
    return _share([all(m.recognised) for m in marks if m.recognised])


def scene(marks: Sequence[Mark]) -> float | None:
    """Places and actions that are there as asked for, in per cent."""
    return _share([right for m in marks for right in m.scene.values()])


def leak(marks: Sequence[Mark]) -> float | None:
    """Looks that present characters took from another, in per cent of those that could be told; `None` alone."""
    possible = sum(m.leakable for m in marks)
    return 100 * sum(m.leaks for m in marks) / possible if possible else None


def count(marks: Sequence[Mark]) -> float | None:
    """Pictures with exactly the characters asked for, each once, in per cent (ViStoryBench's OCCM asks the same)."""
    return _share([m.counted for m in marks])


def copies(marks: Sequence[Mark]) -> float | None:
    """Characters that are the target once more: same place, pose and colours; in per cent."""
    return _share([copied for m in marks for copied in m.copied])


def poses(marks: Sequence[Mark]) -> float | None:
    """Pose diversity: mean over pairs of pictures of 1 - IoU of a character's silhouettes; those that are there."""
    members = range(len(marks[0].shapes)) if marks else ()
    pairs = [(a.shapes[i], b.shapes[i]) for i in members for a, b in combinations(marks, 2)]
    return _mean([1 - overlap(one, other) for one, other in pairs if one.any() and other.any()])


def backgrounds(marks: Sequence[Mark]) -> float | None:
    """Background diversity: mean colour distance of two pictures' cells that hold no figure in either, in 0..1."""
    pairs = [(a, b, a.background & b.background) for a, b in combinations(marks, 2)]
    return _mean([float(np.abs(a.colours[both] - b.colours[both]).mean()) for a, b, both in pairs if both.any()])


#: column -> what one group's pictures give
FIGURES: dict[str, Callable[[Sequence[Mark]], float | None]] = {
    "identity agreement, %": looks,
    "all recognised, %": recognised,
    "all looks right, %": whole,
    "scene recall, %": scene,
    "characters present, %": present,
    "leak, %": leak,
    "count right, %": count,
    "copies of the target, %": copies,
    "pose diversity": poses,
    "background diversity": backgrounds,
}
#: columns that need no more than a mask of the character
SKETCHED = ("count right, %", "copies of the target, %", "pose diversity", "background diversity")
#: columns by which methods are held against one another
LIKENESS = ("identity agreement, %", "all looks right, %", "scene recall, %")
#: columns that are also told over the base model's own
RELATIVE = ("scene recall, %", "pose diversity", "background diversity")


def _values(marks: Marks, column: str) -> dict[str, float]:
    found = {group: FIGURES[column](some) for group, some in marks.items()}
    return {group: value for group, value in found.items() if value is not None}


def summary(marks: Marks, seed: int) -> dict[str, Cell]:
    """One row: every figure's mean over the groups, with its interval."""
    return {column: _interval(_values(marks, column), seed) for column in FIGURES}


def _interval(values: Mapping[str, float], seed: int) -> Value | None:
    return interval(list(values.values()), seed, members(values))


def each_look(marks: Marks, seed: int) -> dict[str, Cell]:
    """One row: the agreement of every look on its own, and of presence, in per cent."""
    names = dict.fromkeys(name for some in marks.values() for m in some for agree in m.agree for name in agree)
    row: dict[str, Cell] = {}
    for name in names:
        shares = {g: _share([a[name] for m in some for a in m.agree if name in a]) for g, some in marks.items()}
        row[name] = _interval({group: share for group, share in shares.items() if share is not None}, seed)
    return row


#: holds numbers of the same groups against each other, given who is in them
Compare = Callable[[Sequence[float], Sequence[float], int, Members], Value | None]


def _beside(marks: Marks, base: Marks, columns: Sequence[str], compare: Compare, seed: int) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for column in columns:
        own, other = _values(marks, column), _values(base, column)
        both = [group for group in own if group in other]
        row[column] = compare([own[g] for g in both], [other[g] for g in both], seed, members(both))
    return row


def over_base(marks: Marks, base: Marks, seed: int) -> dict[str, Cell]:
    """One row: the figures that only mean something beside the base model's own, as ratios to those."""
    return _beside(marks, base, RELATIVE, ratio, seed)


def minus(marks: Marks, other: Marks, seed: int) -> dict[str, Cell]:
    """One row: how much better than another method, in points, the same characters paired."""
    return _beside(marks, other, LIKENESS, difference, seed)
