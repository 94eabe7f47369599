"""The autoencoder: 256 x 256 pixels to a 16 x 16 latent of 24 channels and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor

from oneactor.denoiser import best_device
from oneactor.picturebook.pixels import pixels_from_tensor, pixels_to_tensor
from oneactor.picturebook.training.data import SIZE
from oneactor.picturebook.training.grow import grow_autoencoder
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.picturebook.training.norm import speed_up
from oneactor.picturebook.training.precision import mixed

LATENT_CHANNELS = 24
#: of the levels, from the picture's own resolution to the latent's: narrow where the picture is large
WIDTHS = (16, 24, 64, 128, 192)
#: weight of the Kullback-Leibler term, per latent number
KL_WEIGHT = 2e-4
#: how much more a figure's pixels count than the background's: figures are small and carry the identity
FIGURE_WEIGHT = 3.0


def build_autoencoder() -> AutoencoderKL:
    """Five levels (a factor of 16), no attention anywhere."""
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * len(WIDTHS),
        up_block_types=("UpDecoderBlock2D",) * len(WIDTHS),
        block_out_channels=WIDTHS,
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=2,
        mid_block_add_attention=False,
        sample_size=SIZE,
    )


def edges(x: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the right and lower neighbour."""
    return x[..., :, 1:] - x[..., :, :-1], x[..., 1:, :] - x[..., :-1, :]


def reconstruction_loss(y: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    """Absolute and squared error; of 8 x 8 means, which settles colours early; of edges, which keeps outlines crisp.

    `weight` is (b, 1, height, width) with a mean of one.
    """
    sharp = sum((a - b).abs().mean() for a, b in zip(edges(y), edges(x), strict=True))
    coarse = (F.avg_pool2d(y, 8) - F.avg_pool2d(x, 8)).abs()
    error = (y - x).abs() + 4 * (y - x).square()
    return (weight * error).mean() + 2 * (F.avg_pool2d(weight, 8) * coarse).mean() + 0.5 * sharp


def figure_weight(labels: Tensor, size: int) -> Tensor:
    """Weights (b, 1, size, size) of mean one, higher where `labels` (b, 16, 16) show a figure."""
    weight = 1 + (FIGURE_WEIGHT - 1) * (labels > 0).float().unsqueeze(1)
    return F.interpolate(weight / weight.mean((1, 2, 3), keepdim=True), size=size)


@dataclass(frozen=True)
class Gallery:
    """Pictures (n, SIZE, SIZE, 3) with their label maps (n, 16, 16); `start` is a finished model to go on from."""

    pictures: NDArray[np.uint8]
    labels: Tensor
    start: Path | None = None


def train_autoencoder(gallery: Gallery, plan: Plan, batch: int, path: Path) -> None:
    """Train on drawn pictures, from scratch or from a finished model."""
    device = best_device()
    torch.manual_seed(0)
    model = build_autoencoder()
    if gallery.start:
        grow_autoencoder(model, gallery.start)
    model = model.to(device, memory_format=torch.channels_last)
    speed_up(model)

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        g = step_generator(1, number)
        index = torch.randint(len(gallery.pictures), (batch,), generator=g).sort().values
        x = pixels_to_tensor(gallery.pictures[index.numpy()]).to(device)
        weight = figure_weight(gallery.labels[index], SIZE).to(device)
        with mixed(device):
            posterior = model.encode(x).latent_dist
            z = posterior.mean + posterior.std * torch.randn(posterior.mean.shape, generator=g).to(device)
            y = model.decode(z).sample
        y = y.float()
        kl = posterior.kl().mean() / posterior.mean[0].numel()
        loss = reconstruction_loss(y, x, weight) + KL_WEIGHT * kl
        psnr = -10 * ((y.detach() - x).square().mean() / 4).log10()
        return loss, {"loss": loss.detach(), "psnr": psnr, "kl": kl.detach()}

    train(model, plan, path, step)


@torch.no_grad()
def encode_all(model: AutoencoderKL, pictures: NDArray[np.uint8], batch: int = 32) -> Tensor:
    """Posterior means, float16 (n, 24, 16, 16); not yet scaled."""
    device = next(model.parameters()).device
    out = []
    for start in range(0, len(pictures), batch):
        with mixed(device):
            mean = model.encode(pixels_to_tensor(pictures[start : start + batch]).to(device)).latent_dist.mean
        out.append(mean.to("cpu", torch.float16).contiguous())
    return torch.cat(out)


@torch.no_grad()
def decode_all(model: AutoencoderKL, latents: Tensor, batch: int = 32) -> NDArray[np.uint8]:
    """Pictures of unscaled latents, uint8 (n, SIZE, SIZE, 3)."""
    device = next(model.parameters()).device
    out = []
    for start in range(0, len(latents), batch):
        with mixed(device):
            y = model.decode(latents[start : start + batch].float().to(device)).sample
        out.append(pixels_from_tensor(y))
    return np.concatenate(out)
