"""Does the model copy? How near generated pictures come to training pictures, beside how near fresh renders come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray
from PIL import Image

from oneactor.picturebook.measuring.drawn import FIRST_SEED, draw
from oneactor.picturebook.renderer import World, load_world
from oneactor.picturebook.training.data import in_parallel

#: side of what is compared, and of what is drawn for it
SIDE, DRAWN = 32, 64
#: training pictures that are held at once
CHUNK = 8_192
#: levels of 255 below which two pictures are the same; in a small world fresh renders are those of training
SAME = 1.0
#: share of the pictures, the nearest ones, that a copying model would show in
FEW = 0.05
SHOWN = 8


def _small(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)).ravel()


def _trained(world: str, seed: int) -> NDArray[np.uint8]:
    drawn = load_world(world)
    return _small(drawn.draw_scene(drawn.sample_scene(Random(seed)), DRAWN).picture)


def chunks(world: World, trained: int) -> Iterator[NDArray[np.uint8]]:
    """The first training pictures, small: (some, SIDE * SIDE * 3) at a time, in the order of their seeds."""
    for start in range(0, trained, CHUNK):
        seeds = range(start, min(start + CHUNK, trained))
        yield np.stack(list(in_parallel(partial(_trained, world.__name__), seeds)))


def distances(
    some: Sequence[NDArray[np.uint8]], known: Iterator[NDArray[np.uint8]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Root mean square distance of each to the nearest known one, in levels of 255, and that one's number."""
    own = np.stack(some).astype(np.float64)
    best, index, seen = np.full(len(own), np.inf), np.zeros(len(own), np.int64), 0
    for chunk in known:
        others = chunk.astype(np.float64)
        squares = (own**2).sum(1)[:, None] + (others**2).sum(1)[None] - 2 * own @ others.T
        nearer = squares.min(1) < best
        index[nearer] = seen + squares.argmin(1)[nearer]
        best, seen = np.minimum(best, squares.min(1)), seen + len(others)
    return np.sqrt(best.clip(0) / own.shape[1]), index


def ratios(generated: NDArray[np.float64], renders: NDArray[np.float64]) -> dict[str, float]:
    """Distances of generated pictures over those of fresh renders: in the middle, and of the nearest few."""
    few = max(1, round(FEW * len(generated)))
    middle = float(np.median(generated) / max(SAME, float(np.median(renders))))
    nearest_few = float(np.sort(generated)[:few].mean() / max(SAME, float(np.sort(renders)[:few].mean())))
    told = "distance to the nearest training picture, of fresh renders'"
    return {f"{told}, median": round(middle, 2), f"{told}, nearest twentieth": round(nearest_few, 2)}


def nearest(
    pipeline: StableDiffusionPipeline, world: World, number: int, trained: int, sheet: Path | None = None
) -> dict[str, float]:
    """How near `number` generated pictures come to the nearest of `trained` training pictures; see `ratios`.

    Near 1 or above: no nearer than chance. The sheet shows the nearest pairs, generated above, training picture below.
    """
    scenes = [world.sample_scene(Random(FIRST_SEED + 700_000 + i)) for i in range(number)]
    pictures = draw(pipeline, [world.full_description(scene) for scene in scenes])
    renders = [world.draw_scene(scene, DRAWN).picture for scene in scenes]
    found, index = distances([_small(each) for each in (*pictures, *renders)], chunks(world, trained))
    if sheet:
        order = np.argsort(found[:number])[:SHOWN]
        _pairs([(pictures[i], int(index[i])) for i in order], world).save(sheet)
    return ratios(found[:number], found[number:])


def _pairs(pairs: Sequence[tuple[Image.Image, int]], world: World) -> Image.Image:
    size = pairs[0][0].width
    page = Image.new("RGB", (size * len(pairs), size * 2), "white")
    for i, (picture, seed) in enumerate(pairs):
        page.paste(picture, (i * size, 0))
        page.paste(world.draw_scene(world.sample_scene(Random(seed)), size).picture, (i * size, size))
    return page
