"""What the parts do to pictures that the renderer drew: autoencoder, upscaler, and the masks of words."""

from __future__ import annotations

from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from oneactor.backends import UPSCALER_FACTOR
from oneactor.backends.picturebook import Picturebook
from oneactor.base_set import encode_templates, subject_mask
from oneactor.picturebook.measuring.drawn import FIRST_SEED, Tally
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import Scene, World


def psnr(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of two pictures, in dB."""
    error = float(np.square(one.astype(np.float64) - two.astype(np.float64)).mean())
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))


def scenes_for(world: World, number: int, count: int | None = None) -> list[Scene]:
    """Scenes that were never trained on."""
    return [world.sample_scene(Random(FIRST_SEED + 500_000 + i), count) for i in range(number)]


def through_autoencoder(backend: Picturebook, pictures: list[Image.Image]) -> list[Image.Image]:
    """What is left of pictures after a latent."""
    denoiser = backend.denoiser
    return [denoiser.decode(denoiser.encode_picture(picture))[0] for picture in pictures]


def autoencoder_figures(backend: Picturebook, world: World, number: int) -> dict[str, float]:
    """PSNR, what the probe loses by it, and PSNR after the upscaler against the same scene drawn large."""
    scenes = scenes_for(world, number)
    size = backend.denoiser.picture_size[0]
    pictures = [world.draw_scene(scene, size).picture for scene in scenes]
    decoded = through_autoencoder(backend, pictures)
    close = [psnr(np.asarray(a), np.asarray(b)) for a, b in zip(pictures, decoded, strict=True)]
    few = range(min(number, 50))
    large = [np.asarray(world.draw_scene(scenes[i], size * UPSCALER_FACTOR).picture) for i in few]
    upscaled = [psnr(large[i], np.asarray(backend.enlarge(decoded[i]))) for i in few]
    before, after = (right_answers(backend.probe, each, scenes) for each in (pictures, decoded))
    lost = {question: before[question] - after[question] for question in before}
    return {
        "autoencoder, PSNR in dB": round(float(np.mean(close)), 1),
        "points that the probe loses by it, mean of all questions": round(float(np.mean(list(lost.values()))), 1),
        "points that the probe loses by it, at the worst question": round(max(lost.values()), 1),
        "upscaled, PSNR in dB": round(float(np.mean(upscaled)), 1),
    }


def right_answers(probe: Probe, pictures: list[Image.Image], scenes: list[Scene]) -> dict[str, float]:
    """Per question the share of right answers, in per cent: who is there, about the whole, and about every figure."""
    tally = Tally()
    for picture, scene in zip(pictures, scenes, strict=True):
        sighting = probe.see([picture])[0]
        there = {figure.species for figure in scene.figures}
        tally.note("who is there", {name for name in sighting.present if sighting.has(name)} == there)
        for question, seen in sighting.picture.items():
            tally.note(question, seen == getattr(scene, question))
        for figure in scene.figures:
            for question, read in probe.read(picture, figure.species).items():
                tally.note(question, read == getattr(figure, question))
    return tally.shares()


@torch.no_grad()
def mask_overlap(backend: Picturebook, world: World, count: int, number: int) -> float:
    """Mean intersection over union of a character word's Otsu mask and its silhouette in a half noised render."""
    denoiser, masks, values = backend.denoiser, backend.preset.drawing.masks, []
    side = denoiser.latent_size[0]
    for scene in scenes_for(world, number, count):
        drawing, text = world.draw_scene(scene, denoiser.picture_size[0]), world.full_description(scene)
        z_0 = denoiser.encode_picture(drawing.picture)
        cells = np.asarray(drawing.labels.resize((side, side), Image.Resampling.NEAREST))
        for figure in scene.figures:
            templates = encode_templates(denoiser, [text], [figure.species])
            mask = subject_mask(denoiser, z_0, templates, masks)[0].cpu().numpy() > 0.5
            there = cells == 1 + backend.probe.questions.names.index(figure.species)
            values.append((mask & there).sum() / max(1, (mask | there).sum()))
    return round(float(np.mean(values)), 2)
