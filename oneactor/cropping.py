"""Close-ups of the target (paper, App. H): the square around its head, cut out by the word's own attention mask."""

from __future__ import annotations

import torch
from PIL import Image
from torch import Tensor

from oneactor.denoiser import Denoiser

#: Share of a side that is added all around.
MARGIN = 0.15
#: Left, top, right, bottom in positions of the mask.
Box = tuple[int, int, int, int]


def head_box(mask: Tensor) -> Box | None:
    """The square around the upper half of what is on in a mask (h, w), with a margin and inside the picture.

    A head is in the upper half of people, animals and robots alike, so no detector of faces is needed.

    Returns:
        `None` where nothing is on, or the square would be nearly all of the picture.
    """
    height, width = mask.shape
    rows, columns = mask.any(1).nonzero()[:, 0].tolist(), mask.any(0).nonzero()[:, 0].tolist()
    if not rows:
        return None
    top, left, right = rows[0], columns[0], columns[-1] + 1
    tall = max(1, (rows[-1] + 1 - top) // 2)
    side = round(max(tall, right - left) * (1 + 2 * MARGIN))
    if side >= 0.9 * min(height, width):
        return None
    x, y = (left + right - side) // 2, (2 * top + tall - side) // 2
    x, y = min(max(x, 0), width - side), min(max(y, 0), height - side)
    return x, y, x + side, y + side


def close_up(denoiser: Denoiser, z_0: Tensor, mask: Tensor) -> tuple[Tensor, Tensor] | None:
    """The head of the subject, as large as the picture.

    Args:
        mask: (h, w) of the latent's positions.

    Returns:
        Its latent (1, C, h, w), and its frame (1, 4): the sides of the whole picture enlarged as much, and where in it
        the head begins. `None` as for `head_box`.
    """
    box = head_box(mask)
    if box is None:
        return None
    picture = denoiser.decode(z_0)[0]
    factor = picture.width / mask.shape[1]
    left, top, right, bottom = (round(edge * factor) for edge in box)
    head = picture.crop((left, top, right, bottom)).resize(picture.size, Image.Resampling.LANCZOS)
    down, across = picture.height / (bottom - top), picture.width / (right - left)
    frame = torch.tensor([[picture.height * down, picture.width * across, top * down, left * across]])
    return denoiser.encode_picture(head), frame.to(denoiser.device)
