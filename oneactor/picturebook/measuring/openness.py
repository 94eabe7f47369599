"""How much the model varies what the words leave open: collapse onto a few looks would show as lost entropy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log2
from random import Random

from diffusers import StableDiffusionPipeline

from oneactor.picturebook.measuring.drawn import FIRST_SEED, draw
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import World


def entropy(values: Iterable[str]) -> float:
    """Of a sample's distribution, in bits."""
    counts = Counter(values)
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())


def openness(pipeline: StableDiffusionPipeline, probe: Probe, world: World, each: int) -> float:
    """Entropy of all open looks in generated pictures, in per cent of the renderer's, from samples of equal size."""
    drawn, rendered, rng = 0.0, 0.0, Random(FIRST_SEED)
    for species in probe.questions.names:
        pictures = draw(pipeline, [world.open_prompt(species)] * each)
        read = [probe.read(picture, species) for picture in pictures]
        figures = [world.sample_looks(rng, species) for _ in range(each)]
        for look in probe.questions.looks:
            drawn += entropy(answers[look] for answers in read)
            rendered += entropy(str(getattr(figure, look)) for figure in figures)
    return round(100 * drawn / rendered, 1)
