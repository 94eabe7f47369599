"""A projector that has seen many characters: tuning starts from it instead of from chance (the paper's own outlook).

What the offset of a figure has to be is known in this world before anything is drawn: the difference that naming its
looks makes to the state of its noun, which is what `carrying` taught the denoiser to draw. So the projector learns that
difference from the picture's features. It sees the figures of a step together, as tuning does: pictures of one species
on paper, every look left open in their prompts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from oneactor.base_set import encode_templates
from oneactor.denoiser import Denoiser
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.projector import Projector, ProjectorShape, condense, normalised
from oneactor.tensorfile import packed, write_whole

#: pictures of one base set, as many as candidates are proposed
SET = 11
FIRST_SEED = 40_000_000


@dataclass(frozen=True)
class Bank:
    """Figures alone on paper, and the offsets that stand for their looks.

    Attributes:
        features: h of the figure on paper, (n, Ch, <=8, <=8).
        offsets: c_D / sigma(c_b) of its noun's tokens, (n, ranks, D); zeros where its noun has fewer.
        species: of each figure.
    """

    features: Tensor
    offsets: Tensor
    species: list[str]

    def of(self, species: str) -> list[int]:
        """Indices of a species' figures."""
        return [i for i, name in enumerate(self.species) if name == species]

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


@torch.no_grad()
def figure(world: World, denoiser: Denoiser, seed: int, word: str) -> tuple[Tensor, Tensor]:
    """One figure that was drawn from `seed`: its features (1, Ch, <=8, <=8) and offset (ranks, D), as in a bank."""
    paper, scene = world.pair_of_scenes(Random(seed), word)
    z_0 = denoiser.encode_picture(world.draw_scene(paper, denoiser.picture_size[0]).picture)
    words = denoiser.encode(world.open_prompt(word))
    # two texts: what the rest of a prompt does to the difference is not the figure's
    both = [said_looks(world, denoiser, shown, word) for shown in (paper, scene)]
    return condense(denoiser.features(z_0, words)).cpu(), torch.stack(both).mean(0).cpu()


def fill_bank(world: World, denoiser: Denoiser, each: int, path: Path) -> Bank:
    """Draw, encode and describe `each` figures of every species; kept in `path`."""
    names = world.questions().names
    species = [name for name in names for _ in range(each)]
    if not path.exists():
        seeds = (FIRST_SEED + 10_000 * s + i for s in range(len(names)) for i in range(each))
        figures = [figure(world, denoiser, seed, word) for seed, word in zip(seeds, species, strict=True)]
        features, offsets = zip(*figures, strict=True)
        write_whole(path, packed({"features": torch.cat(features), "offsets": pad_sequence(list(offsets), True)}))
    kept = load_file(path, str(denoiser.device))
    return Bank(kept["features"], kept["offsets"], species)


def train_projector(bank: Bank, plan: Plan, path: Path) -> Projector:
    """Learn what a figure's features say about its offset, for all species at once: least squares on normalised f."""
    ranks, width = bank.offsets.shape[1:]
    projector = Projector.seeded(ProjectorShape(bank.features.shape[1], width, ranks, gate=bank.gate), 0)
    projector.to(bank.features.device)
    wanted, present = normalised(bank.offsets), bank.present.float()
    members = [bank.of(species) for species in sorted(set(bank.species))]

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        g = step_generator(5, number)
        indices = members[int(torch.randint(len(members), (), generator=g))]
        chosen = torch.tensor(indices)[torch.randperm(len(indices), generator=g)[:SET]].to(wanted.device)
        errors = (projector(bank.features[chosen]) - wanted[chosen]).square().mean(-1)
        loss = (errors * present[chosen]).sum() / present[chosen].sum().clamp_min(1)  # some species may have no looks
        return loss, {"correlation": 1 - loss.detach() / 2}  # of two vectors of unit spread

    train(projector, plan, path, step)
    return projector
