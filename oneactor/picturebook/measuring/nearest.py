"""Does the model copy? How near generated pictures come to training pictures, beside how near fresh renders come."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray
from PIL import Image

from oneactor.picturebook.measuring.drawn import FIRST_SEED, draw
from oneactor.picturebook.renderer import World

SIDE = 32
#: levels of 255 below which two pictures are the same; in a small world fresh renders are those of training
SAME = 1.0


def _small(picture: Image.Image) -> NDArray[np.float32]:
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32).ravel()


def _distances(
    some: NDArray[np.float32], trained: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    squares = (some**2).sum(1)[:, None] + (trained**2).sum(1)[None] - 2 * some @ trained.T
    return np.sqrt(squares.clip(0).min(1) / some.shape[1]), squares.argmin(1)


def nearest(
    pipeline: StableDiffusionPipeline, world: World, number: int, trained: int, sheet: Path | None = None
) -> float:
    """Median distance of generated pictures to the nearest of `trained` training pictures, over that of fresh renders.

    Near 1 or above: no nearer than chance. The sheet shows pairs: generated above, nearest training picture below.
    """
    shown = (world.draw_scene(world.sample_scene(Random(seed)), 64) for seed in range(trained))
    known = np.stack([_small(drawing.picture) for drawing in shown])
    scenes = [world.sample_scene(Random(FIRST_SEED + 700_000 + i)) for i in range(number)]
    pictures = draw(pipeline, [world.full_description(scene) for scene in scenes])
    generated, index = _distances(np.stack([_small(picture) for picture in pictures]), known)
    renders, _ = _distances(np.stack([_small(world.draw_scene(scene, 64).picture) for scene in scenes]), known)
    if sheet:
        size = pictures[0].width
        page = Image.new("RGB", (size * 8, size * 2), "white")
        for i, picture in enumerate(pictures[:8]):
            page.paste(picture, (i * size, 0))
            page.paste(world.draw_scene(world.sample_scene(Random(int(index[i]))), size).picture, (i * size, size))
        page.save(sheet)
    return round(float(np.median(generated) / max(SAME, float(np.median(renders)))), 2)
