"""The drawn world: the same scene is the same picture at any size, and captions say what is there."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import combinations
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from oneactor.picturebook.world.about import known_words, questions, vocabulary
from oneactor.picturebook.world.captions import caption, full_description
from oneactor.picturebook.world.drawing import SPECIES, draw_scene
from oneactor.picturebook.world.figures import PARTS
from oneactor.picturebook.world.scene import HELD_OUT, Figure, Scene, sample_figure, sample_scene, scene_from_json
from oneactor.picturebook.world.vocabulary import ACTIONS, CHARACTERS, MOODS, PLACES, STYLES, UPPER_BODY
from oneactor.picturebook.world.words import GARMENT_NAMES

FOX = Figure("fox", "white", "scarf", "green", "cap", "red")
ROBOT = Figure("robot", "blue", "none", "none", "none", "none")
Picture = NDArray[np.float64]


def scene(*figures: Figure, **values: str) -> Scene:
    spots = tuple((i + 0.5) / len(figures) for i in range(len(figures)))
    plain = {"place": "snow", "time": "day", "shot": "normal", "style": "flat"}
    return Scene(figures, **(plain | values), variant=0, shift=0.0, spots=spots)


def drawn(shown: Scene, size: int = 96) -> Picture:
    return np.asarray(draw_scene(shown, size).picture, dtype=float)


def apart(one: Picture, two: Picture) -> float:
    return float(np.abs(one - two).mean())


def test_a_scene_is_always_the_same_picture() -> None:
    assert np.array_equal(drawn(scene(FOX)), drawn(scene(FOX)))


@pytest.mark.parametrize("style", STYLES)
def test_a_picture_looks_the_same_at_every_size(style: str) -> None:
    small = draw_scene(scene(FOX, ROBOT, style=style), 256).picture
    large = draw_scene(scene(FOX, ROBOT, style=style), 1024).picture
    shrunk = large.resize((256, 256), Image.Resampling.BOX)
    assert apart(np.asarray(shrunk, dtype=float), np.asarray(small, dtype=float)) < 4


def test_labels_say_who_stands_where_and_parts_what_is_seen_there() -> None:
    drawing = draw_scene(scene(FOX, ROBOT))
    cells = np.asarray(drawing.labels)
    fox, robot = 1 + SPECIES.index("fox"), 1 + SPECIES.index("robot")
    assert set(np.unique(cells)) == {0, fox, robot}
    assert np.argwhere(cells == fox)[:, 1].mean() < 32 < np.argwhere(cells == robot)[:, 1].mean()
    parts = np.asarray(drawing.parts)
    assert np.array_equal(parts > 0, cells > 0)
    worn = {PARTS[part] for part in np.unique(parts[cells == fox])}
    assert worn == {"body", "head", "garment", "hat"}
    assert {PARTS[part] for part in np.unique(parts[cells == robot])} == {"body", "head"}


@pytest.mark.parametrize("species", CHARACTERS)
@pytest.mark.parametrize("action", ACTIONS)
def test_everyone_can_do_everything_and_it_shows(species: str, action: str) -> None:
    still = sample_figure(Random(3), species)
    acting = replace(still, action=action)
    assert (np.asarray(draw_scene(scene(acting), 64).labels) > 0).mean() > 0.08
    if action != "standing":
        assert apart(drawn(scene(still)), drawn(scene(acting))) > 1


@pytest.mark.parametrize("species", CHARACTERS)
def test_a_face_shows_the_mood(species: str) -> None:
    faces = [drawn(scene(replace(sample_figure(Random(3), species), mood=mood), shot="close")) for mood in MOODS]
    assert min(apart(faces[0], faces[1]), apart(faces[0], faces[2]), apart(faces[1], faces[2])) > 0.3


@pytest.mark.parametrize("place", PLACES)
def test_every_place_looks_different_and_so_does_its_night(place: str) -> None:
    other = "forest" if place != "forest" else "beach"
    assert apart(drawn(scene(ROBOT, place=place)), drawn(scene(ROBOT, place=other))) > 8
    if place != "paper":
        assert apart(drawn(scene(ROBOT, place=place)), drawn(scene(ROBOT, place=place, time="night"))) > 30


def test_styles_and_shots_are_really_different() -> None:
    pictures = [drawn(scene(FOX, style=style)) for style in STYLES]
    assert min(apart(one, two) for one, two in combinations(pictures, 2)) > 4
    heights = [(np.asarray(draw_scene(scene(FOX, shot=shot)).labels) > 0).sum() for shot in ("close", "normal", "wide")]
    assert heights == sorted(heights, reverse=True)


def test_a_close_picture_asks_for_nothing_below_the_waist() -> None:
    scenes = [sample_scene(Random(seed)) for seed in range(400)]
    close = {figure.action for shown in scenes if shown.shot == "close" for figure in shown.figures}
    assert close == set(UPPER_BODY)


def test_held_out_combinations_are_never_drawn() -> None:
    rng = Random(0)
    figures = [figure for _ in range(3000) for figure in sample_scene(rng).figures]
    assert not {(f.species, f.garment, f.garment_color) for f in figures} & HELD_OUT


def test_half_of_the_figures_keep_their_looks_open() -> None:
    rng = Random(1)
    shown = [sample_scene(rng, 1) for _ in range(1500)]
    dressed = [one for one in shown if one.figures[0].garment == "scarf"]
    texts = [caption(rng, one) for one in dressed]
    named = [any(word in text for word in ("scarf", *GARMENT_NAMES["scarf"])) for text in texts]
    assert 0.3 < sum(named) / len(named) < 0.6


def test_looks_mostly_stand_before_the_noun() -> None:
    rng = Random(2)
    texts = [text for text in (caption(rng, scene(FOX)) for _ in range(2000)) if "scarf" in text and "fox" in text]
    before = [text.index("scarf") < text.index("fox") for text in texts]
    assert sum(before) / len(before) > 0.6


def test_the_full_description_says_everything() -> None:
    waving = [replace(figure, action="waving") for figure in (FOX, ROBOT)]
    text = full_description(scene(*waving))
    assert (
        text == "in a green scarf and a red cap a happy white fox and a happy blue robot, waving, in the snow, by day"
    )
    busy = scene(
        replace(FOX, glasses="glasses", mood="sad"), replace(ROBOT, action="reading"), shot="wide", time="night"
    )
    assert full_description(replace(busy, style="crayon")) == (
        "far away, a crayon drawing, in a green scarf and a red cap and glasses a sad white fox standing "
        "and a happy blue robot reading, in the snow, at night"
    )


def test_the_world_is_as_large_as_its_card_says() -> None:
    known = known_words()
    assert len(known) >= 600
    assert len(CHARACTERS) >= 12
    assert len(PLACES) >= 11
    asked = questions()
    assert set(vocabulary()["characters"]) > set(asked.species)
    assert vocabulary()["species"] == list(asked.species)
    for word in ("bunny", "puppy", "woods", "seaside", "grandpa", "dungarees"):
        assert word in known
    assert asked.species_of("Bunnys") == "rabbit"


def test_a_scene_survives_json() -> None:
    made = sample_scene(Random(5), 3)
    assert scene_from_json(json.dumps(asdict(made))) == made
