"""Between Pillow's pictures and tensors."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor


def pixels_to_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """uint8 (n, h, w, 3) to float (n, 3, h, w) in -1..1, channels last in memory."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def to_tensor(pictures: list[Image.Image], size: int) -> Tensor:
    """Pictures to (n, 3, size, size) in -1..1; resized by area if they have another size."""
    scaled = [
        p.convert("RGB").resize((size, size), Image.Resampling.BOX if p.width > size else Image.Resampling.BICUBIC)
        for p in pictures
    ]
    return pixels_to_tensor(np.stack([np.asarray(p) for p in scaled]))


def pixels_from_tensor(x: Tensor) -> NDArray[np.uint8]:
    """Float (n, 3, h, w) in -1..1 to uint8 (n, h, w, 3); what lies outside is cut."""
    pixels = ((x.float().cpu().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return pixels.permute(0, 2, 3, 1).contiguous().numpy()
