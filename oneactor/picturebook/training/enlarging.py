"""Training the upscaler on exact pairs: what the autoencoder makes of a scene, and the scene drawn at four times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from oneactor.backends import UPSCALER_FACTOR
from oneactor.denoiser import best_device
from oneactor.picturebook.pixels import pixels_to_tensor
from oneactor.picturebook.renderer import Scene, World, load_world
from oneactor.picturebook.training.autoencoder import edges
from oneactor.picturebook.training.data import SIZE, in_parallel
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.picturebook.training.precision import mixed
from oneactor.picturebook.upscaler import Upscaler

#: side of a crop in pixels of the small picture, and crops that are kept of each scene
CROP, CROPS = 64, 6
#: pixels at a crop's rim that the loss leaves out, as the network does not see what lies beyond
RIM = 8


@dataclass(frozen=True)
class Pairs:
    """Crops of decoded pictures (m, CROP, CROP, 3) and of the same scenes drawn large (m, 4 CROP, 4 CROP, 3)."""

    small: NDArray[np.uint8]
    large: NDArray[np.uint8]


def crop_corners(index: int) -> list[tuple[int, int]]:
    """Left and top of the crops of one scene; more of them where figures stand than in the sky."""
    rng = Random(index)
    return [(rng.randrange(SIZE - CROP + 1), rng.randrange(SIZE // 5, SIZE - CROP + 1)) for _ in range(CROPS)]


def _large_crops(name: str, numbered: tuple[int, Scene]) -> NDArray[np.uint8]:
    index, scene = numbered
    picture = np.asarray(load_world(name).draw_scene(scene, SIZE * UPSCALER_FACTOR).picture)
    side = CROP * UPSCALER_FACTOR
    corners = [(x * UPSCALER_FACTOR, y * UPSCALER_FACTOR) for x, y in crop_corners(index)]
    return np.stack([picture[y : y + side, x : x + side] for x, y in corners])


def cut_pairs(world: World, decoded: NDArray[np.uint8], scenes: list[Scene]) -> Pairs:
    """Draw `scenes` large and cut crops from them and from their decoded pictures (n, SIZE, SIZE, 3)."""
    small = [decoded[index, y : y + CROP, x : x + CROP] for index in range(len(scenes)) for x, y in crop_corners(index)]
    large = list(in_parallel(partial(_large_crops, world.__name__), list(enumerate(scenes))))
    return Pairs(np.stack(small), np.concatenate(large))


def train_upscaler(pairs: Pairs, plan: Plan, batch: int, path: Path) -> None:
    """Absolute error and that of edges, away from the rims."""
    torch.manual_seed(0)
    device = best_device()
    net = Upscaler().to(device)
    inner = slice(RIM * UPSCALER_FACTOR, -RIM * UPSCALER_FACTOR)

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        index = torch.randint(len(pairs.small), (batch,), generator=step_generator(4, number)).numpy()
        x, y = (pixels_to_tensor(crops[index]).to(device) for crops in (pairs.small, pairs.large))
        with mixed(device):
            out = net(x).float()
        out, y = out[..., inner, inner], y[..., inner, inner]
        sharp = sum((a - b).abs().mean() for a, b in zip(edges(out), edges(y), strict=True))
        psnr = -10 * ((out.detach() - y).square().mean() / 4).log10()
        return (out - y).abs().mean() + 0.5 * sharp, {"psnr": psnr}

    train(net, plan, path, step)
