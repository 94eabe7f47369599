"""The probe: reads from a picture who is in it, what each one looks like, where they are and what they do.

A small convolutional network trained on what the renderer knows. It is the ruler of this package: likeness, scene
recall and the figures of the model card are read with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from oneactor.picturebook.pixels import to_tensor
from oneactor.picturebook.questions import Questions

#: cells a side, and the widths of the convolutions that lead to them, each of which halves the picture
CELLS = 16
WIDTHS = (24, 32, 64, 96)
#: a character counts as present from this probability on
PRESENT = 0.5
#: cells whose mean decides on presence; the smallest figure covers about thirty
SURE_CELLS = 6


@dataclass(frozen=True)
class Reading:
    """Raw outputs for a batch of n pictures.

    Attributes:
        cells: (n, 1 + species, 16, 16) logits of the label map.
        presence: (n, species) logits.
        features: (n, channels, 16, 16).
        picture: per question about the picture (n, answers) logits.
    """

    cells: Tensor
    presence: Tensor
    features: Tensor
    picture: dict[str, Tensor]


class ProbeNet(nn.Module):
    """Strided convolutions to 16 x 16 cells, residual blocks, and heads on cells, figures and the picture."""

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        halvings = (questions.size // CELLS).bit_length() - 1
        widths, width = (3, *WIDTHS[-halvings:]), WIDTHS[-1]
        layers: list[nn.Module] = []
        for i, (before, after) in enumerate(pairwise(widths)):
            side = 5 if i == 0 else 3
            layers += [nn.Conv2d(before, after, side, 2, side // 2), nn.BatchNorm2d(after), nn.ReLU()]
        self.stem = nn.Sequential(*layers)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width, width, 3, 1, 1),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.Conv2d(width, width, 3, 1, 1),
                nn.BatchNorm2d(width),
            )
            for _ in range(3)
        )
        self.cells = nn.Conv2d(width, 1 + len(questions.species), 1)
        self.presence = nn.Conv2d(width, len(questions.species), 1)
        self.figure = nn.Sequential(nn.Linear(2 * width, 128), nn.ReLU())
        self.heads = nn.ModuleDict({name: nn.Linear(128, len(answers)) for name, answers in questions.figure.items()})
        self.picture = nn.ModuleDict(
            {name: nn.Linear(2 * width, len(answers)) for name, answers in questions.picture.items()}
        )

    def forward(self, x: Tensor) -> Reading:
        """Read pictures (n, 3, size, size) in -1..1."""
        f = self.stem(x)
        for block in self.blocks:
            f = F.relu(f + block(f))
        # a figure is seen where it stands: its surest cells decide, wherever they are and whoever stands beside it
        presence = self.presence(f).flatten(2).topk(SURE_CELLS).values.mean(2)
        whole = torch.cat([f.mean((2, 3)), f.amax((2, 3))], 1)
        return Reading(self.cells(f), presence, f, {name: head(whole) for name, head in self.picture.items()})

    def figures(self, reading: Reading, index: Tensor, species: Tensor) -> dict[str, Tensor]:
        """Logits of every question about the figures `species` (m,) in the pictures `index` (m,) of a reading."""
        share = reading.cells.softmax(1)[index, 1 + species].flatten(1)
        share = share / share.sum(1, keepdim=True).clamp_min(1e-4)
        f = reading.features[index].flatten(2)
        top = (f * (share / share.amax(1, keepdim=True).clamp_min(1e-4)).unsqueeze(1)).amax(2)
        pooled = self.figure(torch.cat([torch.einsum("mck,mk->mc", f, share), top], 1))
        return {name: head(pooled) for name, head in self.heads.items()}


@dataclass(frozen=True)
class Sighting:
    """What the probe sees in one picture.

    Attributes:
        present: each species' probability of being there.
        spots: each species' centre of mass, in fractions of the width; meaningful where it is present.
        picture: the answer to every question about the whole picture.
    """

    present: dict[str, float]
    spots: dict[str, float]
    picture: dict[str, str]

    def has(self, species: str) -> bool:
        """Whether the species is in the picture."""
        return self.present[species] >= PRESENT


class Probe:
    """The trained network with a plain interface on pictures."""

    def __init__(self, net: ProbeNet, questions: Questions) -> None:
        self.net = net.eval()
        self.questions = questions

    @classmethod
    def load(cls, folder: Path) -> Probe:
        """Load `probe.safetensors` and its questions from a weights folder."""
        questions = Questions.load(folder)
        net = ProbeNet(questions)
        net.load_state_dict(
            {k: v.float() if v.is_floating_point() else v for k, v in load_file(folder / "probe.safetensors").items()}
        )
        return cls(net, questions)

    @torch.no_grad()
    def see(self, pictures: list[Image.Image]) -> list[Sighting]:
        """Who is there and where, and what can be said of the whole, for each picture."""
        reading = self.net(to_tensor(pictures, self.questions.size))
        return [self._sighting(reading, i) for i in range(len(pictures))]

    def _sighting(self, reading: Reading, i: int) -> Sighting:
        names = self.questions.names
        columns = reading.cells[i].softmax(0)[1:].sum(1)
        centres = (torch.arange(columns.shape[1]) + 0.5) / columns.shape[1]
        spots = (columns * centres).sum(1) / columns.sum(1).clamp_min(1e-4)
        answers = {
            question: known[int(reading.picture[question][i].argmax())]
            for question, known in self.questions.picture.items()
        }
        present = reading.presence[i].sigmoid().tolist()
        return Sighting(dict(zip(names, present, strict=True)), dict(zip(names, spots.tolist(), strict=True)), answers)

    @torch.no_grad()
    def read(self, picture: Image.Image, species: str) -> dict[str, str]:
        """The answers about the figure of that species; meaningful where `see` finds it present."""
        return self._read(self.net(to_tensor([picture], self.questions.size)), 0, species)

    def _read(self, reading: Reading, i: int, species: str) -> dict[str, str]:
        which = torch.tensor([self.questions.names.index(species)])
        logits = self.net.figures(reading, torch.tensor([i]), which)
        return {name: known[int(logits[name].argmax())] for name, known in self.questions.figure.items()}

    @torch.no_grad()
    def agreement(self, target: Image.Image, picture: Image.Image, species: str) -> dict[str, bool]:
        """Which visible looks of the target the picture's figure shares; all false when it is not there."""
        reading = self.net(to_tensor([target, picture], self.questions.size))
        wanted, found = self._read(reading, 0, species), self._read(reading, 1, species)
        there = self._sighting(reading, 1).has(species)
        return {"present": there} | {
            name: there and wanted[name] == found[name] for name in self.questions.visible(wanted)
        }
