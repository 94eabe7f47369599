"""Foreground and background of a picture by a mask, so that a metric sees the character or its surroundings alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from oneactor.base_set import encode_templates, subject_mask
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.stage import Stage

#: what stands where a part was cut out
GRAY = (128, 128, 128)
#: (picture, its prompt, base word) -> mask (h, w) of any size, on where the character is
Masker = Callable[[Image.Image, str, str], NDArray[np.bool_]]


def by_probe(judge: Judge) -> Masker:
    """The silhouette that the embedded model's probe sees."""

    def mask(picture: Image.Image, prompt: str, base_word: str) -> NDArray[np.bool_]:
        names = judge.probe.questions.names
        return judge.look(picture).shape(names.index(judge.probe.questions.species_of(base_word)))

    return mask


def by_attention(stage: Stage) -> Masker:
    """Where the base word looks: Otsu on the maps of one half-noised pass. The paper takes SAM instead."""
    denoiser, masks = stage.denoiser, stage.preset.drawing.masks

    @torch.no_grad()
    def mask(picture: Image.Image, prompt: str, base_word: str) -> NDArray[np.bool_]:
        templates = encode_templates(denoiser, [prompt], [base_word])
        on = subject_mask(denoiser, denoiser.encode_picture(picture), templates, masks)[0]
        return (on > 0.5).cpu().numpy()

    return mask


def cut(picture: Image.Image, mask: NDArray[np.bool_]) -> tuple[Image.Image, Image.Image]:
    """The character on gray, and its surroundings with gray in its place."""
    shape = Image.fromarray(mask.astype(np.uint8) * 255).resize(picture.size, Image.Resampling.NEAREST)
    gray = Image.new("RGB", picture.size, GRAY)
    rgb = picture.convert("RGB")
    return Image.composite(rgb, gray, shape), Image.composite(gray, rgb, shape)
