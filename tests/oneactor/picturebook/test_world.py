"""The drawn world: the same scene is the same picture at any size, and captions say what is there."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import numpy as np
import pytest

from oneactor.picturebook.training.data import scene_from_json
from oneactor.picturebook.world.captions import caption, full_description
from oneactor.picturebook.world.drawing import SPECIES, draw_scene
from oneactor.picturebook.world.scene import HELD_OUT, Figure, Scene, sample_scene
from oneactor.picturebook.world.vocabulary import ACTIONS, CHARACTERS, PLACES

FOX = Figure("fox", "white", "scarf", "green", "cap", "red")
ROBOT = Figure("robot", "blue", "none", "none", "none", "none")


def scene(*figures: Figure, action: str = "standing", place: str = "snow") -> Scene:
    spots = tuple((i + 0.5) / len(figures) for i in range(len(figures)))
    return Scene(figures, action, place, 0, 0.0, spots)


def test_a_scene_is_always_the_same_picture() -> None:
    one, _ = draw_scene(scene(FOX), 96)
    two, _ = draw_scene(scene(FOX), 96)
    assert one.tobytes() == two.tobytes()


def test_a_picture_looks_the_same_at_every_size() -> None:
    small, _ = draw_scene(scene(FOX, ROBOT), 128)
    large, _ = draw_scene(scene(FOX, ROBOT), 512)
    shrunk = np.asarray(large.resize((128, 128)), dtype=float)
    assert np.abs(shrunk - np.asarray(small, dtype=float)).mean() < 6


def test_labels_say_who_stands_where() -> None:
    _, labels = draw_scene(scene(FOX, ROBOT))
    cells = np.asarray(labels)
    fox, robot = 1 + SPECIES.index("fox"), 1 + SPECIES.index("robot")
    assert set(np.unique(cells)) == {0, fox, robot}
    assert np.argwhere(cells == fox)[:, 1].mean() < 32 < np.argwhere(cells == robot)[:, 1].mean()


@pytest.mark.parametrize("species", CHARACTERS)
@pytest.mark.parametrize("action", ACTIONS)
def test_everyone_can_do_everything(species: str, action: str) -> None:
    figure = Figure(
        species, "gray", "cape", "red", "crown", "blue", "tan" if CHARACTERS[species] == "person" else "none"
    )
    _, labels = draw_scene(scene(figure, action=action), 64)
    assert (np.asarray(labels) > 0).mean() > 0.08


@pytest.mark.parametrize("place", PLACES)
def test_every_place_looks_different(place: str) -> None:
    here, _ = draw_scene(scene(ROBOT, place=place), 64)
    other, _ = draw_scene(scene(ROBOT, place="forest" if place != "forest" else "beach"), 64)
    assert np.abs(np.asarray(here, dtype=float) - np.asarray(other, dtype=float)).mean() > 15


def test_held_out_combinations_are_never_drawn() -> None:
    rng = Random(0)
    figures = [figure for _ in range(3000) for figure in sample_scene(rng).figures]
    assert not {(f.species, f.garment, f.garment_color) for f in figures} & HELD_OUT


def test_half_of_the_figures_keep_their_looks_open() -> None:
    rng = Random(1)
    texts = [caption(rng, scene(FOX)) for _ in range(1000)]
    named = [any(word in text for word in ("white", "green", "red")) for text in texts]
    assert 0.4 < sum(named) / len(named) < 0.65


def test_looks_mostly_stand_before_the_noun() -> None:
    rng = Random(2)
    texts = [text for text in (caption(rng, scene(FOX)) for _ in range(1000)) if "scarf" in text]
    before = [text.index("scarf") < text.index("fox") for text in texts]
    assert sum(before) / len(before) > 0.6


def test_the_full_description_says_everything() -> None:
    text = full_description(scene(FOX, ROBOT, action="waving"))
    assert text == "in a green scarf and a red cap a white fox and a blue robot, waving, in the snow"


def test_a_scene_survives_json() -> None:
    made = sample_scene(Random(5), 3)
    assert scene_from_json(json.dumps(asdict(made))) == made
