"""What the probe's answers become; the shipped probe on its own model's pictures, and arithmetic by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from oneactor.evaluation.answers import leaks, recalled, recognised
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
    present,
    summary,
    whole,
)
from oneactor.evaluation.figures import recognised as recognised_share
from oneactor.evaluation.marks import Judge, Mark, by_mask, overlap, regions, sketched
from oneactor.picturebook import world
from oneactor.picturebook.questions import NOTHING
from oneactor.picturebook.world.about import questions
from oneactor.picturebook.world.scene import SPOTS, Figure, Scene

FOX = Figure("fox", "white", "scarf", "red", "none", "none")
BEAR = Figure("bear", "brown", "none", "none", "cap", "blue")
NAKED = dict.fromkeys(questions().looks, NOTHING)


def drawn(*figures: Figure, place: str = "forest", action: str = "waving") -> Image.Image:
    """By the world's own renderer, so that all that is in the picture is known."""
    acting = tuple(replace(figure, action=action) for figure in figures)
    shown = Scene(acting, place, "day", "normal", "flat", 0, 0.0, SPOTS[len(figures)])
    return world.draw_scene(shown, 256).picture


def mark(
    agree: tuple[dict[str, bool], ...] = ({"present": True, "coat": True},),
    shape: slice = slice(0, 4),
    gray: float = 0.0,
    leaked: tuple[int, int] = (0, 0),
    known: tuple[bool, ...] = (True,),
) -> Mark:
    silhouette = np.zeros((16, 16), bool)
    silhouette[shape] = True
    colours = np.full((16, 16, 3), gray)
    return Mark(agree, known, {"place": True}, *leaked, True, (False,), (silhouette,), colours, ~silhouette)


def test_who_is_nearest_to_the_own_target_is_recognised() -> None:
    white, black = (NAKED | {"coat": coat, "hat": "cap", "hat_color": "red"} for coat in ("white", "black"))
    bare = NAKED | {"coat": "white"}

    def known(*seen: dict[str, str], there: bool = True, others: Sequence[dict[str, str]] = ()) -> object:
        return recognised(questions(), [white, black], seen, [True, there], others)

    assert known(white, black) == (True, True)
    assert known(black, black) == (False, True)
    assert known(white, black, there=False) == (True, False)
    assert known(bare, black) == (True, True), "nearer to the own one is enough"
    assert known(bare, black, others=[bare]) == (False, True)
    assert known(NAKED, black) == (False, True), "a tie tells nobody"
    assert known(white, black, others=[white]) == (True, True), "who looks the same is no rival"
    assert known(white | {"garment": "cape"}, black) == (True, True), "a cape without a colour is not worn"


def test_all_are_recognised_or_the_picture_is_not() -> None:
    marks = [mark(known=(True, True)), mark(known=(True, False)), mark(known=())]
    assert recognised_share(marks) == 50
    assert recognised_share([mark(known=())]) is None


def test_presence_is_no_look_but_counts_for_the_whole() -> None:
    there, gone = {"present": True, "coat": True}, {"present": False, "coat": False}
    marks = [mark((there,)), mark((gone,)), mark(({"present": False},))]
    assert looks(marks) == 50
    assert whole(marks) == pytest.approx(100 / 3)
    assert present(marks) == pytest.approx(100 / 3)


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


def test_what_is_not_worn_came_from_nobody() -> None:
    """A hat that is missing is no leak from who wears none; one that is too much came from who wears it."""
    bare = {"coat": "white", "garment": "none", "hat": "none", "hat_color": "none", "glasses": "none", "skin": "none"}
    capped = bare | {"hat": "cap", "hat_color": "blue"}
    assert leaks(questions(), [bare, capped], [bare, bare], [True, True]) == (0, 1)
    assert leaks(questions(), [bare, capped], [capped, capped], [True, True]) == (1, 1)


