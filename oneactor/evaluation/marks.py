"""What the probe says of one picture of one or more learnt characters.

This is not the published scale: it is exact, but it is our own world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from oneactor.evaluation.answers import leaks, recalled, recognised
from oneactor.picturebook.pixels import to_tensor
from oneactor.picturebook.probe import CELLS, Probe, Reading

#: a figure is copied when its silhouette and its colours are the target's to this degree
COPIED_SHAPE, COPIED_COLOUR = 0.8, 0.06
#: cells of one label that hang together count as a figure from this number on; the smallest drawn one has about thirty
FIGURE_CELLS = 6

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Looked:
    """A picture through the probe.

    Attributes:
        labels: (16, 16), 0 for the background, else 1 + the species.
        colours: (16, 16, 3), each cell's mean in 0..1.
    """

    labels: NDArray[np.int64]
    colours: NDArray[np.float64]

    def shape(self, species: int) -> Mask:
        """Silhouette of a species, (16, 16)."""
        mask: Mask = self.labels == 1 + species
        return mask


@dataclass(frozen=True)
class Mark:
    """One picture.

    Attributes:
        agree: per character the looks that agree with its target, and whether it is present.
        recognised: per character whether it is nearer to its own target than to everybody else's; empty where nothing
            tells looks.
        scene: per question what was asked for is there.
        leaks, leakable: what another character's target has or wears, out of that in which the two targets differ.
        counted: exactly the characters that were asked for, each once.
        copied: per character whether it is the target once more, in the same place, pose and colours.
        shapes: per character its silhouette.
        colours: (16, 16, 3).
        background: cells without a figure.
    """

    agree: tuple[dict[str, bool], ...]
    recognised: tuple[bool, ...]
    scene: dict[str, bool]
    leaks: int
    leakable: int
    counted: bool
    copied: tuple[bool, ...]
    shapes: tuple[Mask, ...]
    colours: NDArray[np.float64]
    background: Mask


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union; 0 where nothing is on in either."""
    return float((one & other).sum() / max(1, (one | other).sum()))


def regions(labels: NDArray[np.int64], label: int) -> int:
    """How many figures of one label there are: groups of at least six cells that touch by a side or a corner."""
    left, found = {(int(y), int(x)) for y, x in np.argwhere(labels == label)}, 0
    while left:
        edge, size = [left.pop()], 1
        while edge:
            y, x = edge.pop()
            near = left & {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)}
            left -= near
            edge += near
            size += len(near)
        found += size >= FIGURE_CELLS
    return found


def _colours(picture: Image.Image) -> NDArray[np.float64]:
    small = picture.convert("RGB").resize((CELLS, CELLS), Image.Resampling.BOX)
    return np.asarray(small, np.float64) / 255


def by_mask(picture: Image.Image, mask: Mask) -> Looked:
    """A picture with one figure of label 1, in the cells that a mask (h, w) covers by half or more."""
    shape = Image.fromarray(mask.astype(np.uint8) * 255).resize((CELLS, CELLS), Image.Resampling.BOX)
    return Looked((np.asarray(shape) >= 128).astype(np.int64), _colours(picture))


def sketched(target: Looked, picture: Looked) -> Mark:
    """What masks alone tell of a picture of one character: its shape, its surroundings, one figure or more, a copy."""
    shape = picture.shape(0)
    return Mark(
        agree=({"present": bool(shape.any())},),
        recognised=(),
        scene={},
        leaks=0,
        leakable=0,
        counted=regions(picture.labels, 1) == 1,
        copied=(_copied(target, picture, 0),),
        shapes=(shape,),
        colours=picture.colours,
        background=~shape,
    )


class Judge:
    """Holds pictures against their characters' targets and the scene that was asked for."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe

    @torch.no_grad()
    def _reading(self, picture: Image.Image) -> Reading:
        return self.probe.net(to_tensor([picture], self.probe.questions.size))  # type: ignore[no-any-return]

    def look(self, picture: Image.Image) -> Looked:
        """Label and mean colour of every cell."""
        labels = self._reading(picture).cells[0].argmax(0).numpy()
        return Looked(labels, _colours(picture))

    def answers(self, picture: Image.Image, species: str) -> dict[str, str]:
        """Everything that can be asked about the picture and its figure of that species."""
        return self.probe.see([picture])[0].picture | self.probe.read(picture, species)

    def looks(self, noun: str, target: Image.Image) -> dict[str, str]:
        """Looks of a target's character."""
        return self.probe.read(target, self.probe.questions.species_of(noun))

    def mark(
        self,
        targets: Sequence[tuple[str, Image.Image]],
        asked: dict[str, str],
        picture: Image.Image,
        others: Sequence[Mapping[str, str]] = (),
    ) -> Mark:
        """Judge a picture of characters, each given as noun and target.

        Args:
            others: looks of characters that are not in it.
        """
        species = [self.probe.questions.species_of(noun) for noun, _ in targets]
        indices = [self.probe.questions.names.index(name) for name in species]
        agree = [self.probe.agreement(t, picture, name) for name, (_, t) in zip(species, targets, strict=True)]
        present = [each["present"] for each in agree]
        seen = [self.answers(picture, name) for name in species]
        looked = self.look(picture)
        looks = [self.looks(*each) for each in targets]
        leaked, leakable = leaks(self.probe.questions, looks, seen, present)
        return Mark(
            agree=tuple(agree),
            recognised=recognised(self.probe.questions, looks, seen, present, others),
            scene=recalled(self.probe.questions, asked, seen, present),
            leaks=leaked,
            leakable=leakable,
            # cells of one figure may be taken for another's: who is not there is not counted either
            counted=all(present) and self._counted(looked, indices),
            copied=tuple(_copied(self.look(t), looked, index) for index, (_, t) in zip(indices, targets, strict=True)),
            shapes=tuple(looked.shape(index) for index in indices),
            colours=looked.colours,
            background=looked.labels == 0,
        )

    def _counted(self, looked: Looked, wanted: Sequence[int]) -> bool:
        known = range(len(self.probe.questions.names))
        return all(regions(looked.labels, 1 + index) == (index in wanted) for index in known)


def _copied(target: Looked, picture: Looked, species: int) -> bool:
    before, after = target.shape(species), picture.shape(species)
    both = before & after
    if overlap(before, after) < COPIED_SHAPE:
        return False
    return float(np.abs(target.colours[both] - picture.colours[both]).mean()) <= COPIED_COLOUR
