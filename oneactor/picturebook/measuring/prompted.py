"""Is what the words say in the picture? Scenes described in full, by number of figures; left and right; held out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from diffusers import StableDiffusionPipeline
from PIL import Image

from oneactor.picturebook.measuring.drawn import FIRST_SEED, Tally, draw
from oneactor.picturebook.probe import Probe, Sighting
from oneactor.picturebook.questions import NOTHING
from oneactor.picturebook.world.captions import article, full_description
from oneactor.picturebook.world.scene import HELD_OUT, Figure, Scene, sample_figure, sample_scene
from oneactor.picturebook.world.vocabulary import PLACES

CROWDS = {1: "one figure", 2: "two figures", 3: "three figures"}
PRESENCE = {1: "character", 2: "both of two", 3: "all of three"}
#: looks that the words name; skin is left open
NAMED = ("coat", "garment", "garment_color", "hat", "hat_color", "glasses")


def named_looks(figure: Figure) -> list[str]:
    """What a full description says of a figure's looks."""
    return [name for name in NAMED if getattr(figure, name) != NOTHING]


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
        asked = [*named_looks(figure), "action", "mood"]
        answers = {name: there and read[name] == getattr(figure, name) for name in asked}
        for name, answer in answers.items():
            tally.note(f"{name.replace('_color', ' colour')}, {CROWDS[count]}", answer)
        right.append(all(answers[name] for name in named_looks(figure)))
    tally.note(f"{PRESENCE[count]}, right looks on each", all(right))


def described(
    pipeline: StableDiffusionPipeline, probe: Probe, count: int, number: int
) -> tuple[Tally, list[Image.Image]]:
    """`number` scenes with `count` figures."""
    scenes = [sample_scene(Random(FIRST_SEED + 10_000 * count + i), count) for i in range(number)]
    pictures = draw(pipeline, [full_description(scene) for scene in scenes])
    tally = Tally()
    for picture, scene in zip(pictures, scenes, strict=True):
        check(tally, probe, picture, scene, probe.see([picture])[0])
    return tally, pictures


def sides(pipeline: StableDiffusionPipeline, probe: Probe, number: int) -> float:
    """Per cent of pictures of two in which the one that is said to be on the left is left of the other."""
    tally, rng = Tally(), Random(FIRST_SEED)
    scenes = [sample_scene(rng, 2) for _ in range(number)]
    prompts = []
    for i, scene in enumerate(scenes):
        left, right = (article(figure.species) for figure in scene.figures)
        said = f"{left} to the left of {right}" if i % 2 else f"{right} to the right of {left}"
        prompts.append(f"{said}, {PLACES[scene.place]}")
    for picture, scene in zip(draw(pipeline, prompts), scenes, strict=True):
        seen = probe.see([picture])[0]
        left, right = (figure.species for figure in scene.figures)
        tally.note("sides", seen.has(left) and seen.has(right) and seen.spots[left] < seen.spots[right])
    return tally.shares()["sides"]


def _garments_right(pipeline: StableDiffusionPipeline, probe: Probe, scenes: list[Scene]) -> float:
    tally = Tally()
    for picture, scene in zip(draw(pipeline, [full_description(scene) for scene in scenes]), scenes, strict=True):
        figure = scene.figures[0]
        read, there = probe.read(picture, figure.species), probe.see([picture])[0].has(figure.species)
        same = read["garment"] == figure.garment and read["garment_color"] == figure.garment_color
        tally.note("garment and colour", there and same)
    return tally.shares()["garment and colour"]


def held_out(pipeline: StableDiffusionPipeline, probe: Probe, number: int) -> float:
    """Garment and colour of combinations that were never drawn, in per cent of those of other combinations."""
    rng, unseen, seen = Random(FIRST_SEED), [], []
    combinations = sorted(HELD_OUT)
    for i in range(number):
        species, garment, color = combinations[i % len(combinations)]
        scene = sample_scene(rng, 1)
        scene = replace(scene, style="flat", shot="normal", time="day")
        other = sample_figure(rng, species)
        unseen.append(replace(scene, figures=(replace(other, garment=garment, garment_color=color),)))
        while other.garment == NOTHING:
            other = sample_figure(rng, species)
        seen.append(replace(scene, figures=(other,)))
    return round(100 * _garments_right(pipeline, probe, unseen) / max(1e-9, _garments_right(pipeline, probe, seen)), 1)
