"""Measure the shipped model with its probe, on prompts and seeds that were never trained on; write the model card."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import torch
from diffusers import StableDiffusionPipeline

from oneactor.backends import fingerprint
from oneactor.backends.picturebook import Picturebook
from oneactor.errors import CardMismatch
from oneactor.evaluation.stage import quiet
from oneactor.picturebook.measuring.carried import NAME as CARRIED
from oneactor.picturebook.measuring.carried import carried_looks
from oneactor.picturebook.measuring.drawn import DRAWING, load, sheet
from oneactor.picturebook.measuring.ledger import Ledger
from oneactor.picturebook.measuring.nearest import nearest
from oneactor.picturebook.measuring.openness import openness
from oneactor.picturebook.measuring.prompted import CROWDS, described, held_out, sides
from oneactor.picturebook.measuring.rendered import autoencoder_figures, mask_overlap
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import World
from oneactor.requests import ProposeRequest

CARD = """# Picture book model

A latent diffusion model of one drawn story world, for Storyboard's embedded back-end. Stock
`StableDiffusionPipeline.from_pretrained` loads it and draws {size} x {size} px pictures.

**Data.** Pictures that `{world}` draws, with captions of its own. Nothing else was seen in training.

**Parts.** AutoencoderKL (f{factor}, {channels} channels), CLIPTextModel ({text}) with a byte-level BPE of this world's
words, UNet2DConditionModel {unet}, a probe that reads pictures, a x4 upscaler. v-prediction, zero terminal SNR,
DPM-Solver++ 2M.

**Recipe.** `python -m oneactor.picturebook train --weights FOLDER`. Besides the denoising loss, in which figures
count three times as much as the background: in the first 70 % of training, heads that read who stands where and every
figure's looks from the 8 x 8 features, and the same looks from the state of the character's word; throughout, a term
that draws the attention of that word evenly over its silhouette. All of them use what the renderer knows; none is
part of the saved model. Some captions leave all looks open, and each character's word is moved by the difference that
naming its looks makes to it: so a word can carry a look that nothing else in the prompt tells of, as a learnt
character's does.

**Limits.** It knows the words in `vocabulary.json` and no others; up to three different characters in a picture, from
left to right as named. The first combination of each pair that its `held_out_pair` gives was never drawn for training.

## Figures
By the probe where it is about pictures, over {seeds} unseen seeds each for one and two characters and half as many for
three; every look named; {steps} steps, guidance {scale}. Written by `python -m oneactor.picturebook report`.

| figure | |
|---|---|
{rows}
"""

PARTS = ("vae", "text_encoder", "unet")
#: training pictures that generated ones are held against, a seed: with 500 seeds all that any preset draws
TRAINED = 525


def seconds(backend: Picturebook) -> float:
    """Time for four candidates, the model already loaded and warm."""
    request = ProposeRequest(description="a fox", base_word="fox", count=4, seed=0)
    backend.propose(request, quiet)
    began = time.perf_counter()
    backend.propose(request, quiet)
    return round(time.perf_counter() - began, 1)


def machine(device: str) -> str:
    """What a time was taken on: `cpu, 2 threads`, or an accelerator's name."""
    return torch.cuda.get_device_name() if device == "cuda" else f"{device}, {torch.get_num_threads()} threads"


def require_world(world: World, known: Questions) -> None:
    """A probe can only be asked about the world that it was trained on.

    Raises:
        CardMismatch: it was another one than the renderer draws.
    """
    if not known.same(world.questions()):
        raise CardMismatch("These weights were trained on another world than the one that is drawn here; train anew.")


@dataclass(frozen=True)
class Folders:
    """Where things go: `kept` what was measured, for a run that goes on; `sheets` pictures to look at, if wanted.

    `backwards` begins with the last part: of two processes on the same folders, one forwards, each does half.
    """

    kept: Path
    sheets: Path | None = None
    backwards: bool = False


