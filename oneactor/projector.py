"""The projector phi(h, c): from U-Net features and the base word's embedding to an offset of that embedding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from oneactor.errors import ModelMissing

#: Features are pooled to at most this many positions a side, so that any picture size fits.
FEATURE_SIDE = 8


@dataclass(frozen=True)
class ProjectorShape:
    """Sizes of a projector.

    Attributes:
        features: channels of h.
        width: D, channels of a word's embedding.
        ranks: tokens of the base word; each gets an offset of its own.
        gate: start of the gate g.
    """

    features: int
    width: int
    ranks: int = 1
    channels: int = 256
    blocks: int = 5
    gate: float = 0.3


def condense(h: Tensor) -> Tensor:
    """Pool features (N, C, H, W) to at most 8 x 8 positions, float32."""
    side = (min(FEATURE_SIDE, h.shape[-2]), min(FEATURE_SIDE, h.shape[-1]))
    return functional.adaptive_avg_pool2d(h.float(), side)


def normalised(f: Tensor) -> Tensor:
    """(f - mu(f)) / sigma(f) over the channels, the inner part of AdaIN. (..., D) -> (..., D)."""
    centred = f - f.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + 1e-6).sqrt()


def adain(f_hat: Tensor, c_b: Tensor, gate: Tensor, mean: float = 0.0) -> Tensor:
    """c_D = g (sigma(c_b) f_hat + m mu(c_b)): AdaIN of normalised f by the base word (Huang and Belongie 2017, Eq. 8).

    Affine in `f_hat`, so the mean of offsets (Eq. 17) is the offset of the mean.

    Args:
        f_hat: (..., ranks, D).
        c_b: (..., ranks, D), the embedding of each rank's word; (D,) for all of them.
        gate: scalar.
        mean: m; 0 leaves out the mean, which target and average share; 1 is AdaIN to the letter.
    """
    c_b = c_b.float()
    return gate * c_b.std(-1, correction=0, keepdim=True) * f_hat + gate * mean * c_b.mean(-1, keepdim=True)


class _Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels, track_running_stats=False)

    def forward(self, x: Tensor) -> Tensor:
        return x + functional.relu(self.norm(self.conv(x)))


class Projector(nn.Module):
    """phi: pooled features -> 1 x 1 convolution -> residual blocks -> mean -> linear -> normalised f.

    Batch normalisation has no running statistics: phi always sees the whole fixed base set, while tuning and when the
    card is made, so the set's own statistics are the frozen ones.
    """

    def __init__(self, shape: ProjectorShape) -> None:
        super().__init__()
        self.shape = shape
        self.enter = nn.Conv2d(shape.features, shape.channels, 1)
        self.blocks = nn.Sequential(*(_Block(shape.channels) for _ in range(shape.blocks)))
        self.leave = nn.Linear(shape.channels, shape.ranks * shape.width)
        self.gate = nn.Parameter(torch.tensor(float(shape.gate)))

    @classmethod
    def seeded(cls, shape: ProjectorShape, seed: int) -> Projector:
        """With weights drawn from `seed`, the global random state left as it was."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return cls(shape)

    @torch.no_grad()
    def start_from(self, state: Mapping[str, Tensor]) -> None:
        """Take over another projector's weights; ranks that it lacks stay.

        Raises:
            ModelMissing: it was learnt for other features or another width, or has another shape inside.
        """
        if not self._fits(state):
            raise ModelMissing(
                "The projector that learning starts from belongs to another model; nothing was learnt. "
                "Install the model again, with all of its files."
            )
        for name, value in self.state_dict().items():
            common = tuple(slice(min(a, b)) for a, b in zip(value.shape, state[name].shape, strict=True))
            value[common].copy_(state[name][common])

    def _fits(self, state: Mapping[str, Tensor]) -> bool:
        """Whether the weights differ in nothing but ranks, which are rows of the last layer."""
        own = self.state_dict()
        if state.keys() != own.keys():
            return False
        rows = len(state["leave.bias"])
        ranked = {"leave.weight": (rows, self.leave.in_features), "leave.bias": (rows,)}
        same = all(state[name].shape == ranked.get(name, value.shape) for name, value in own.items())
        return same and rows % self.shape.width == 0

    def forward(self, h: Tensor) -> Tensor:
        """Features of the whole base set (N, C, H, W) -> normalised f (N, ranks, D)."""
        x = self.blocks(self.enter(h)).mean((-2, -1))
        f: Tensor = self.leave(x)
        return normalised(f.view(-1, self.shape.ranks, self.shape.width))
