"""CLIP-I and CLIP-T: cosine of two pictures' embeddings, and of a picture's and its prompt's; CLIPScore of that."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL.Image import Image
from torch import Tensor
from transformers import CLIPModel, CLIPProcessor

from oneactor.evaluation.metrics.loading import load

#: what most papers on consistent characters take
USUAL = "openai/clip-vit-large-patch14"
#: w of CLIPScore (Hessel et al. 2021, Eq. 1)
SCORE_WEIGHT = 2.5


class Clip:
    """A CLIP model from safetensors.

    Raises:
        ModelMissing: it was never downloaded.
    """

    label = "CLIP-I"

    def __init__(self, weights: str | None, device: str) -> None:
        name, self.device = weights or USUAL, device
        self.network = Path(name).name
        model, self.processor = load((CLIPModel, CLIPProcessor), name, "CLIP-I and CLIP-T need", "CLIP")
        self.model = model.to(device).eval()

    @torch.no_grad()
    def _picture(self, picture: Image) -> Tensor:
        pixels = self.processor(images=picture, return_tensors="pt")["pixel_values"].to(self.device)
        return unit(self.model.visual_projection(self.model.vision_model(pixel_values=pixels).pooler_output))

    @torch.no_grad()
    def _text(self, text: str) -> Tensor:
        inputs = self.processor(text=[text], return_tensors="pt", padding=True, truncation=True).to(self.device)
        return unit(self.model.text_projection(self.model.text_model(**inputs).pooler_output))

    def compare(self, one: Image, other: Image) -> float:
        """CLIP-I: cosine of the pictures' embeddings."""
        return float((self._picture(one) * self._picture(other)).sum())

    def fits(self, picture: Image, text: str) -> float:
        """CLIP-T: cosine of the picture's and its prompt's embeddings."""
        return float((self._picture(picture) * self._text(text)).sum())


def score(cosine: float) -> float:
    """CLIPScore (Hessel et al. 2021, Eq. 1): 2.5 max(cos, 0)."""
    return SCORE_WEIGHT * max(0.0, cosine)


def unit(vectors: Tensor) -> Tensor:
    """Length 1 along the last axis."""
    length: Tensor = vectors.norm(dim=-1, keepdim=True)
    return vectors / length
