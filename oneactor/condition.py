"""Encoded words: what a U-Net is told of each row of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
        return Condition(*(None if part is None else part[chosen] for part in self._parts))  # type: ignore[arg-type]

    @property
    def _parts(self) -> tuple[Tensor | None, ...]:
        return self.states, self.pooled, self.frames

    def with_states(self, states: Tensor) -> Condition:
        """The same prompts with other word states."""
        return replace(self, states=states)

    def of_crops(self, frames: Tensor) -> Condition:
        """The same words of pictures (R, 4) that are parts of larger ones."""
        return replace(self, frames=frames)

    @staticmethod
    def stack(conditions: Sequence[Condition]) -> Condition:
        """All rows of all conditions, which have the same parts."""
        parts = zip(*(condition._parts for condition in conditions), strict=True)
        return Condition(*(None if part[0] is None else torch.cat(part) for part in parts))  # type: ignore[arg-type]
