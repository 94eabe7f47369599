"""What the denoiser is shown in a step: pictures of the shelf, a fresh caption of each, and noise."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from transformers import CLIPTokenizer

from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.carrying import SHARE, Phrases, choose
from oneactor.picturebook.training.data import cores
from oneactor.picturebook.training.loop import step_generator
from oneactor.picturebook.training.supervision import look_table
from oneactor.picturebook.training.text import LENGTH

#: share of empty captions, for classifier-free guidance
EMPTY = 0.1
#: at most so many processes write captions ahead for an accelerator, which would wait; and how many steps each is ahead
WRITERS, AHEAD = 6, 8
#: streams of `step_generator`: which pictures a step looks at, and its noise
PICTURES, NOISE = 6, 2


@dataclass(frozen=True)
class Material:
    """What the denoiser learns from: latents (n, 24, 16, 16) float16 of unit spread, labels (n, 16, 16), scenes.

    `world` drew the scenes; `start` is a finished model to go on from.
    """

    latents: Tensor
    labels: Tensor
    scenes: list[Scene]
    world: World
    start: Path | None = None


@dataclass(frozen=True)
class Batch:
    """One step's material.

    Attributes:
        ids, nouns: tokens (b, LENGTH) and the label of the character each one names, 0 for none.
        phrases, places: of the captions whose looks their nouns carry, see `carrying.Phrases`.
        labels, looks: (b, 16, 16) label map; (b, 1 + species, attributes) of `look_table`.
        t, alphas: (b,) timesteps; (b, 1, 1, 1) cumulative alphas there.
        noisy, velocity: (b, 24, 16, 16) input and v-prediction target.
    """

    ids: Tensor
    nouns: Tensor
    phrases: Tensor
    places: Tensor
    labels: Tensor
    looks: Tensor
    t: Tensor
    alphas: Tensor
    noisy: Tensor
    velocity: Tensor


def chances(scenes: list[Scene], asked: Questions) -> Tensor:
    """How often each scene is to be shown, beside the others: (n,), about 1; what is rare is shown more often.

    Square-root sampling (Mikolov et al. 2013, section 2.3) by the answers to all questions but those about looks: the
    face that one figure in five makes was learnt last. A question weighs the same however many figures it is asked of.
    """
    told = [name for name in asked.figure if name not in asked.looks]
    answers = [
        [(name, getattr(scene, name)) for name in asked.picture]
        + [(name, getattr(figure, name)) for figure in scene.figures for name in told]
        for scene in scenes
    ]
    counts = Counter(answer for each in answers for answer in each)
    totals, roots = Counter[str](), Counter[str]()
    for (name, _), count in counts.items():
        totals[name] += count
        roots[name] += count**0.5
    factors = {(name, a): totals[name] / roots[name] / count**0.5 for (name, a), count in counts.items()}
    return torch.tensor([prod(factors[answer] for answer in each) for each in answers])


#: indices of pictures (b,), tokens of their captions (b, LENGTH), and what `carrying.Phrases` gives for them
Written = tuple[Tensor, Tensor, Tensor, Tensor]


class Captions(Dataset[Written]):
    """By the number of a step: `batch` pictures, a fresh caption of each, and phrases for those that are carried."""

    def __init__(self, material: Material, tokenizer: CLIPTokenizer, batch: int) -> None:
        self.material, self.batch = material, batch
        self.phrases = Phrases(material.world, tokenizer)
        self.chances = chances(material.scenes, material.world.questions())  # here: once, and not in every writer

    def __getitem__(self, number: int) -> Written:
        world, room = self.material.world, round(SHARE * self.batch)
        index = self.chances.multinomial(self.batch, replacement=True, generator=step_generator(PICTURES, number))
        scenes = [self.material.scenes[i] for i in index.tolist()]
        rng = Random(number)
        texts = ["" if rng.random() < EMPTY else world.caption(rng, scene) for scene in scenes]
        rows = choose(rng, texts, scenes, room)
        for row in rows:
            texts[row] = world.caption(rng, scenes[row], named=False)
        ids = self.phrases.tokens(texts, LENGTH)
        return index, ids, *self.phrases(rows, scenes, ids, room)


def _alone(_: int) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the writers are the parallelism


class Lessons:
    """Draws the batches, quickest in the order of their steps: fresh captions, stratified t, v-prediction targets.

    Args:
        alphas: cumulative alphas of all timesteps; the last one is taken as 0.
        steps: of the whole training.
    """

    def __init__(self, captions: Captions, alphas: Tensor, steps: int, device: torch.device) -> None:
        material, asked = captions.material, captions.material.world.questions()
        self.captions, self.steps, self.device = captions, steps, device
        self.ahead: Iterator[Written] = iter(())
        self.next = -1
        alphas = torch.cat([alphas[:-1], torch.zeros(1)])
        shown = (material.latents, material.labels, look_table(material.scenes, asked), captions.phrases.nouns, alphas)
        self.latents, self.labels, self.looks, self.nouns, self.alphas = (tensor.to(device) for tensor in shown)

    def written(self, first: int) -> Iterator[Written]:
        """Pictures and captions from step `first` on; for an accelerator they are written in processes beside it."""
        order = range(first, self.steps)
        if self.device.type == "cpu":
            return iter(DataLoader(self.captions, batch_size=None, sampler=order))
        return iter(
            DataLoader(
                self.captions,
                batch_size=None,
                sampler=order,
                num_workers=min(WRITERS, cores()),
                prefetch_factor=AHEAD,
                pin_memory=True,
                worker_init_fn=_alone,
                multiprocessing_context="fork",  # a world is a module, which cannot be sent; no writer touches the card
            )
        )

    def __call__(self, number: int) -> Batch:
        """The batch of a step."""
        if number != self.next:
            self.ahead = self.written(number)
        self.next = number + 1
        index, ids, phrases, places = (tensor.to(self.device, non_blocking=True) for tensor in next(self.ahead))
        g = step_generator(NOISE, number, self.device)
        z = self.latents[index].float()
        noise = torch.randn(z.shape, generator=g, device=self.device)
        spread = torch.arange(len(index), device=self.device) / len(index)
        t = ((torch.rand((), generator=g, device=self.device) + spread) % 1 * len(self.alphas)).long()
        a = self.alphas[t].view(-1, 1, 1, 1)
        noisy, velocity = a.sqrt() * z + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * z
        labels, looks = self.labels[index].long(), self.looks[index]
        return Batch(ids, self.nouns[ids], phrases, places, labels, looks, t, a, noisy, velocity)
