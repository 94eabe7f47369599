"""What the probe's answers about a picture say, held against what was asked for: scene, identities, leaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oneactor.picturebook.questions import NOTHING, Questions, wearable


def recalled(
    questions: Questions, asked: Mapping[str, str], seen: Sequence[Mapping[str, str]], present: Sequence[bool]
) -> dict[str, bool]:
    """Which of what was asked for is there; what figures do is there only where all of them are.

    Args:
        seen: answers about the picture and each character's figure in it.
    """

    def right(question: str, answer: str) -> bool:
        there = question not in questions.figure or all(present)
        return there and all(each[question] == answer for each in seen)

    return {question: right(question, answer) for question, answer in asked.items()}


def likeness(questions: Questions, one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Share of the looks visible on either that are the same on both, 0 to 1; what has no colour is not worn."""
    one, other = wearable(one), wearable(other)
    visible = {*questions.visible(one), *questions.visible(other)}
    return sum(one[name] == other[name] for name in visible) / len(visible)


def recognised(
    questions: Questions,
    wanted: Sequence[Mapping[str, str]],
    seen: Sequence[Mapping[str, str]],
    present: Sequence[bool],
    others: Sequence[Mapping[str, str]],
) -> tuple[bool, ...]:
    """Which characters are there and more like their own target than like any that differs from it; no tie will do.

    As one is told among many in re-identification (rank 1), and among those of one picture in MuDI's
    detect-and-compare score (Jang et al. 2024).

    Args:
        wanted, seen: looks of each character's target and of its figure in the picture.
        others: those of everybody else's targets.
    """

    def right(index: int) -> bool:
        target = wanted[index]
        rivals = [each for each in (*wanted, *others) if likeness(questions, each, target) < 1]
        own = likeness(questions, target, seen[index])
        return present[index] and all(likeness(questions, rival, seen[index]) < own for rival in rivals)

    return tuple(right(index) for index in range(len(wanted)))


def leaks(
    questions: Questions,
    wanted: Sequence[Mapping[str, str]],
    seen: Sequence[Mapping[str, str]],
    present: Sequence[bool],
) -> tuple[int, int]:
    """Looks that a present character has from another one's target, and looks that could be told apart so.

    Who wears nothing there gives nothing away: a hat that is missing came from nobody.

    Args:
        wanted, seen: answers about each character's target and about its figure in the picture.
    """
    found = possible = 0
    wanted, seen = [wearable(each) for each in wanted], [wearable(each) for each in seen]
    for i, own in enumerate(wanted):
        if not present[i]:
            continue
        for look in questions.visible(dict(own)):
            others = {other[look] for j, other in enumerate(wanted) if j != i} - {own[look], NOTHING}
            possible += bool(others)
            found += seen[i][look] in others
    return found, possible
