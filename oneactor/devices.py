"""What the accelerator of this process holds. Neither importing this module nor asking it imports torch."""

from __future__ import annotations

import sys
from typing import NamedTuple


class DeviceMemory(NamedTuple):
    """Memory of an accelerator in bytes: what all processes have taken of it, and all of it."""

    used: int
    total: int


def device_memory() -> DeviceMemory | None:
    """Of the accelerator that this process draws with; `None` where it has touched none, or it does not answer."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return None
    try:
        free, total = torch.cuda.mem_get_info()
    except RuntimeError:  # after a fault every call fails, and whoever draws next is the one to say so
        return None
    return DeviceMemory(total - free, total)