def test_half_read_things_can_be_taken_from_nobody_and_by_nobody() -> None:
    """A colour that is read of a hat that is not there is no rival's, and is not taken by who wears no hat."""
    blue, red = (NAKED | {"hat": "cap", "hat_color": colour} for colour in ("blue", "red"))
    stray, pale = NAKED | {"hat_color": "red"}, NAKED | {"hat": "cap"}

    def taken(own: dict[str, str], rival: dict[str, str], seen: dict[str, str]) -> tuple[int, int]:
        return leaks(questions(), [own, rival], [seen, rival], [True, False])

    assert taken(blue, red, red) == (1, 1), "who does wear it gives it away"
    assert taken(blue, stray, red) == (0, 0), "a rival without a hat has no red one"
    assert taken(NAKED, pale, red) == (0, 0), "nor has one a cap that was read without a colour"
    assert taken(blue, red, stray) == (0, 1), "who came out bare has taken no red"
    assert taken(stray, red, red) == (1, 1), "a target's own stray colour neither hides nor adds a chance"


def test_nobody_does_anything_where_nobody_is() -> None:
    seen, asked = [{"place": "snow", "action": "waving"}] * 2, {"place": "snow", "action": "waving"}
    assert recalled(questions(), asked, seen, [True, True]) == {"place": True, "action": True}
    assert recalled(questions(), asked, seen, [True, False]) == {"place": True, "action": False}
    other = [seen[0], seen[1] | {"action": "sitting"}]
    assert recalled(questions(), asked, other, [True, True]) == {"place": True, "action": False}


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


def test_a_copy_has_the_colours_too() -> None:
    """The same silhouette: 0.05 apart in every colour is a copy, 0.07 is none."""
    mask = np.ones((32, 32), bool)
    target, near, far = (by_mask(Image.new("RGB", (64, 64), (gray,) * 3), mask) for gray in (100, 113, 118))
    assert (copies([sketched(target, near)]), copies([sketched(target, far)])) == (100, 0)


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


@pytest.mark.weights
def test_two_rendered_figures_are_judged_by_what_is_known_of_them(judge: Judge) -> None:
    """Targets alone on paper; coat and cap can leak to the fox, coat and scarf to the bear."""
    targets = [(figure.species, drawn(figure, place="paper", action="standing")) for figure in (FOX, BEAR)]
    asked = {"place": "forest", "action": "waving"}
    both = judge.mark(targets, asked, drawn(FOX, BEAR))
    assert all(all(agree.values()) for agree in both.agree)
    assert both.recognised == (True, True)
    another = replace(FOX, coat="gray", garment_color="blue")
    rival = judge.looks("fox", drawn(another, place="paper", action="standing"))
    assert judge.mark(targets, asked, drawn(FOX, BEAR), [rival]).recognised == (True, True)
    assert judge.mark(targets, asked, drawn(another, BEAR), [rival]).recognised == (False, True)
    assert both.scene == {"place": True, "action": True}
    assert (both.leaks, both.leakable, both.counted) == (0, 4, True)
    assert not any(both.copied), "they are smaller in company"
    assert not any(judge.mark(targets, asked, drawn(FOX, BEAR, place="beach", action="jumping")).scene.values())
    capped = judge.mark(targets, asked, drawn(replace(FOX, hat="cap", hat_color="blue"), BEAR))
    assert (capped.leaks, capped.agree[0]["hat"], capped.agree[1]["hat"]) == (1, False, True)
    bare = judge.mark(targets, asked, drawn(FOX, replace(BEAR, hat="none", hat_color="none")))
    assert (bare.leaks, bare.agree[1]["hat"]) == (0, False)


@pytest.mark.weights
def test_marks_are_in_the_order_of_the_targets(judge: Judge) -> None:
    targets = [(figure.species, drawn(figure, place="paper", action="standing")) for figure in (BEAR, FOX)]
    both = judge.mark(targets, {}, drawn(FOX, replace(BEAR, hat="none", hat_color="none")))
    assert not both.agree[0]["hat"]
    assert all(both.agree[1].values())
    bear, fox = (np.argwhere(shape)[:, 1].mean() for shape in both.shapes)
    assert fox < 8 < bear


@pytest.mark.weights
def test_who_is_not_there_is_missed(judge: Judge) -> None:
    targets = [(figure.species, drawn(figure, place="paper", action="standing")) for figure in (FOX, BEAR)]
    alone = judge.mark(targets, {"place": "forest", "action": "waving"}, drawn(FOX))
    assert (alone.agree[0]["present"], alone.agree[1]["present"]) == (True, False)
    assert alone.scene == {"place": True, "action": False}
    assert (alone.leaks, alone.leakable, alone.counted) == (0, 2, False)
    assert present([alone]) == 50
