"""The x4 upscaler: what the model draws at 256 px, as crisp flat art at print size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from oneactor.errors import ModelMissing
from oneactor.picturebook.pixels import pixels_from_tensor, pixels_to_tensor

FACTOR = 4
WIDTH = 32
BLOCKS = 4
FILE = "upscaler.safetensors"


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
        pixels = pixels_to_tensor(np.asarray(picture.convert("RGB"))[None])
        return Image.fromarray(pixels_from_tensor(self(pixels))[0])
