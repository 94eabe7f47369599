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
        bias: by number of queries N, added to the scores: (R, 1, N, S), of the network's number format. Sizes without
            an entry have none.
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


def _by_heads(states: Tensor, heads: int) -> Tensor:
    """(R, N, H d) to (R, H, N, d)."""
    return states.view(*states.shape[:2], heads, -1).transpose(1, 2)


def probabilities(query: Tensor, key: Tensor, bias: Tensor | None) -> Tensor:
    """softmax(q k^T / sqrt(d) + bias) over (R, H, N, d) and (R, H, S, d), bias (R, 1, N, S): (R, H, N, S).

    The product takes rows and heads as one axis: in four axes it costs a third more on a CPU.
    """
    q, k = query.flatten(0, 1), key.flatten(0, 1)
    scores = torch.baddbmm(q.new_zeros(()), q, k.transpose(1, 2), beta=0, alpha=query.shape[-1] ** -0.5)
    scores = scores.view(*query.shape[:3], -1)
    if bias is not None:
        scores += bias  # where the scores lie: spread over the heads first it would be as large as they are
    return scores.softmax(-1)


def weighted(shares: Tensor, value: Tensor) -> Tensor:
    """Sums of values (R, H, S, d) by probabilities (R, H, N, S): (R, H, N, d)."""
    return torch.bmm(shares.flatten(0, 1), value.flatten(0, 1)).view(*shares.shape[:3], -1)


class WatchedCrossAttention:
    """Processor for one cross-attention layer of SD and SDXL U-Nets that obeys and feeds a `Watch`.

    The words of masked steps are the same tensor each time: keys and values that the layer makes of them are kept.
    """

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._words: Tensor | None = None
        self._made: list[Tensor] = []

    @torch.compiler.disable  # type: ignore[untyped-decorator]  # what layers keep and count would compile each anew
    def __call__(
        self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None, *_: Any, **__: Any
    ) -> Tensor:
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        if words is not self._words:
            self._words = words
            self._made = [_by_heads(layer(words), attn.heads).contiguous() for layer in (attn.to_k, attn.to_v)]
        query, (key, value) = _by_heads(attn.to_q(hidden_states), attn.heads), self._made
        mixed = self._attend(query, key, value, self.watch.bias.get(query.shape[2]))
        result: Tensor = attn.to_out[1](attn.to_out[0](mixed.transpose(1, 2).flatten(2)))
        factor: float = attn.rescale_output_factor
        return result / factor

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
        """Plain products on a CPU, where the fused kernel is slower and the probabilities are there to be read."""
        shares = probabilities(query, key, bias) if query.device.type == "cpu" else None
        if query.shape[2] == self.watch.positions:
            self._look(query, key, bias, shares)
        if shares is not None:
            return weighted(shares, value)
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)

    def _look(self, query: Tensor, key: Tensor, bias: Tensor | None, shares: Tensor | None) -> None:
        """Count one row's probabilities, of which masks are made: in float32 whatever the network computes in."""
        row = self.watch.row
        if shares is None or shares.dtype != torch.float32:
            some = slice(row, row + 1)
            own_bias = None if bias is None else bias[some].float()
            shares, row = probabilities(query[some].float(), key[some].float(), own_bias), 0
        self.watch.add(shares[row][..., self.watch.columns].mean(0))


def inject(unet: Any, watch: Watch) -> dict[str, Any]:
    """Put watched processors into every cross-attention layer; returns what `eject` needs."""
    before = dict(unet.attn_processors)
    watched = {name: WatchedCrossAttention(watch) for name in before if name.endswith("attn2.processor")}
    unet.set_attn_processor(before | watched)
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


@contextmanager
def stock_attention(unet: Any) -> Iterator[None]:
    """diffusers' own choice of processors for the length of a with block: that of a pipeline that nobody touched."""
    before = dict(unet.attn_processors)
    if all(type(processor) is AttnProcessor2_0 for processor in before.values()):
        yield  # as on an accelerator
        return
    unet.set_attn_processor(AttnProcessor2_0())
    try:
        yield
    finally:
        unet.set_attn_processor(dict(before))


def attention_sizes(height: int, width: int, levels: int) -> dict[int, tuple[int, int]]:
    """Sides of a U-Net's layers by their number of positions, for a latent of height x width; halves round up."""
    sizes = {}
    for _ in range(levels):
        sizes[height * width] = (height, width)
        height, width = -(-height // 2), -(-width // 2)
    return sizes
