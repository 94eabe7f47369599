"""A denoising loss of a character in pictures, prompts, noise and timesteps that no run learns from or chooses by.

In the model's own world the pictures are drawn by its renderer, with the looks of the target in other places and doing
other things, each under a prompt that says both. Of the target itself a loss tells less: it stands before an empty
background, and an offset that says “empty background”, or where in the picture the figure stands, lowers its loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from oneactor.base_set import BaseSet, encode_templates
from oneactor.denoiser import Denoiser
from oneactor.evaluation.details import figure_of
from oneactor.evaluation.subjects import Scene, Subject
from oneactor.masks import resized
from oneactor.picturebook.world.drawing import draw_scene
from oneactor.picturebook.world.scene import SPOTS
from oneactor.picturebook.world.scene import Scene as Drawn
from oneactor.picturebook.world.vocabulary import PAPER, PLACES
from oneactor.projector import adain
from oneactor.tuner import Best, Rows, Tuner, draw_rows, row_losses

#: rows of the held-out loss, a picture each, and the seed of their noise
HELD_OUT, HELD_OUT_SEED = 32, 7_000_000
#: layouts of each place
_LAYOUTS = 3
#: settings of prompts for the target itself: nobody learns a character anywhere but before an empty background
SETTINGS = tuple(phrase for phrase in PLACES.values() if phrase != PAPER)
Offsets = Callable[[Best, BaseSet, Rows], Tensor]


def paper_offsets(best: Best, base: BaseSet, rows: Rows) -> Tensor:
    """AdaIN by every row's base word, (R, ranks, D)."""
    f_hat = best.target.expand(len(rows.sample), -1, -1)
    return adain(f_hat, base.templates.base[rows.template], best.gate)


def official_offsets(best: Best, base: BaseSet, rows: Rows) -> Tensor:
    """The release's: the same for every prompt, (R, ranks, D)."""
    return (best.gate * best.target).expand(len(rows.sample), -1, -1)


@dataclass(frozen=True)
class Shown:
    """Pictures of one character.

    Attributes:
        texts: the prompt of each.
        latents: (P, C, h, w).
        figure: (P, 1, h, w), 1 where the character is.
    """

    texts: list[str]
    latents: Tensor
    figure: Tensor


def rendered(denoiser: Denoiser, subject: Subject, looks: Mapping[str, str], scenes: Sequence[Scene]) -> Shown:
    """A character with the looks that the probe read from its target, in scenes, by the world's own renderer."""
    standing, latents, figures = figure_of(looks, subject.base_word), [], []
    for index, scene in enumerate(scenes):
        figure = replace(standing, action=scene.asked["action"])
        drawing = draw_scene(
            Drawn((figure,), scene.asked["place"], "day", "normal", "flat", index % _LAYOUTS, 0.0, SPOTS[1]),
            denoiser.picture_size[0],
        )
        latents.append(denoiser.encode_picture(drawing.picture))
        figures.append(torch.from_numpy(np.asarray(drawing.labels) > 0))
    shapes = resized(torch.stack(figures), *denoiser.latent_size)[:, None]
    texts = [scene.prompt([subject.description]) for scene in scenes]
    return Shown(texts, torch.cat(latents), shapes.to(denoiser.device))


def target_itself(base: BaseSet, subject: Subject, figure: Tensor) -> Shown:
    """The target under prompts that name other places, for models whose world nothing draws.

    Args:
        figure: (1, 1, h, w), 1 where the target shows the character.
    """
    texts = held_out_prompts(subject)
    target = base.latents[base.targets[0]]
    return Shown(texts, target.expand(len(texts), -1, -1, -1), figure.expand(len(texts), -1, -1, -1))


@dataclass(frozen=True)
class HeldOut:
    """What runs on one character are held to.

    Attributes:
        base: the pictures and their prompts in place of those that are learnt from.
        rows: of it.
    """

    base: BaseSet
    rows: Rows

    @classmethod
    def of(cls, denoiser: Denoiser, base: BaseSet, subject: Subject, shown: Shown) -> HeldOut:
        """Rows of the pictures in turn, each with its own prompt, the figure's positions alone weighed."""
        count = len(shown.texts)
        other = replace(
            base,
            latents=shown.latents,
            templates=encode_templates(denoiser, shown.texts, [subject.base_word] * count),
            weight=shown.figure / shown.figure.mean((1, 2, 3), keepdim=True),
            frames=base.frames[:1].expand(count, -1),
            own_setting=False,
        )
        samples = [row % count for row in range(HELD_OUT)]
        rows = draw_rows(other, samples, samples, torch.Generator().manual_seed(HELD_OUT_SEED))
        return cls(other, replace(rows, template=rows.sample))

    def whole(self) -> HeldOut:
        """The same rows with every position of the picture counting alike."""
        return replace(self, base=replace(self.base, weight=torch.ones_like(self.base.weight)))

    @torch.no_grad()
    def loss(self, denoiser: Denoiser, offset: Tensor) -> float:
        """Mean loss under offsets (R, ranks, D)."""
        return float(row_losses(denoiser, self.base, self.rows, offset).mean())

    def tuned(self, tuner: Tuner, offsets: Offsets) -> float:
        """Under the offsets that a run would keep now."""
        assert tuner.best is not None
        return self.loss(tuner.denoiser, offsets(tuner.best, self.base, self.rows))

    def untuned(self, denoiser: Denoiser) -> float:
        """Without an offset: what learning starts from."""
        templates = self.base.templates
        shape = (len(self.rows.sample), templates.place.shape[-1], templates.base.shape[-1])
        return self.loss(denoiser, torch.zeros(shape, device=templates.base.device))


def held_out_prompts(subject: Subject) -> list[str]:
    """The character in every setting."""
    return [f"{subject.description}, {setting}" for setting in SETTINGS]
