"""Number formats of training."""

from __future__ import annotations

import torch

from oneactor.denoiser import Precision


def mixed(device: torch.device) -> torch.autocast:
    """The context of a forward pass: networks in the format that suits the device, what follows them in float32.

    bfloat16 only where the hardware computes in it: elsewhere it is many times slower.
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=Precision.best(device).unet is torch.bfloat16)