@dataclass(frozen=True)
class Measuring:
    """A loaded model and how much of it is measured.

    Attributes:
        sheets: folder for sheets of the first pictures and of the nearest ones; `None` draws none.
    """

    backend: Picturebook
    pipeline: StableDiffusionPipeline
    world: World
    seeds: int
    sheets: Path | None = None

    @property
    def probe(self) -> Probe:
        """The model's own."""
        return self.backend.probe

    def parts(self) -> dict[str, Callable[[], Mapping[str, float]]]:
        """Everything that takes long, by name; each can be measured without the others."""
        drawn = (self.pipeline, self.probe, self.world)
        few = max(2, self.seeds // 5)
        return {
            **self._crowds(),
            "sides": lambda: {"left and right as said": sides(*drawn, self.seeds)},
            "carried": lambda: {CARRIED: carried_looks(*drawn, self.seeds)},
            "held out": lambda: {"held-out combinations, of seen ones": held_out(*drawn, self.seeds)},
            "openness": lambda: {"entropy of open looks, of the renderer's": openness(*drawn, few)},
            "mask of one": lambda: self._mask(1, "one character", few),
            "masks of two": lambda: self._mask(2, "two characters", few),
            "autoencoder": lambda: autoencoder_figures(self.backend, self.world, self.seeds),
            "nearest": lambda: self._nearest(few),
        }

    def _crowds(self) -> dict[str, Callable[[], Mapping[str, float]]]:
        """As many figures as the world puts into a picture, up to three."""
        numbers = {1: self.seeds, 2: self.seeds, 3: max(1, self.seeds // 2)}
        return {
            CROWDS[count]: partial(self._described, count, number)
            for count, number in numbers.items()
            if len(self.world.sample_scene(Random(0), count).figures) == count
        }

    def _described(self, count: int, number: int) -> dict[str, float]:
        tally, pictures = described(self.pipeline, self.probe, self.world, count, number)
        if self.sheets:
            sheet(pictures[:32], self.sheets / f"{count}.png")
        return {name if count == 1 else _crowded(name, count): share for name, share in tally.shares().items()}

    def _mask(self, count: int, crowd: str, number: int) -> dict[str, float]:
        return {f"Otsu mask and silhouette, IoU, {crowd}": mask_overlap(self.backend, self.world, count, number)}

    def _nearest(self, number: int) -> dict[str, float]:
        pairs = self.sheets / "nearest.png" if self.sheets else None
        return nearest(self.pipeline, self.world, number, TRAINED * self.seeds, pairs)


def figures(
    weights: Path, world: World, seeds: int, folders: Folders, say: Callable[[str], None] = print
) -> dict[str, float]:
    """Every figure of the card.

    Raises:
        CardMismatch: the weights were trained on another world than the one that the renderer draws.
    """
    began = time.perf_counter()
    backend = Picturebook(weights)
    loaded = round(time.perf_counter() - began, 1)
    require_world(world, backend.probe.questions)
    measuring = Measuring(backend, load(weights), world, seeds, folders.sheets)
    where = measuring.pipeline.device.type
    ledger = Ledger(folders.kept, weights, world.__name__, seeds, DRAWING, folders.sheets, where)
    parts = list(measuring.parts().items())
    for part, measure in reversed(parts) if folders.backwards else parts:
        ledger(part, measure)
        say(f"{part} measured, {(time.perf_counter() - began) / 60:.0f} min")
    measured: dict[str, float] = {}
    for part, measure in parts:
        measured |= ledger(part, measure)
    size = sum(path.stat().st_size for path in weights.rglob("*") if path.is_file())
    now = {f"seconds for four candidates, {machine(where)}": seconds(backend), "seconds to load": loaded}
    return measured | now | {"all files, MB": round(size / 1e6, 1)}


def _crowded(name: str, count: int) -> str:
    return name if "figures" in name or " of " in name else f"{name}, pictures with {count}"


def report(weights: Path, world: World, seeds: int, folders: Folders) -> None:
    """Measure, print, and write `figures.json` and the model card beside the weights."""
    if folders.sheets:
        folders.sheets.mkdir(parents=True, exist_ok=True)
    measured = figures(weights, world, seeds, folders)
    rows = "\n".join(f"| {name} | {value} |" for name, value in measured.items())
    print(rows)
    settings = {"seeds": seeds, "steps": DRAWING.steps, "scale": DRAWING.scale}
    of = {"model": fingerprint(weights), **settings, "figures": measured}
    (weights / "figures.json").write_text(json.dumps(of, indent=1) + "\n")
    card = CARD.format(rows=rows, world=world.__name__, **settings, **shape(weights))
    (weights / "README.md").write_text(card)


def shape(weights: Path) -> dict[str, object]:
    """Sizes of the parts, from their configurations."""
    vae, text, unet = (json.loads((weights / part / "config.json").read_text()) for part in PARTS)
    return {
        "size": vae["sample_size"],
        "factor": 2 ** (len(vae["block_out_channels"]) - 1),
        "channels": vae["latent_channels"],
        "text": f"{text['hidden_size']} x {text['num_hidden_layers']}",
        "unet": tuple(unet["block_out_channels"]),
    }
