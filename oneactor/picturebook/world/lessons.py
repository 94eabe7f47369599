"""Scenes and prompts made for a purpose: to learn who somebody is, and to measure what the words do."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from oneactor.picturebook.questions import NOTHING
from oneactor.picturebook.world.captions import article
from oneactor.picturebook.world.scene import HELD_OUT, Figure, Scene, sample_figure, sample_scene
from oneactor.picturebook.world.vocabulary import PAPER, PLACES


def open_prompt(species: str) -> str:
    """A figure alone on paper, every look left open."""
    return f"{article(species)}, {PAPER}"


def pair_of_scenes(rng: Random, species: str) -> tuple[Scene, Scene]:
    """The same figure alone on paper, near or far, and alone in a scene."""
    looks: Figure = sample_figure(rng, species)
    paper = replace(sample_scene(rng, 1), place="paper", time="day", style="flat")
    other = sample_scene(rng, 1)
    acting = other.figures[0]
    return (
        replace(paper, figures=(looks,)),
        replace(other, figures=(replace(looks, action=acting.action, mood=acting.mood),)),
    )


def said_sides(rng: Random) -> tuple[Scene, str]:
    """A scene with two figures and a prompt that says who is on the left; half of them name the right one first."""
    scene = sample_scene(rng, 2)
    left, right = (article(figure.species) for figure in scene.figures)
    said = f"{left} to the left of {right}" if rng.random() < 0.5 else f"{right} to the right of {left}"
    return scene, f"{said}, {PLACES[scene.place]}"


def held_out_pair(rng: Random, index: int) -> tuple[Scene, Scene]:
    """A figure in a held-out garment, and the same scene with one in another garment."""
    combinations = sorted(HELD_OUT)
    species, garment, color = combinations[index % len(combinations)]
    scene = replace(sample_scene(rng, 1), style="flat", shot="normal", time="day")
    other = sample_figure(rng, species)
    unseen = replace(scene, figures=(replace(other, garment=garment, garment_color=color),))
    while other.garment == NOTHING:
        other = sample_figure(rng, species)
    return unseen, replace(scene, figures=(other,))
