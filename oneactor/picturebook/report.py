"""Measure the shipped model with its probe, on prompts and seeds that were never trained on; write the model card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from diffusers import StableDiffusionPipeline
from PIL import Image

from oneactor.picturebook.probe import Probe
from oneactor.picturebook.world.captions import full_description
from oneactor.picturebook.world.scene import Scene, sample_scene
from oneactor.presets import PICTUREBOOK

#: scenes of the report are drawn from seeds far from those of training
FIRST_SEED = 20_000_000
DRAWING = PICTUREBOOK.drawing
CARD = """# Picture book model

A latent diffusion model of one drawn story world, for Storyboard's embedded back-end. Stock
`StableDiffusionPipeline.from_pretrained` loads it and draws 128 x 128 px pictures.

**Data.** Pictures that `oneactor.picturebook.world` draws, with captions of its own. Nothing else was seen in training.

**Parts.** AutoencoderKL (f8, 8 channels), CLIPTextModel (192 x 3) with a byte-level BPE of this world's words,
UNet2DConditionModel (64, 128, 192), a probe that reads pictures. v-prediction, zero terminal SNR, DPM-Solver++ 2M.

**Recipe.** `python -m oneactor.picturebook train`. Besides the denoising loss, in which figures count three times as
much as the background: in the first 70 % of training, heads that read who stands where and every figure's looks from
the 8 x 8 features, and the same looks from the state of the character's word; throughout, a term that draws the
attention of that word onto its silhouette. All of them use what the renderer knows; none is part of the saved model.

**Limits.** It knows the words in `vocabulary.json` and no others; up to three different characters in a picture, from
left to right as named. Combinations in `HELD_OUT` of `world/scene.py` were never drawn for training.

## Figures
Per cent of right answers by the probe, over {seeds} unseen seeds each for one and two characters and half as many for
three; every look named; {steps} steps, guidance {scale}. Written by `python -m oneactor.picturebook report`.

| question | % |
|---|---|
{rows}
"""


@dataclass
class Tally:
    """Right answers per question."""

    right: dict[str, int]
    asked: dict[str, int]

    def note(self, question: str, answer: bool) -> None:
        """Count one answer."""
        self.asked[question] = self.asked.get(question, 0) + 1
        self.right[question] = self.right.get(question, 0) + answer

    def shares(self) -> dict[str, float]:
        """Per question the share of right answers, in per cent."""
        return {q: round(100 * self.right[q] / n, 1) for q, n in self.asked.items()}


def load(weights: Path) -> StableDiffusionPipeline:
    """The model as anybody would load it."""
    pipeline = StableDiffusionPipeline.from_pretrained(weights, torch_dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def draw(pipeline: StableDiffusionPipeline, prompts: list[str], seeds: list[int], batch: int = 16) -> list[Image.Image]:
    """One picture a prompt, with its own seed."""
    pictures: list[Image.Image] = []
    for start in range(0, len(prompts), batch):
        generators = [torch.Generator().manual_seed(seed) for seed in seeds[start : start + batch]]
        out = pipeline(
            prompts[start : start + batch],
            num_inference_steps=DRAWING.steps,
            guidance_scale=DRAWING.scale,
            guidance_rescale=DRAWING.rescale,
            generator=generators,
        )
        pictures += out.images
    return pictures


def check(tally: Tally, probe: Probe, picture: Image.Image, scene: Scene) -> None:
    """Hold one picture against the scene that its prompt described in full."""
    sighting = probe.see([picture])[0]
    crowd = {1: "one", 2: "two", 3: "three"}[len(scene.figures)]
    present = [sighting.has(f.species) for f in scene.figures]
    tally.note("place", sighting.place == scene.place)
    tally.note("action", sighting.action == scene.action)
    tally.note({"one": "character", "two": "both of two", "three": "all of three"}[crowd], all(present))
    for figure, there in zip(scene.figures, present, strict=True):
        read = probe.read(picture, figure.species)
        suffix = "" if crowd == "one" else f" ({crowd} figures)"
        tally.note(f"coat{suffix}", there and read["coat"] == figure.coat)
        if figure.garment != "none":
            tally.note(f"garment{suffix}", there and read["garment"] == figure.garment)
            tally.note(f"garment colour{suffix}", there and read["garment_color"] == figure.garment_color)
        if figure.hat != "none":
            tally.note(f"hat{suffix}", there and read["hat"] == figure.hat)
            tally.note(f"hat colour{suffix}", there and read["hat_color"] == figure.hat_color)


def figures(
    weights: Path, seeds: int, say: Callable[[str], None] = print
) -> tuple[dict[str, float], list[Image.Image]]:
    """All figures in per cent, and some pictures: `seeds` with one and with two characters each, half with three."""
    pipeline, probe = load(weights), Probe.load(weights)
    tally = Tally({}, {})
    shown: list[Image.Image] = []
    for count, number in ((1, seeds), (2, seeds), (3, max(1, seeds // 2))):
        scenes = [sample_scene(Random(FIRST_SEED + 1000 * count + i), count) for i in range(number)]
        prompts = [full_description(scene) for scene in scenes]
        pictures = draw(pipeline, prompts, [FIRST_SEED + i for i in range(number)])
        for picture, scene in zip(pictures, scenes, strict=True):
            check(tally, probe, picture, scene)
        shown += pictures[:16]
        say(f"{number} pictures with {count}: {tally.shares()}")
    return tally.shares(), shown


def sheet(pictures: list[Image.Image], path: Path, columns: int = 8) -> None:
    """A contact sheet."""
    size = pictures[0].width
    page = Image.new("RGB", (size * columns, size * -(-len(pictures) // columns)), "white")
    for i, picture in enumerate(pictures):
        page.paste(picture, (size * (i % columns), size * (i // columns)))
    page.save(path)


def report(weights: Path, seeds: int, sheet_path: Path | None) -> None:
    """Measure, print, and write `figures.json` and the model card beside the weights."""
    measured, pictures = figures(weights, seeds)
    rows = "\n".join(f"| {question} | {share:.1f} |" for question, share in measured.items())
    print(rows)
    settings = {"seeds": seeds, "steps": DRAWING.steps, "scale": DRAWING.scale}
    (weights / "figures.json").write_text(json.dumps(settings | {"per cent": measured}, indent=1) + "\n")
    (weights / "README.md").write_text(CARD.format(rows=rows, **settings))
    if sheet_path:
        sheet(pictures, sheet_path)
