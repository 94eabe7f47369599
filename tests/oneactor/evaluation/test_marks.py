"""What the probe's answers become; the shipped probe on its own model's pictures, and arithmetic by hand."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.context import Context
from oneactor.evaluation.figures import (
    FIGURES,
    backgrounds,
    copies,
    count,
    each_look,
    leak,
    looks,
    minus,
    over_base,
    poses,
    summary,
    whole,
)
from oneactor.evaluation.marks import Judge, Mark, by_mask, leaks, overlap, regions, sketched
from oneactor.picturebook.world.about import questions


def mark(
    agree: tuple[dict[str, bool], ...] = ({"present": True, "coat": True},),
    shape: slice = slice(0, 4),
    gray: float = 0.0,
    leaked: tuple[int, int] = (0, 0),
) -> Mark:
    silhouette = np.zeros((16, 16), bool)
    silhouette[shape] = True
    colours = np.full((16, 16, 3), gray)
    return Mark(agree, {"place": True}, *leaked, True, (False,), (silhouette,), colours, ~silhouette)


def test_presence_is_no_look_but_counts_for_the_whole() -> None:
    there, gone = {"present": True, "coat": True}, {"present": False, "coat": False}
    marks = [mark((there,)), mark((gone,)), mark(({"present": False},))]
    assert looks(marks) == 50
    assert whole(marks) == pytest.approx(100 / 3)


def test_each_look_by_hand() -> None:
    """Two characters, of whom one wears a hat: its colour is asked of that one alone."""
    hat = {"present": True, "coat": True, "hat_color": False}
    row = each_look({"fox": [mark(), mark(({"present": False, "coat": False},))], "cat": [mark((hat,))]}, 0)
    means = {name: value.mean for name, value in row.items() if isinstance(value, Value)}
    assert means == {"present": 75, "coat": 75, "hat_color": 0}


def test_diversity_by_hand() -> None:
    """Rows 0-3 and 2-5 share 2 of 6 rows; the gray levels differ by 0.25 wherever there is no figure in either."""
    marks = [mark(shape=slice(0, 4), gray=0.25), mark(shape=slice(2, 6), gray=0.5)]
    assert poses(marks) == pytest.approx(1 - 2 / 6)
    assert backgrounds(marks) == pytest.approx(0.25)
    assert poses(marks[:1]) is None
    assert overlap(np.zeros((2, 2), bool), np.zeros((2, 2), bool)) == 0


def test_a_leak_is_a_look_of_somebody_else() -> None:
    """Coats differ and garments do not: one of one chance is taken, and an absent character leaks nothing."""
    white = {"coat": "white", "garment": "none", "hat": "none", "glasses": "none", "skin": "none"}
    black = white | {"coat": "black"}
    assert leaks(questions(), [white, black], [black, black], [True, True]) == (1, 2)
    assert leaks(questions(), [white, black], [black, black], [False, True]) == (0, 1)
    assert leaks(questions(), [white], [black], [True]) == (0, 0)
    assert leak([mark(leaked=(1, 2)), mark(leaked=(0, 2))]) == 25
    assert leak([mark()]) is None


def test_figures_are_counted_by_regions_that_hang_together() -> None:
    labels = np.zeros((16, 16), int)
    labels[1:4, 1:4] = labels[3:7, 4:8] = 2  # one figure, joined at a corner
    labels[12:15, 12:15] = 2
    labels[0, 15] = 2  # a speck
    labels[10:14, 2:5] = 1
    assert (regions(labels, 2), regions(labels, 1), regions(labels, 3)) == (2, 1, 0)


def test_a_mask_alone_tells_shape_copy_and_count() -> None:
    """The upper half of a gray picture: of itself a copy, of one below it not; two parts are no one figure."""
    picture, upper = Image.new("RGB", (64, 64), (51, 51, 51)), np.zeros((32, 32), bool)
    upper[:16] = True
    target, lower = by_mask(picture, upper), by_mask(picture, ~upper)
    apart = by_mask(picture, upper & (np.arange(32) % 16 < 12))
    assert target.labels.sum() == 8 * 16
    assert (copies([sketched(target, target)]), copies([sketched(target, lower)])) == (100, 0)
    marks = [sketched(target, target), sketched(target, lower)]
    assert (count(marks), count([sketched(target, apart)])) == (100, 0)
    assert poses(marks) == 1
    nobody = sketched(target, by_mask(picture, np.zeros((8, 8), bool)))
    assert (count([nobody]), copies([nobody])) == (0, 0)
    assert nobody.background.all()


def test_summaries_have_every_figure_and_ratios_pair_the_groups() -> None:
    some = {"fox": [mark(), mark(shape=slice(2, 6))], "cat": [mark(), mark(shape=slice(8, 12))]}
    assert list(summary(some, 0)) == list(FIGURES)
    same = over_base(some, some, 0)["pose diversity"]
    assert same is not None
    assert not isinstance(same, float | str)
    assert (same.low, same.high, same.count) == (1, 1, 2)


def test_methods_are_held_against_each_other_character_by_character() -> None:
    wrong = mark(({"present": True, "coat": False},))
    row = minus({"fox": [mark()], "cat": [wrong]}, {"fox": [wrong], "cat": [wrong], "owl": [mark()]}, 0)
    looks_apart, scene_apart = row["identity agreement, %"], row["scene recall, %"]
    assert isinstance(looks_apart, Value)
    assert isinstance(scene_apart, Value)
    assert (looks_apart.mean, looks_apart.count, scene_apart.mean) == (50, 2, 0)


@pytest.mark.weights
def test_a_target_agrees_with_itself_and_is_its_own_copy(context: Context, judge: Judge) -> None:
    (character,) = context.characters()
    noun = character.subject.base_word
    own = judge.mark([(noun, character.target)], {"place": "paper"}, character.target)
    blank = judge.mark([(noun, character.target)], {"place": "paper"}, Image.new("RGB", character.target.size, "white"))
    assert character.found
    assert all(own.agree[0].values())
    assert (looks([own]), copies([own]), copies([blank])) == (100, 100, 0)
    assert not any(blank.agree[0].values())
    assert count([blank]) == 0
