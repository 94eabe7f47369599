"""The paper's formulas as pure tensor functions: shifted embeddings, classifier-free and cluster guidance."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


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


def cluster(eps_0: Tensor, eps_tar: Tensor, eps_aver: Tensor, s: float, eta_2: float) -> Tensor:
    """Eq. 19 with s = eta_1 - eta_2: eps_0 + s (eps_tar - eps_0) + eta_2 (eps_tar - eps_aver)."""
    return classifier_free(eps_0, eps_tar, s) + eta_2 * (eps_tar - eps_aver)


def rescale(guided: Tensor, eps_tar: Tensor, phi: float) -> Tensor:
    """Guidance rescale (Lin et al. 2024, Sec. 3.4, Eq. 15-16): the spread of each sample as in the target row."""
    if phi == 0.0:
        return guided
    dims = list(range(1, guided.ndim))
    std_tar, std = eps_tar.std(dim=dims, keepdim=True), guided.std(dim=dims, keepdim=True)
    return phi * (guided * (std_tar / std)) + (1 - phi) * guided
