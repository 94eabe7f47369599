"""Public metrics of pictures, each only where its weights are on the machine; nothing is ever downloaded."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from oneactor.errors import InvalidRequest, ModelMissing

if TYPE_CHECKING:
    from PIL.Image import Image

#: Name -> class, imported on first use; a class takes the weights' place (`None`: the usual one) and the device.
_TABLE = {
    "CLIP": "oneactor.evaluation.metrics.clip:Clip",
    "DINO": "oneactor.evaluation.metrics.dino:Dino",
    "LPIPS": "oneactor.evaluation.metrics.perceptual:Lpips",
    "DreamSim": "oneactor.evaluation.metrics.perceptual:DreamSim",
}
METRICS = tuple(_TABLE)


class Metric(Protocol):
    """Compares two pictures of the same size."""

    #: what a column is called
    label: str
    #: which network it asks
    network: str

    def compare(self, one: Image, other: Image) -> float:
        """Likeness (CLIP-I, DINO) or distance (LPIPS, DreamSim)."""
        ...


def load_metric(name: str, weights: str | None, device: str) -> Metric:
    """A metric, ready.

    Args:
        weights: folder or Hugging Face id, where it can be another than the usual one.

    Raises:
        InvalidRequest: no such metric.
        ModelMissing: its weights or its package are not there; the message says how to get them.
    """
    if name not in _TABLE:
        raise InvalidRequest(f"There is no metric “{name}”; there are {', '.join(METRICS)}.")
    module, _, attribute = _TABLE[name].partition(":")
    metric: Metric = getattr(importlib.import_module(module), attribute)(weights, device)
    return metric


def load_metrics(names: Sequence[str], weights: dict[str, str], device: str) -> tuple[list[Metric], list[str]]:
    """Those of the metrics that can be had, and for each other one a sentence that says what is missing.

    Raises:
        ModelMissing: none of them can be had.
    """
    found, missing = [], []
    for name in names:
        try:
            found.append(load_metric(name, weights.get(name), device))
        except ModelMissing as error:
            missing.append(str(error))
    if not found:
        raise ModelMissing(" ".join(missing))
    return found, missing
