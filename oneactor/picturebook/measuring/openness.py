"""How much the model varies what the words leave open: collapse onto a few looks would show as lost entropy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log2
from random import Random
from typing import Any

from diffusers import StableDiffusionPipeline

from oneactor.picturebook.measuring.drawn import FIRST_SEED, draw
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import World


def entropy(values: Iterable[str]) -> float:
    """Of a sample's distribution, in bits."""
    counts = Counter(values)
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())


def varied(figures: Sequence[Any], asked: Questions) -> list[str]:
    """The looks in which figures differ at all: an animal's skin would only add the probe's noise."""
    return [name for name in asked.looks if len({getattr(figure, name) for figure in figures}) > 1]


def openness(pipeline: StableDiffusionPipeline, probe: Probe, world: World, each: int) -> float:
    """Entropy of all open looks in generated pictures, in per cent of the renderer's, from samples of equal size.

    A picture in which the probe finds nobody of that species has no looks and is left out, on both sides.
    """
    drawn, rendered, rng = 0.0, 0.0, Random(FIRST_SEED)
    for species in probe.questions.names:
        pictures = draw(pipeline, [world.open_prompt(species)] * each)
        shown = [picture for picture, seen in zip(pictures, probe.see(pictures), strict=True) if seen.has(species)]
        read = [probe.read(picture, species) for picture in shown]
        figures = [world.sample_looks(rng, species) for _ in range(each)]
        for look in varied(figures, probe.questions):
            drawn += entropy(answers[look] for answers in read)
            rendered += entropy(str(getattr(figure, look)) for figure in figures[: len(read)])
    return round(100 * drawn / rendered, 1) if rendered else 0.0
