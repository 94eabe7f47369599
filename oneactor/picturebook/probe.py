"""The probe: reads from a picture who is in it, what each one looks like, where they are and what they do.

A small convolutional network trained on what the renderer knows. It is the ruler of this package: likeness, scene
recall and the figures of the model card are read with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from oneactor.errors import InvalidRequest
from oneactor.picturebook.pixels import to_tensor
from oneactor.picturebook.world.scene import ATTRIBUTES
from oneactor.picturebook.world.vocabulary import (
    ACTIONS,
    CHARACTERS,
    COATS,
    DYES,
    GARMENTS,
    HATS,
    PLACES,
    SKINS,
    SYNONYMS,
)

SPECIES = tuple(CHARACTERS)
#: side of the pictures that the probe looks at, in pixels
SIZE = 128
#: possible values of every attribute of a figure, "none" included
VALUES: dict[str, tuple[str, ...]] = {
    "coat": tuple(sorted({coat for coats in COATS.values() for coat in coats})),
    "garment": ("none", *GARMENTS),
    "garment_color": ("none", *DYES),
    "hat": ("none", *HATS),
    "hat_color": ("none", *DYES),
    "skin": ("none", *sorted(SKINS)),
}
PLACE_NAMES = tuple(PLACES)
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
        place: (n, places) logits. action: (n, actions) logits.
    """

    cells: Tensor
    presence: Tensor
    features: Tensor
    place: Tensor
    action: Tensor


class ProbeNet(nn.Module):
    """Three strided convolutions to 16 x 16 cells, residual blocks, and heads on cells, figures and the picture."""

    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 5, 2, 2), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
        )  # fmt: skip
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
        self.cells = nn.Conv2d(width, 1 + len(SPECIES), 1)
        self.presence = nn.Conv2d(width, len(SPECIES), 1)
        self.figure = nn.Sequential(nn.Linear(2 * width, 128), nn.ReLU())
        self.heads = nn.ModuleDict({name: nn.Linear(128, len(values)) for name, values in VALUES.items()})
        self.place = nn.Linear(2 * width, len(PLACE_NAMES))
        self.action = nn.Linear(2 * width, len(ACTIONS))

    def forward(self, x: Tensor) -> Reading:
        """Read pictures (n, 3, 128, 128) in -1..1."""
        f = self.stem(x)
        for block in self.blocks:
            f = F.relu(f + block(f))
        cells = self.cells(f)
        # a figure is seen where it stands: its surest cells decide, wherever they are and whoever stands beside it
        presence = self.presence(f).flatten(2).topk(SURE_CELLS).values.mean(2)
        whole = torch.cat([f.mean((2, 3)), f.amax((2, 3))], 1)
        return Reading(cells, presence, f, self.place(whole), self.action(whole))

    def attributes(self, reading: Reading, index: Tensor, species: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute of the figures `species` (m,) in the pictures `index` (m,) of a reading."""
        share = reading.cells.softmax(1)[index, 1 + species].flatten(1)
        share = share / share.sum(1, keepdim=True).clamp_min(1e-4)
        f = reading.features[index].flatten(2)
        top = (f * (share / share.amax(1, keepdim=True).clamp_min(1e-4)).unsqueeze(1)).amax(2)
        pooled = self.figure(torch.cat([torch.einsum("mck,mk->mc", f, share), top], 1))
        return {name: head(pooled) for name, head in self.heads.items()}


@dataclass(frozen=True)
class Sighting:
    """What the probe sees in one picture; `present` maps each species to its probability."""

    present: dict[str, float]
    place: str
    action: str

    def has(self, species: str) -> bool:
        """Whether the species is in the picture."""
        return self.present[species] >= PRESENT


def species_of(noun: str) -> str:
    """The species that a noun of the vocabulary names, synonyms and plurals included.

    Raises:
        InvalidRequest: the probe knows no such character.
    """
    word = noun.lower().strip()
    for species in SPECIES:
        names = (species, *SYNONYMS.get(species, ()))
        if word in names or word.removesuffix("s") in names:
            return species
    raise InvalidRequest(f"The probe knows no “{noun}”. It knows: {', '.join(SPECIES)}.")


class Probe:
    """The trained network with a plain interface on pictures."""

    def __init__(self, net: ProbeNet) -> None:
        self.net = net.eval()

    @classmethod
    def load(cls, folder: Path) -> Probe:
        """Load `probe.safetensors` from a weights folder."""
        net = ProbeNet()
        net.load_state_dict(
            {k: v.float() if v.is_floating_point() else v for k, v in load_file(folder / "probe.safetensors").items()}
        )
        return cls(net)

    @torch.no_grad()
    def see(self, pictures: list[Image.Image]) -> list[Sighting]:
        """Who is there, where and doing what, for each picture."""
        r = self.net(to_tensor(pictures, SIZE))
        present, places, actions = (
            r.presence.sigmoid().tolist(),
            r.place.argmax(1).tolist(),
            r.action.argmax(1).tolist(),
        )
        return [
            Sighting(dict(zip(SPECIES, p, strict=True)), PLACE_NAMES[a], ACTIONS[b])
            for p, a, b in zip(present, places, actions, strict=True)
        ]

    @torch.no_grad()
    def read(self, picture: Image.Image, species: str) -> dict[str, str]:
        """The attributes of the figure of that species; meaningful where `see` finds it present."""
        r = self.net(to_tensor([picture], SIZE))
        logits = self.net.attributes(r, torch.tensor([0]), torch.tensor([SPECIES.index(species)]))
        return {name: VALUES[name][int(logits[name].argmax())] for name in ATTRIBUTES}

    def agreement(self, target: Image.Image, picture: Image.Image, species: str) -> dict[str, bool]:
        """Which visible attributes of the target the picture's figure shares; all false when it is not there."""
        wanted, found = self.read(target, species), self.read(picture, species)
        there = self.see([picture])[0].has(species)
        visible = visible_attributes(wanted)
        return {"present": there} | {name: there and wanted[name] == found[name] for name in visible}


def visible_attributes(figure: dict[str, str]) -> list[str]:
    """The attributes that say something about this figure: the colour of a hat that is not there says nothing."""
    skip = set()
    if figure["garment"] == "none":
        skip.add("garment_color")
    if figure["hat"] == "none":
        skip.add("hat_color")
    if figure["skin"] == "none":
        skip.add("skin")
    return [name for name in ATTRIBUTES if name not in skip]
