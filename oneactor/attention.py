"""Cross-attention that is read and biased while it runs, put into a U-Net and taken out again without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from torch import Tensor
from torch.nn import functional


@dataclass
class Watch:
    """What all cross-attention layers of one U-Net pass share.

    Attributes:
        positions: number of queries of the layers that are read; 0 reads none.
        row: row of the batch that is read.
        columns: (E,) keys whose probabilities are read.
        bias: by number of queries N, added to the scores: (R, 1, N, S). Sizes without an entry have none.
    """

    positions: int
    row: int
    columns: Tensor
    bias: dict[int, Tensor] = field(default_factory=dict)
    _total: Tensor | None = None
    _layers: int = 0

    def add(self, probabilities: Tensor) -> None:
        """Count one layer's probabilities (positions, E)."""
        self._total = probabilities if self._total is None else self._total + probabilities
        self._layers += 1

    def read(self) -> Tensor:
        """Mean over the layers since the last reading: (positions, E) float32."""
        if self._total is None:
            raise RuntimeError(f"No cross-attention layer has {self.positions} positions.")
        mean = self._total / self._layers
        self._total, self._layers = None, 0
        return mean


def _scores(query: Tensor, key: Tensor, scale: float, bias: Tensor | None) -> Tensor:
    scores: Tensor = query @ key.transpose(-1, -2) * scale
    return scores if bias is None else scores + bias


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """softmax(q k^T / sqrt(d) + bias) v over (R, H, N, d); plain products on a CPU: the fused kernel is slower.

    The products take rows and heads as one axis, without gaps in memory: in four axes they cost a third more there.
    """
    if query.device.type != "cpu":
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    rows, heads = query.shape[:2]
    q, k, v = (part.reshape(rows * heads, *part.shape[2:]) for part in (query, key, value))
    spread, beta = q.new_zeros(()), 0
    if bias is not None:
        spread, beta = bias.expand(-1, heads, -1, -1).reshape(rows * heads, *bias.shape[2:]), 1
    scores = torch.baddbmm(spread, q, k.transpose(1, 2), beta=beta, alpha=query.shape[-1] ** -0.5)
    mixed = torch.bmm(scores.softmax(-1), v)
    return mixed.view(rows, heads, *mixed.shape[1:])


def column_probabilities(query: Tensor, key: Tensor, columns: Tensor, bias: Tensor | None) -> Tensor:
    """Attention probabilities of some keys, mean over the heads.

    Args:
        query, key: (H, N, d) and (H, S, d) of one row.
        bias: (1, N, S) or none.

    Returns:
        (N, E) float32.
    """
    scores = _scores(query.float(), key.float(), query.shape[-1] ** -0.5, bias)
    return scores.softmax(-1)[..., columns].mean(0)


class WatchedCrossAttention:
    """Processor for the cross-attention of SD and SDXL U-Nets that obeys and feeds a `Watch`."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def __call__(
        self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None, *_: Any, **__: Any
    ) -> Tensor:
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        parts = (attn.to_q(hidden_states), attn.to_k(words), attn.to_v(words))
        query, key, value = (part.unflatten(-1, (attn.heads, -1)).transpose(1, 2) for part in parts)
        bias = self.watch.bias.get(query.shape[2])
        if query.shape[2] == self.watch.positions:
            self._look(query, key, bias)
        mixed = attend(query, key, value, None if bias is None else bias.to(query.dtype))
        result: Tensor = attn.to_out[1](attn.to_out[0](mixed.transpose(1, 2).flatten(2)))
        factor: float = attn.rescale_output_factor
        return result / factor

    def _look(self, query: Tensor, key: Tensor, bias: Tensor | None) -> None:
        row = self.watch.row
        own_bias = None if bias is None else bias[row]
        self.watch.add(column_probabilities(query[row], key[row], self.watch.columns, own_bias))


def inject(unet: Any, watch: Watch) -> dict[str, Any]:
    """Put watched processors into every cross-attention layer; returns what `eject` needs."""
    before = dict(unet.attn_processors)
    watched = WatchedCrossAttention(watch)
    unet.set_attn_processor({n: watched if n.endswith("attn2.processor") else p for n, p in before.items()})
    return before


def eject(unet: Any, before: dict[str, Any]) -> None:
    """Undo `inject`."""
    unet.set_attn_processor(dict(before))


@contextmanager
def watching(unet: Any, watch: Watch) -> Iterator[Watch]:
    """`inject` for the length of a with block, whatever happens inside."""
    before = inject(unet, watch)
    try:
        yield watch
    finally:
        eject(unet, before)


def choose_attention(unet: Any, device: torch.device) -> None:
    """Plain products on a CPU: at small sizes the fused kernel's backward takes most of a tuning step there."""
    unet.set_attn_processor(AttnProcessor() if device.type == "cpu" else AttnProcessor2_0())


def attention_sizes(height: int, width: int, levels: int) -> dict[int, tuple[int, int]]:
    """Sides of a U-Net's layers by their number of positions, for a latent of height x width; halves round up."""
    sizes = {}
    for _ in range(levels):
        sizes[height * width] = (height, width)
        height, width = -(-height // 2), -(-width // 2)
    return sizes
