"""Figures alone on paper, and what naming their looks does to their noun: what a start for tuning is taught with.

Most of them are rendered. Some the model draws itself, as it draws candidates, and the probe tells what they look like:
features of drawn pictures differ from those of rendered ones, and it is drawn ones that tuning sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import torch
from PIL.Image import Image
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from oneactor.backend import Progress
from oneactor.backends.picturebook import Picturebook
from oneactor.base_set import encode_templates
from oneactor.denoiser import Denoiser
from oneactor.picturebook.questions import wearable
from oneactor.picturebook.renderer import Scene, World
from oneactor.projector import condense
from oneactor.requests import ProposeRequest
from oneactor.tensorfile import packed, write_whole

#: pictures of one base set, as many as candidates are proposed
SET = 11
FIRST_SEED = 40_000_000
#: features (1, Ch, <=8, <=8) and offset (ranks, D) of one figure
Lesson = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Bank:
    """Figures alone on paper, and the offsets that stand for their looks.

    Attributes:
        features: h of the figure on paper, (n, Ch, <=8, <=8).
        offsets: c_D / sigma(c_b) of its noun's tokens, (n, ranks, D); zeros where its noun has fewer.
        species: (n,), the number of each figure's.
        drawn: (n,), whether the model drew it.
    """

    features: Tensor
    offsets: Tensor
    species: Tensor
    drawn: Tensor

    def sets(self, drawn: bool) -> list[Tensor]:
        """Indices of the rendered or the drawn figures, a tensor for each species.

        Of drawn ones only where there is a whole set: a model of which the probe finds few has little to teach.
        """
        mine, least = self.drawn == drawn, SET if drawn else 1
        found = [(mine & (self.species == number)).nonzero()[:, 0] for number in range(int(self.species.max()) + 1)]
        return [indices for indices in found if len(indices) >= least]

    @property
    def present(self) -> Tensor:
        """(n, ranks), whether there is anything to say by this token."""
        return self.offsets.any(-1)

    @property
    def gate(self) -> float:
        """g of `projector.adain` with which normalised f has the spread of the offsets, in the mean."""
        return float(self.offsets.std(-1, correction=0)[self.present].mean())


def said_looks(world: World, denoiser: Denoiser, scene: Scene, word: str) -> Tensor:
    """The difference that naming all looks makes to the states of a noun, over the spread of c_b: (ranks, D)."""
    texts = [world.full_description(scene, named) for named in (True, False)]
    templates = encode_templates(denoiser, texts, [word] * 2)
    of_tokens = (templates.place / templates.place.sum(1, keepdim=True)).mT @ templates.condition.states
    return (of_tokens[0] - of_tokens[1]) / templates.base[1].std(-1, correction=0, keepdim=True)


def _said(world: World, denoiser: Denoiser, pair: tuple[Scene, Scene], word: str) -> Tensor:
    # two texts: what the rest of a prompt does to the difference is not the figure's
    return torch.stack([said_looks(world, denoiser, scene, word) for scene in pair]).mean(0).cpu()


@torch.no_grad()
def rendered_figure(world: World, denoiser: Denoiser, seed: int, word: str) -> Lesson:
    """One that the renderer draws from `seed`."""
    pair = world.pair_of_scenes(Random(seed), word)
    z_0 = denoiser.encode_picture(world.draw_scene(pair[0], denoiser.picture_size[0]).picture)
    words = denoiser.encode(world.open_prompt(word))
    return condense(denoiser.features(z_0, words)).cpu(), _said(world, denoiser, pair, word)


def told_pair(world: World, looks: Mapping[str, str], seed: int, word: str) -> tuple[Scene, Scene]:
    """The pair of scenes of `seed`, the figure in both with the looks that the probe tells."""
    said = {name: answer for name, answer in wearable(looks).items() if name in world.questions().looks}
    paper, scene = (
        replace(shown, figures=(replace(shown.figures[0], **said),))
        for shown in world.pair_of_scenes(Random(seed), word)
    )
    return paper, scene


@torch.no_grad()
def drawn_figures(world: World, backend: Picturebook, seed: int, word: str, count: int) -> Iterator[Lesson]:
    """Those of the candidates from `seed` on in which the probe finds the character."""
    pictures: dict[int, Image] = {}

    def keep(progress: Progress) -> None:
        if progress.picture is not None and progress.index is not None:
            pictures[progress.index] = progress.picture

    proposal = backend.propose(ProposeRequest(world.open_prompt(word), word, seed, count, setting=""), keep)
    for index, picture in sorted(pictures.items()):
        if backend.probe.see([picture])[0].has(word):
            pair = told_pair(world, backend.probe.read(picture, word), seed + index, word)
            yield proposal.features[index : index + 1], _said(world, backend.denoiser, pair, word)


def _lessons(world: World, backend: Picturebook, rendered: int, drawn: int) -> Iterator[tuple[int, bool, Lesson]]:
    for number, word in enumerate(world.questions().names):
        first = FIRST_SEED + 10_000 * number
        for seed in range(first, first + rendered):
            yield number, False, rendered_figure(world, backend.denoiser, seed, word)
        for done in range(0, drawn, SET):
            for lesson in drawn_figures(world, backend, first + done, word, min(SET, drawn - done)):
                yield number, True, lesson


def fill_bank(world: World, backend: Picturebook, rendered: int, drawn: int, path: Path) -> Bank:
    """So many figures of every species, encoded and described; kept in `path` when all of them are there."""
    if not path.exists():
        species, by_model, lessons = zip(*_lessons(world, backend, rendered, drawn), strict=True)
        features, offsets = zip(*lessons, strict=True)
        tensors = {"features": torch.cat(features), "offsets": pad_sequence(list(offsets), True)}
        told = {"species": torch.tensor(species), "drawn": torch.tensor(by_model)}
        write_whole(path, packed(tensors | told))
    return Bank(**load_file(path, str(backend.denoiser.device)))
