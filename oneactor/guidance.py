"""The paper's formulas as pure tensor functions: shifted embeddings, classifier-free and cluster guidance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

#: The part of the steps, from the first, in which the paper and its release let offsets act: 20 of 30 (App. H).
GUIDED = 2 / 3


def placing(mentions: Sequence[Sequence[int]], length: int, ranks: int) -> Tensor:
    """Matrix (length, ranks) with 1 where token s takes the offset of rank r.

    Tokens beyond the last rank share the last offset.
    """
    place = torch.zeros(length, ranks)
    for mention in mentions:
        for rank, token in enumerate(mention):
            place[token, min(rank, ranks - 1)] = 1.0
    return place


def base_embedding(states: Tensor, place: Tensor) -> Tensor:
    """c_b: mean over the tokens of the base word. states (..., S, D), place (..., S, ranks) -> (..., D)."""
    weight = place.sum(-1)
    return torch.einsum("...s,...sd->...d", weight / weight.sum(-1, keepdim=True), states)


def shifted(states: Tensor, place: Tensor, offset: Tensor, v: float = 1.0) -> Tensor:
    """Eq. 8 and 15: c'_b = c_b + v c_D. states (..., S, D), place (..., S, ranks), offset (..., ranks, D)."""
    return states + v * (place @ offset)


def classifier_free(eps_0: Tensor, eps: Tensor, s: float) -> Tensor:
    """Eq. 3: eps_0 + s (eps - eps_0)."""
    return eps_0 + s * (eps - eps_0)


#: A row of the batch: the empty condition c_0, the prompt with c_tar, the prompt with c_aver.
Row = Literal["empty", "target", "average"]


@dataclass(frozen=True)
class Form:
    """Eq. 19 as (s, eta_2), and the rows that it needs: no empty one up to s = 1, no average one where eta_2 is 0.

    Up to 1 there is no guidance, as in the stock pipelines: models of few steps are trained without an empty condition.
    """

    scale: float
    eta_2: float = 0.0

    @property
    def rows(self) -> tuple[Row, ...]:
        """In the order of the batch."""
        empty: tuple[Row, ...] = ("empty",) if self.scale > 1.0 else ()
        average: tuple[Row, ...] = ("average",) if self.eta_2 else ()
        return (*empty, "target", *average)

    def guided(self, predictions: Sequence[Tensor], phi: float = 0.0) -> Tensor:
        """Eq. 19, or Eq. 3 without an average row, and its rescaling by `phi`; one prediction for each row."""
        eps = dict(zip(self.rows, predictions, strict=True))
        target = eps["target"]
        out = classifier_free(eps["empty"], target, self.scale) if "empty" in eps else target
        if "average" in eps:
            out = out + self.eta_2 * (target - eps["average"])
        return rescale(out, target, phi)


def rescale(guided: Tensor, eps_tar: Tensor, phi: float) -> Tensor:
    """Guidance rescale (Lin et al. 2024, Sec. 3.4, Eq. 15-16): the spread of each sample as in the target row."""
    if phi == 0.0 or guided is eps_tar:
        return guided
    dims = list(range(1, guided.ndim))
    std_tar, std = eps_tar.std(dim=dims, keepdim=True), guided.std(dim=dims, keepdim=True)
    return phi * (guided * (std_tar / std)) + (1 - phi) * guided
