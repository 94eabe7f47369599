"""The x4 upscaler: what the model draws at 256 px, as crisp flat art at print size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from oneactor.backends import UPSCALER as FILE
from oneactor.backends import UPSCALER_FACTOR as FACTOR
from oneactor.errors import ModelMissing
from oneactor.picturebook.pixels import pixels_from_tensor, pixels_to_tensor

WIDTH = 32
BLOCKS = 4
#: Side of the pieces that large pictures are enlarged in, so that memory does not grow with them.
TILE = 256
#: Pixels around a piece that decide what becomes of it: 2 of the first convolution, 2 of each block, 1 of the last, and
#: 1 of the interpolation.
REACH = 2 + 2 * BLOCKS + 1 + 1


class Upscaler(nn.Module):
    """Residual convolutions at the small size, then pixel shuffle (Shi et al. 2016) onto the interpolated picture."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3, WIDTH, 5, padding=2)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 3, padding=1), nn.ReLU(), nn.Conv2d(WIDTH, WIDTH, 3, padding=1))
            for _ in range(BLOCKS)
        )
        self.leave = nn.Conv2d(WIDTH, 3 * FACTOR**2, 3, padding=1)
        for value in self.leave.parameters():
            nn.init.zeros_(value)

    def forward(self, x: Tensor) -> Tensor:
        """(n, 3, h, w) in -1..1 to (n, 3, 4 h, 4 w)."""
        f = F.relu(self.enter(x))
        for block in self.blocks:
            f = f + block(f)
        smooth = F.interpolate(x, scale_factor=FACTOR, mode="bilinear", align_corners=False)
        return smooth + F.pixel_shuffle(self.leave(f), FACTOR)

    @classmethod
    def load(cls, folder: Path) -> Upscaler:
        """From a weights folder.

        Raises:
            ModelMissing: the folder has none.
        """
        if not (folder / FILE).exists():
            raise ModelMissing(f"The model has no {FILE}; install the product again.")
        net = cls()
        net.load_state_dict({name: value.float() for name, value in load_file(folder / FILE).items()})
        return net.eval()

    @torch.no_grad()
    def enlarge(self, picture: Image.Image) -> Image.Image:
        """Four times as wide and high."""
        small = picture.convert("RGB")
        large = Image.new("RGB", (FACTOR * small.width, FACTOR * small.height))
        for top in range(0, small.height, TILE):
            for left in range(0, small.width, TILE):
                large.paste(self._piece(small, left, top), (FACTOR * left, FACTOR * top))
        return large

    def _piece(self, small: Image.Image, left: int, top: int) -> Image.Image:
        """One tile enlarged with what stands around it, which is then cut off."""
        right, bottom = min(left + TILE, small.width), min(top + TILE, small.height)
        x, y = max(left - REACH, 0), max(top - REACH, 0)
        around = small.crop((x, y, min(right + REACH, small.width), min(bottom + REACH, small.height)))
        drawn = self(pixels_to_tensor(np.asarray(around)[None]))
        inner = (left - x, top - y, right - x, bottom - y)
        left, top, right, bottom = (FACTOR * each for each in inner)
        return Image.fromarray(pixels_from_tensor(drawn)[0]).crop((left, top, right, bottom))
