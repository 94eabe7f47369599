"""Is what the words say in the picture? Scenes described in full, by number of figures; left and right; held out."""

from __future__ import annotations

from random import Random
from typing import Any

from diffusers import StableDiffusionPipeline
from PIL import Image

from oneactor.picturebook.measuring.drawn import FIRST_SEED, Tally, draw
from oneactor.picturebook.probe import Probe, Sighting
from oneactor.picturebook.questions import NOTHING, Questions
from oneactor.picturebook.renderer import Scene, World

CROWDS = {1: "one figure", 2: "two figures", 3: "three figures"}
PRESENCE = {1: "character", 2: "both of two", 3: "all of three"}
#: looks that no words name
UNSAID = ("skin",)


def named_looks(figure: Any, asked: Questions) -> list[str]:
    """What a full description says of a figure's looks."""
    return [name for name in asked.looks if name not in UNSAID and getattr(figure, name) != NOTHING]


def check(tally: Tally, probe: Probe, picture: Image.Image, scene: Scene, sighting: Sighting) -> None:
    """Hold one picture against the scene that its prompt described in full."""
    count = len(scene.figures)
    for question, seen in sighting.picture.items():
        tally.note(question, seen == getattr(scene, question))
    present = [sighting.has(figure.species) for figure in scene.figures]
    tally.note(PRESENCE[count], all(present))
    right = []
    for figure, there in zip(scene.figures, present, strict=True):
        read = probe.read(picture, figure.species)
        named = named_looks(figure, probe.questions)
        asked = [*named, *(name for name in probe.questions.figure if name not in probe.questions.looks)]
        answers = {name: there and read[name] == getattr(figure, name) for name in asked}
        for name, answer in answers.items():
            tally.note(f"{name.replace('_color', ' colour')}, {CROWDS[count]}", answer)
        right.append(all(answers[name] for name in named))
    tally.note(f"{PRESENCE[count]}, right looks on each", all(right))


def fresh_scenes(world: World, count: int, number: int) -> list[Scene]:
    """`number` scenes with `count` figures, the same for every figure that is measured on them."""
    return [world.sample_scene(Random(FIRST_SEED + 10_000 * count + i), count) for i in range(number)]


def described(
    pipeline: StableDiffusionPipeline, probe: Probe, world: World, count: int, number: int
) -> tuple[Tally, list[Image.Image]]:
    """`number` scenes with `count` figures."""
    scenes = fresh_scenes(world, count, number)
    pictures = draw(pipeline, [world.full_description(scene) for scene in scenes])
    tally = Tally()
    for picture, scene in zip(pictures, scenes, strict=True):
        check(tally, probe, picture, scene, probe.see([picture])[0])
    return tally, pictures


def sides(pipeline: StableDiffusionPipeline, probe: Probe, world: World, number: int) -> float:
    """Per cent of pictures of two in which the one that is said to be on the left is left of the other."""
    tally, rng = Tally(), Random(FIRST_SEED)
    scenes, prompts = zip(*(world.said_sides(rng) for _ in range(number)), strict=True)
    for picture, scene in zip(draw(pipeline, list(prompts)), scenes, strict=True):
        seen = probe.see([picture])[0]
        left, right = (figure.species for figure in scene.figures)
        tally.note("sides", seen.has(left) and seen.has(right) and seen.spots[left] < seen.spots[right])
    return tally.shares()["sides"]


def held_out(pipeline: StableDiffusionPipeline, probe: Probe, world: World, number: int) -> float:
    """Pictures with all named looks right: of combinations that were never drawn, in per cent of those of others."""
    rng, tally = Random(FIRST_SEED), Tally()
    pairs = [world.held_out_pair(rng, i) for i in range(number)]
    for which, scenes in zip(("unseen", "seen"), zip(*pairs, strict=True), strict=True):
        pictures = draw(pipeline, [world.full_description(scene) for scene in scenes])
        for picture, scene in zip(pictures, scenes, strict=True):
            figure, sighting = scene.figures[0], probe.see([picture])[0]
            read = probe.read(picture, figure.species)
            named = [getattr(figure, name) == read[name] for name in named_looks(figure, probe.questions)]
            tally.note(which, sighting.has(figure.species) and all(named))
    return round(100 * tally.shares()["unseen"] / max(1e-9, tally.shares()["seen"]), 1)
