"""A story world of two shapes: the least that a module has to offer to be trained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

from PIL import Image, ImageDraw

from oneactor.picturebook.questions import Questions

SPLIT: dict[str, tuple[str, ...]] = {}
SHAPES, COLORS, GROUNDS = ("ball", "brick"), ("red", "blue", "green"), ("paper", "grass")


@dataclass(frozen=True)
class Shape:
    species: str
    coat: str


@dataclass(frozen=True)
class Scene:
    figures: tuple[Shape, ...]
    place: str


def questions() -> Questions:
    return Questions({name: () for name in SHAPES}, {"coat": COLORS}, {"place": GROUNDS}, ("coat",), 256)


def known_words() -> tuple[str, ...]:
    return tuple(sorted({*SHAPES, *COLORS, *GROUNDS, "a", "on", "and", "left", "of", "the", "to"}))


def vocabulary() -> dict[str, list[str]]:
    places = [f"on {ground}" for ground in GROUNDS]
    return {"words": list(known_words()), "characters": list(SHAPES), "places": places, "actions": [], "styles": []}


def sample_looks(rng: Random, species: str) -> Shape:
    return Shape(species, rng.choice(COLORS[:2] if species == "ball" else COLORS))


def sample_scene(rng: Random, count: int | None = None) -> Scene:
    shapes = rng.sample(SHAPES, min(2, count or rng.choice((1, 2))))
    return Scene(tuple(sample_looks(rng, shape) for shape in shapes), rng.choice(GROUNDS))


def scene_from_json(line: str) -> Scene:
    values = json.loads(line)
    return Scene(tuple(Shape(**figure) for figure in values["figures"]), values["place"])


def draw_scene(scene: Scene, size: int) -> Any:
    picture = Image.new("RGB", (size, size), "ivory" if scene.place == "paper" else "palegreen")
    labels = Image.new("L", (64, 64), 0)
    for i, figure in enumerate(scene.figures):
        left = (0.35,) if len(scene.figures) == 1 else (0.1, 0.6)
        for image, fill in ((picture, figure.coat), (labels, 1 + SHAPES.index(figure.species))):
            box = [int(edge * image.width) for edge in (left[i], 0.4, left[i] + 0.3, 0.7)]
            pen = ImageDraw.Draw(image)
            (pen.ellipse if figure.species == "ball" else pen.rectangle)(box, fill=fill)
    return SimpleNamespace(picture=picture, labels=labels)


def full_description(scene: Scene, named: bool = True) -> str:
    shapes = [f"a {figure.coat} {figure.species}" if named else f"a {figure.species}" for figure in scene.figures]
    return f"{' and '.join(shapes)}, on {scene.place}"


def caption(rng: Random, scene: Scene, named: bool = True) -> str:
    return full_description(scene, rng.random() < 0.5 and named)


def open_prompt(species: str) -> str:
    return f"a {species}, on paper"


def pair_of_scenes(rng: Random, species: str) -> tuple[Scene, Scene]:
    looks = sample_looks(rng, species)
    return Scene((looks,), "paper"), Scene((looks,), "grass")


def said_sides(rng: Random) -> tuple[Scene, str]:
    scene = sample_scene(rng, 2)
    left, right = (figure.species for figure in scene.figures)
    return scene, f"a {left} to the left of a {right}, on {scene.place}"


def held_out_pair(rng: Random, index: int) -> tuple[Scene, Scene]:
    return Scene((Shape("ball", "green"),), "paper"), Scene((sample_looks(rng, "ball"),), "paper")
