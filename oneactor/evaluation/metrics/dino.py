"""DINO: cosine of two pictures' class tokens (DINOv2, which the paper cites)."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL.Image import Image
from torch import Tensor
from transformers import AutoImageProcessor, AutoModel

from oneactor.evaluation.metrics.clip import unit
from oneactor.evaluation.metrics.loading import load

USUAL = "facebook/dinov2-base"


class Dino:
    """A DINO or DINOv2 model from safetensors.

    Raises:
        ModelMissing: it was never downloaded.
    """

    label = "DINO"

    def __init__(self, weights: str | None, device: str) -> None:
        name, self.device = weights or USUAL, device
        self.network = Path(name).name
        model, self.processor = load((AutoModel, AutoImageProcessor), name, "DINO needs", "DINO")
        self.model = model.to(device).eval()

    @torch.no_grad()
    def _picture(self, picture: Image) -> Tensor:
        pixels = self.processor(images=picture, return_tensors="pt")["pixel_values"].to(self.device)
        return unit(self.model(pixel_values=pixels).last_hidden_state[:, 0])

    def compare(self, one: Image, other: Image) -> float:
        """Cosine of the class tokens."""
        return float((self._picture(one) * self._picture(other)).sum())
