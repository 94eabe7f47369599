"""A denoising loss of a target's figure under prompts, noise and timesteps that no run learns from or chooses by.

Around the figure the prompts name another place than the target's; an offset that says the target's against them lowers
the loss of the whole picture and tells nothing of likeness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from oneactor.base_set import BaseSet, encode_templates
from oneactor.denoiser import Denoiser
from oneactor.evaluation.subjects import Subject
from oneactor.picturebook.world.vocabulary import PAPER, PLACES
from oneactor.projector import adain
from oneactor.tuner import Best, Rows, Tuner, draw_rows, row_losses

#: rows of the held-out loss, and the seed of their noise
HELD_OUT, HELD_OUT_SEED = 32, 7_000_000
#: settings of its prompts: nobody learns a character anywhere but before an empty background
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
class HeldOut:
    """What runs on one character are held to.

    Attributes:
        base: the target under other prompts than those that are learnt from.
        rows: of it.
    """

    base: BaseSet
    rows: Rows

    @classmethod
    def of(cls, denoiser: Denoiser, base: BaseSet, subject: Subject, figure: Tensor) -> HeldOut:
        """Rows of the target.

        Args:
            figure: (1, 1, h, w), 1 where the target shows the character.
        """
        texts = held_out_prompts(subject)
        templates = encode_templates(denoiser, texts, [subject.base_word] * len(texts))
        weight = (figure / figure.mean()).expand_as(base.weight)
        other = replace(base, templates=templates, weight=weight)
        samples = [base.targets[0]] * HELD_OUT
        return cls(other, draw_rows(other, samples, samples, torch.Generator().manual_seed(HELD_OUT_SEED)))

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
