"""Training the probe on renders and on renders that went through the autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from oneactor.picturebook.pixels import pixels_to_tensor
from oneactor.picturebook.probe import Probe, ProbeNet, Reading
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import Scene
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.picturebook.training.precision import mixed


class Answers:
    """What is true of a list of scenes, as index tensors."""

    def __init__(self, scenes: list[Scene], labels: Tensor, asked: Questions) -> None:
        self.labels = labels.long()
        self.picture = {
            question: torch.tensor([known.index(getattr(scene, question)) for scene in scenes])
            for question, known in asked.picture.items()
        }
        self.index = torch.tensor([i for i, scene in enumerate(scenes) for _ in scene.figures])
        figures = [figure for scene in scenes for figure in scene.figures]
        self.species = torch.tensor([asked.names.index(figure.species) for figure in figures])
        self.figure = {
            question: torch.tensor([known.index(getattr(figure, question)) for figure in figures])
            for question, known in asked.figure.items()
        }
        self.present = torch.zeros(len(scenes), len(asked.species))
        self.present[self.index, self.species] = 1


def probe_loss(net: ProbeNet, reading: Reading, truth: Answers) -> Tensor:
    """Sum of the losses of all heads."""
    loss = F.cross_entropy(reading.cells, truth.labels)
    # summed over the species: a mean would let all the absent ones drown the one that is there
    loss = loss + F.binary_cross_entropy_with_logits(reading.presence, truth.present) * truth.present.shape[1]
    for question, logits in reading.picture.items():
        loss = loss + F.cross_entropy(logits, truth.picture[question])
    for question, logits in net.figures(reading, truth.index, truth.species).items():
        loss = loss + F.cross_entropy(logits, truth.figure[question])
    return loss


def degrade(x: Tensor, generator: torch.Generator) -> Tensor:
    """Blur or noise some of the pictures, as a diffusion model's pictures are softer than renders."""
    soft = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear")
    some = (torch.rand(len(x), 1, 1, 1, generator=generator) < 0.3).float()
    noise = 0.06 * torch.randn(x.shape, generator=generator) * torch.rand(len(x), 1, 1, 1, generator=generator)
    return x * (1 - some) + soft * some + noise


def mirror(x: Tensor, labels: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Mirror about half of the pictures with their label maps; no answer of a scene speaks of left or right."""
    some = torch.rand(len(x), 1, 1, generator=generator) < 0.5
    return torch.where(some.unsqueeze(1), x.flip(3), x), torch.where(some, labels.flip(2), labels)


@dataclass(frozen=True)
class Sightings:
    """What the probe learns from.

    Attributes:
        renders: drawn pictures (n, 256, 256, 3).
        decoded: the autoencoder's versions of the first of them.
        start: a finished model to go on from.
    """

    renders: NDArray[np.uint8]
    decoded: NDArray[np.uint8]
    scenes: list[Scene]
    labels: Tensor
    asked: Questions
    start: Path | None = None


def train_probe(lessons: Sightings, plan: Plan, path: Path) -> None:
    """Train on renders and on what the autoencoder makes of them; a probe of another world starts anew."""
    torch.manual_seed(0)
    net = ProbeNet(lessons.asked)
    if lessons.start and repr(Questions.load(lessons.start)) == repr(lessons.asked):
        net = Probe.load(lessons.start).net.train()
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch does not declare it
    batch = 32

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        g = step_generator(3, number)
        a = torch.randint(len(lessons.renders), (batch // 2,), generator=g)
        b = torch.randint(len(lessons.decoded), (batch // 2,), generator=g)
        x = pixels_to_tensor(np.concatenate([lessons.renders[a.numpy()], lessons.decoded[b.numpy()]]))
        index = torch.cat([a, b])
        x, labels = mirror(x, lessons.labels[index], g)
        truth = Answers([lessons.scenes[i] for i in index.tolist()], labels, lessons.asked)
        with mixed(torch.device("cpu")):
            reading = net(degrade(x, g))
            loss = probe_loss(net, reading, truth)
        return loss.float(), {"loss": loss.detach()}

    train(net, plan, path, step)
