"""Measure the shipped model with its probe, on prompts and seeds that were never trained on; write the model card."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from oneactor.backends.picturebook import Picturebook
from oneactor.errors import CardMismatch
from oneactor.evaluation.stage import quiet
from oneactor.picturebook.measuring.drawn import DRAWING, load, sheet
from oneactor.picturebook.measuring.nearest import nearest
from oneactor.picturebook.measuring.openness import openness
from oneactor.picturebook.measuring.prompted import described, held_out, sides
from oneactor.picturebook.measuring.rendered import autoencoder_figures, mask_overlap
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import World
from oneactor.requests import ProposeRequest

CARD = """# Picture book model

A latent diffusion model of one drawn story world, for Storyboard's embedded back-end. Stock
`StableDiffusionPipeline.from_pretrained` loads it and draws 256 x 256 px pictures.

**Data.** Pictures that `{world}` draws, with captions of its own. Nothing else was seen in training.

**Parts.** AutoencoderKL (f16, 24 channels), CLIPTextModel (192 x 3) with a byte-level BPE of this world's words,
UNet2DConditionModel (64, 128, 192), a probe that reads pictures, a x4 upscaler. v-prediction, zero
terminal SNR, DPM-Solver++ 2M.

**Recipe.** `python -m oneactor.picturebook train`. Besides the denoising loss, in which figures count three times as
much as the background: in the first 70 % of training, heads that read who stands where and every figure's looks from
the 8 x 8 features, and the same looks from the state of the character's word; throughout, a term that draws the
attention of that word onto its silhouette. All of them use what the renderer knows; none is part of the saved model.

**Limits.** It knows the words in `vocabulary.json` and no others; up to three different characters in a picture, from
left to right as named. Combinations that its `held_out_pair` gives were never drawn for training.

## Figures
By the probe where it is about pictures, over {seeds} unseen seeds each for one and two characters and half as many for
three; every look named; {steps} steps, guidance {scale}. Written by `python -m oneactor.picturebook report`.

| figure | |
|---|---|
{rows}
"""


def seconds(backend: Picturebook) -> float:
    """Time for four candidates, the model already loaded and warm."""
    request = ProposeRequest(description="a fox", base_word="fox", count=4, seed=0)
    backend.propose(request, quiet)
    began = time.perf_counter()
    backend.propose(request, quiet)
    return round(time.perf_counter() - began, 1)


def require_world(world: World, known: Questions) -> None:
    """A probe can only be asked about the world that it was trained on.

    Raises:
        CardMismatch: it was another one than the renderer draws.
    """
    if repr(known) != repr(world.questions()):  # also in the same order, which the outputs have
        raise CardMismatch("These weights were trained on another world than the one that is drawn here; train anew.")


def figures(
    weights: Path, world: World, seeds: int, sheets: Path | None = None, say: Callable[[str], None] = print
) -> dict[str, float]:
    """Every figure of the card; `sheets` is a folder for pictures by number of figures and for nearest pictures.

    Raises:
        CardMismatch: the weights were trained on another world than the one that the renderer draws.
    """
    began = time.perf_counter()
    backend = Picturebook(weights)
    measured: dict[str, float] = {"seconds to load": round(time.perf_counter() - began, 1)}
    pipeline, probe = load(weights), Probe.load(weights)
    require_world(world, probe.questions)
    for count, number in ((1, seeds), (2, seeds), (3, max(1, seeds // 2))):
        tally, pictures = described(pipeline, probe, world, count, number)
        measured |= {name if count == 1 else _crowded(name, count): share for name, share in tally.shares().items()}
        if sheets:
            sheet(pictures[:32], sheets / f"{count}.png")
        say(f"{number} pictures with {count}: {tally.shares()}")
    measured["left and right as said"] = sides(pipeline, probe, world, seeds)
    measured["held-out combinations, of seen ones"] = held_out(pipeline, probe, world, seeds)
    measured["entropy of open looks, of the renderer's"] = openness(pipeline, probe, world, max(2, seeds // 5))
    for count, crowd in ((1, "one character"), (2, "two characters")):
        measured[f"Otsu mask and silhouette, IoU, {crowd}"] = mask_overlap(backend, world, count, max(1, seeds // 5))
    measured |= autoencoder_figures(backend, world, seeds)
    near = nearest(pipeline, world, max(1, seeds // 5), 40 * seeds, sheets / "nearest.png" if sheets else None)
    measured["distance to the nearest training picture, of fresh renders'"] = near
    measured["seconds for four candidates"] = seconds(backend)
    return measured


def _crowded(name: str, count: int) -> str:
    return name if "figures" in name or " of " in name else f"{name}, pictures with {count}"


def report(weights: Path, world: World, seeds: int, sheets: Path | None) -> None:
    """Measure, print, and write `figures.json` and the model card beside the weights."""
    if sheets:
        sheets.mkdir(parents=True, exist_ok=True)
    measured = figures(weights, world, seeds, sheets)
    rows = "\n".join(f"| {name} | {value} |" for name, value in measured.items())
    print(rows)
    settings = {"seeds": seeds, "steps": DRAWING.steps, "scale": DRAWING.scale}
    (weights / "figures.json").write_text(json.dumps(settings | {"figures": measured}, indent=1) + "\n")
    (weights / "README.md").write_text(CARD.format(rows=rows, world=world.__name__, **settings))
