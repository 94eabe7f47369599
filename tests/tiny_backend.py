"""A whole back-end with tiny random weights: it really draws and learns, only not foxes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch

from oneactor import BackendInfo, Report, TuneRequest
from oneactor.actor import Actor
from oneactor.backends.checkpoint import Checkpoint
from oneactor.presets import SD15
from tests.tiny import tiny_pipeline


@cache
def _weights() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tiny-weights-"))
    tiny_pipeline("sd").save_pretrained(folder)
    return folder


class Tiny(Checkpoint):
    """32 x 32 pictures in two steps."""

    info = BackendInfo("tiny", "Tiny", 32, 2, None, 2, "on white paper")

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        return super().tune(replace(request, min_steps=2, max_steps=8), report)

    def __init__(self) -> None:
        tuning = replace(SD15.tuning, validate_every=2, checkpoint_every=0.0)
        drawing = replace(SD15.drawing, steps=2)
        torch.set_num_threads(1)  # threads of a tiny model only wait for one another
        super().__init__(_weights(), "cpu", replace(SD15, name="tiny", drawing=drawing, tuning=tuning))
