"""The tests' small back-end, slow enough to be killed at work."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from oneactor import BackendInfo, Progress, RenderRequest, Report, TuneRequest
from oneactor.actor import Actor
from oneactor.backend import Rendering
from oneactor.backends.checkpoint import Checkpoint
from tests.tiny_backend import Tiny

STEPS, PAUSE = 16, 0.06  # seconds


def slowly(report: Report) -> Report:
    """`report`, with a pause after it."""

    def told(progress: Progress) -> None:
        report(progress)
        time.sleep(PAUSE)

    return told


class Slow(Tiny):
    """A second for every picture, and one for everybody who is learnt."""

    info = BackendInfo("tiny", "Tiny", 32, 2, None, STEPS, "on white paper")

    def __init__(self) -> None:
        super().__init__()
        drawing = replace(self.preset.drawing, steps=STEPS)
        tuning = replace(self.preset.tuning, checkpoint_every=0.3)  # seconds
        self.preset = replace(self.preset, drawing=drawing, tuning=tuning)

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        return Checkpoint.tune(self, replace(request, min_steps=STEPS, max_steps=STEPS), slowly(report))

    def render_many(self, requests: Sequence[RenderRequest], report: Report) -> list[Rendering]:
        return super().render_many(requests, slowly(report))
