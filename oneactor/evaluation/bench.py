"""Drawing time as a ratio to the plain pipeline, in one run and all in float32: a machine's own pace cancels out."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch

from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.backends.picturebook import Picturebook
from oneactor.denoiser import Precision
from oneactor.evaluation.identity import phrase, quiet
from oneactor.picturebook.measuring.drawn import load
from oneactor.presets import PICTUREBOOK
from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest

NOUNS = ("fox", "robot", "bear")


def _card(backend: Picturebook, noun: str, folder: Path) -> Path:
    """A card after two steps: how well it was learnt does not change how long drawing takes."""
    proposal = folder / f"{noun}.safetensors"
    backend.propose(ProposeRequest(phrase(noun), noun, count=3), quiet).save(proposal)
    actor = backend.tune(TuneRequest(proposal, target=0, max_steps=2, min_steps=1), quiet)
    actor.save(folder / f"{noun}.card")
    return folder / f"{noun}.card"


def _plain(device: str | None) -> Callable[[], None]:
    """The stock pipeline as anybody would run it."""
    pipeline = load(PICTUREBOOK_WEIGHTS)
    pipeline.to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    drawing = PICTUREBOOK.drawing

    def draw() -> None:
        pipeline(
            "a fox, in the snow",
            num_inference_steps=drawing.steps,
            guidance_scale=drawing.scale,
            guidance_rescale=drawing.rescale,
            generator=torch.Generator().manual_seed(0),
        )

    return draw


def _cast(backend: Picturebook, cards: list[Path], eta_2: float) -> Callable[[], None]:
    """A panel with the first few characters."""
    cast = tuple(Placement(phrase(noun), noun, card) for noun, card in zip(NOUNS, cards, strict=False))
    words = " and ".join(placement.description for placement in cast)
    request = RenderRequest(f"{words}, in the snow", cast, eta_2=eta_2)

    def draw() -> None:
        backend.render(request, quiet)

    return draw


def compare(device: str | None, rounds: int) -> list[tuple[str, float, float]]:
    """Rows of label, median seconds, ratio to the plain pipeline."""
    backend = Picturebook(device=device, precision=Precision())
    with tempfile.TemporaryDirectory() as name:
        cards = [_card(backend, noun, Path(name)) for noun in NOUNS]
        ways = {
            "plain pipeline": _plain(device),
            "one character": _cast(backend, cards[:1], 0.0),
            "one character, eta_2 = 1": _cast(backend, cards[:1], 1.0),
            "two characters": _cast(backend, cards[:2], 0.0),
            "three characters": _cast(backend, cards, 0.0),
        }
        times: dict[str, list[float]] = {label: [] for label in ways}
        for turn in range(rounds + 1):
            for label, draw in ways.items():
                began = time.perf_counter()
                draw()
                if turn:  # the first round warms up
                    times[label].append(time.perf_counter() - began)
    plain = median(times["plain pipeline"])
    return [(label, median(each), median(each) / plain) for label, each in times.items()]
