"""Latents as the U-Net has them and as the autoencoder has them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def _spread(config: Any, device: torch.device) -> tuple[Tensor, Tensor]:
    """Mean and factor of an autoencoder's latents, one for each channel or one for all."""
    mean, std = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
    if mean is None or std is None:
        return torch.zeros((), device=device), torch.tensor(config.scaling_factor, device=device)
    means, stds = (torch.tensor(values, device=device).view(1, -1, 1, 1) for values in (mean, std))
    return means, config.scaling_factor / stds


def unscaled(latents: Tensor, config: Any) -> Tensor:
    """What the autoencoder decodes, for latents (N, C, h, w) of the U-Net; `config` is the autoencoder's."""
    mean, factor = _spread(config, latents.device)
    return latents / factor + mean


def scaled(latents: Tensor, config: Any) -> Tensor:
    """The other way round."""
    mean, factor = _spread(config, latents.device)
    return (latents - mean) * factor
