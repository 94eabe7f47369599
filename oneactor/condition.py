"""Encoded words: what a U-Net is told of each row of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Condition:
    """Encoded words, one row per prompt: states (R, S, D) and, for SDXL, pooled (R, P).

    Attributes:
        frames: (R, 4), what SDXL is told of crops: height and width of the whole picture and the crop's top and left in
            it, in pixels of the latent's picture; `None` where nothing is a crop.
    """

    states: Tensor
    pooled: Tensor | None = None
    frames: Tensor | None = None

    def rows(self, index: Sequence[int]) -> Condition:
        """Some of the rows, in this order, repeats allowed."""
        chosen = list(index)
        return Condition(self.states[chosen], None if self.pooled is None else self.pooled[chosen])

    def with_states(self, states: Tensor) -> Condition:
        """The same prompts with other word states."""
        return Condition(states, self.pooled)

    def of_crops(self, frames: Tensor) -> Condition:
        """The same words of pictures (R, 4) that are parts of larger ones."""
        return Condition(self.states, self.pooled, frames)

    @staticmethod
    def stack(conditions: Sequence[Condition]) -> Condition:
        """All rows of all conditions."""
        pooled = [c.pooled for c in conditions if c.pooled is not None]
        return Condition(torch.cat([c.states for c in conditions]), torch.cat(pooled) if pooled else None)
