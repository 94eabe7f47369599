"""LPIPS and DreamSim through their authors' packages, which are no dependencies: both pull in much and fetch weights.

The packages read their own weight files; a file that they would have to fetch first is asked for here instead.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.errors import ModelMissing

#: files that the packages would fetch if they were not there: torchvision 0.13 and later, dreamsim 0.2
ALEXNET = "alexnet-owt-7be5be79.pth"
ENSEMBLE = (
    "dino_vitb16_pretrain.pth",
    "open_clip_vitb16_pretrain.pth.tar",
    "clip_vitb16_pretrain.pth.tar",
    "ensemble_lora",
)


def _package(name: str, label: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ModelMissing(f"{label} needs the package {name}: python -m pip install {name}.") from error


def _tensor(picture: Image) -> Tensor:
    """(1, 3, h, w) in 0..1."""
    pixels = np.asarray(picture.convert("RGB"), np.float32) / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


class Lpips:
    """Learned perceptual distance (Zhang et al. 2018) on AlexNet.

    Raises:
        ModelMissing: the package or torchvision's AlexNet is not there.
    """

    label, network = "LPIPS", "AlexNet"

    def __init__(self, weights: str | None, device: str) -> None:
        package = _package("lpips", self.label)
        folder = Path(torch.hub.get_dir()) / "checkpoints"
        if not (folder / ALEXNET).exists():
            raise ModelMissing(f"LPIPS needs torchvision's {ALEXNET} in {folder}; nothing is downloaded here.")
        self.device, self.model = device, package.LPIPS(net="alex", verbose=False).to(device).eval()

    @torch.no_grad()
    def compare(self, one: Image, other: Image) -> float:
        """Distance; 0 for the same picture."""
        a, b = ((_tensor(picture) * 2 - 1).to(self.device) for picture in (one, other))
        return float(self.model(a, b))


class DreamSim:
    """Distance that follows people's judgement (Fu et al. 2023), the ensemble.

    Args:
        weights: its cache folder; `None` takes ``models`` here, as the package does.

    Raises:
        ModelMissing: the package or its weights are not there.
    """

    label, network = "DreamSim", "its ensemble"

    def __init__(self, weights: str | None, device: str) -> None:
        package = _package("dreamsim", self.label)
        folder = Path(weights or "models")
        if not all((folder / name).exists() for name in ENSEMBLE):
            raise ModelMissing(
                f"DreamSim's weights are not in “{folder}”: let the package fetch them once, "
                "then give its cache folder with --weights DreamSim=FOLDER."
            )
        self.device = device
        self.model, self.preprocess = package.dreamsim(pretrained=True, device=device, cache_dir=str(folder))

    @torch.no_grad()
    def compare(self, one: Image, other: Image) -> float:
        """Distance; 0 for the same picture."""
        return float(self.model(*(self.preprocess(picture).to(self.device) for picture in (one, other))))
