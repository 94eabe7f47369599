"""A projector that has seen many characters: tuning starts from it instead of from chance (the paper's own outlook).

One step looks at a base set as tuning does: pictures of one species, every look left open, on paper. Each picture's own
offset has to make the open prompt mean the same figure in another scene. What differs between the two pictures besides
the figure (place, action, mood, style) is named, so no offset can be of use by carrying it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from safetensors.torch import load_file
from torch import Tensor

from oneactor.base_set import encode_templates
from oneactor.denoiser import Denoiser
from oneactor.guidance import shifted
from oneactor.picturebook.renderer import World
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.projector import Projector, ProjectorShape, adain, condense
from oneactor.sampling import Noising, stratified
from oneactor.tensorfile import packed, write_whole

#: pictures of one base set, as many as candidates are proposed
SET = 11
#: figures of a set that are drawn in another scene in one step
ROWS = 6
#: weight of the row whose offset is the mean of the set's, as lambda_2 of Eq. 14
AVERAGE = 0.2
FIRST_SEED = 40_000_000


@dataclass(frozen=True)
class Bank:
    """Every figure once on paper and once in a scene.

    Attributes:
        features: h of the figure on paper, (n, Ch, <=8, <=8).
        latents: z_0 of the figure in its scene, (n, C, h, w).
        texts: the open prompt of each scene.
        species: of each figure.
    """

    features: Tensor
    latents: Tensor
    texts: list[str]
    species: list[str]

    def of(self, species: str) -> list[int]:
        """Indices of a species' figures."""
        return [i for i, name in enumerate(self.species) if name == species]


@torch.no_grad()
def fill_bank(world: World, denoiser: Denoiser, each: int, path: Path) -> Bank:
    """Draw and encode `each` figures of every species; kept in `path`."""
    scenes = [
        world.pair_of_scenes(Random(FIRST_SEED + 10_000 * s + i), species)
        for s, species in enumerate(world.questions().names)
        for i in range(each)
    ]
    texts = [world.full_description(scene, named=False) for _, scene in scenes]
    species = [scene.figures[0].species for _, scene in scenes]
    if not path.exists():
        features, latents, size = [], [], denoiser.picture_size[0]
        for paper, scene in scenes:
            words = denoiser.encode(world.full_description(paper, named=False))
            z_0 = denoiser.encode_picture(world.draw_scene(paper, size).picture)
            features.append(condense(denoiser.features(z_0, words)).cpu())
            latents.append(denoiser.encode_picture(world.draw_scene(scene, size).picture).cpu())
        write_whole(path, packed({"features": torch.cat(features), "latents": torch.cat(latents)}))
    kept = load_file(path, str(denoiser.device))
    return Bank(kept["features"], kept["latents"], texts, species)


def train_projector(denoiser: Denoiser, bank: Bank, plan: Plan, path: Path) -> Projector:
    """Learn what a figure's features say about its offset, for all species at once."""
    templates = encode_templates(denoiser, bank.texts, bank.species)
    ranks, width = templates.place.shape[-1], templates.base.shape[-1]
    projector = Projector.seeded(ProjectorShape(bank.features.shape[1], width, ranks, gate=1.0), 0)
    projector.to(denoiser.device)
    noising = Noising(denoiser.scheduler(2), denoiser.device)
    names = sorted(set(bank.species))
    members = {species: bank.of(species) for species in names}

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        g = step_generator(5, number)
        indices = members[names[int(torch.randint(len(names), (), generator=g))]]
        chosen = torch.tensor(indices)[torch.randperm(len(indices), generator=g)[:SET]].to(denoiser.device)
        f_hat = projector(bank.features[chosen])
        rows = torch.cat([chosen[:ROWS], chosen[:1]])
        f = torch.cat([f_hat[:ROWS], f_hat[1:].mean(0, keepdim=True)])
        offset = adain(f, templates.base[rows], projector.gate)
        states = shifted(templates.condition.states[rows], templates.place[rows], offset)
        z_0 = bank.latents[rows]
        t = stratified(len(rows), noising.timesteps, g).to(denoiser.device)
        eps = torch.randn(z_0.shape, generator=g).to(denoiser.device)
        condition = templates.condition.rows(rows.tolist()).with_states(states)
        output = denoiser.predict(noising.noised(z_0, eps, t), t, condition)
        errors = (output - noising.target(z_0, eps, t)).square().mean((1, 2, 3))
        loss = errors[:-1].mean() + AVERAGE * errors[-1]
        return loss, {"own": errors[:-1].mean().detach(), "average": errors[-1].detach()}

    train(projector, plan, path, step)
    return projector
