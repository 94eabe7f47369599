"""A projector that has seen many characters: tuning starts from it instead of from chance (the paper's own outlook).

What the offset of a figure has to be is known in this world before anything is drawn: the difference that naming its
looks makes to the state of its noun, which is what `carrying` taught the denoiser to draw. So the projector learns that
difference from the picture's features. It sees the figures of a step together, as tuning does: pictures of one species
on paper, every look left open in their prompts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from oneactor.picturebook.training.looks import SET, Bank
from oneactor.picturebook.training.loop import Plan, step_generator, train
from oneactor.projector import Projector, ProjectorShape, normalised

#: share of the steps whose figures the model drew itself: there are fewer of them, for they take ten times as long
DRAWN = 0.25


def train_projector(bank: Bank, plan: Plan, path: Path) -> Projector:
    """Learn what a figure's features say about its offset, for all species at once: least squares on normalised f."""
    ranks, width = bank.offsets.shape[1:]
    projector = Projector.seeded(ProjectorShape(bank.features.shape[1], width, ranks, gate=bank.gate), 0)
    projector.to(bank.features.device)
    wanted, present = normalised(bank.offsets), bank.present.float()
    rendered, drawn = bank.sets(drawn=False), bank.sets(drawn=True)

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        g = step_generator(5, number)
        sets = drawn if drawn and float(torch.rand((), generator=g)) < DRAWN else rendered
        indices = sets[int(torch.randint(len(sets), (), generator=g))]
        chosen = indices[torch.randperm(len(indices), generator=g)[:SET].to(indices.device)]
        errors = (projector(bank.features[chosen]) - wanted[chosen]).square().mean(-1)
        loss = (errors * present[chosen]).sum() / present[chosen].sum().clamp_min(1)  # some species may have no looks
        return loss, {"correlation": 1 - loss.detach() / 2}  # of two vectors of unit spread

    train(projector, plan, path, step)
    return projector
