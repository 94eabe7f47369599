"""Fig. 9: do latents drawn with a card gather around the target's?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from oneactor.cast import assemble
from oneactor.evaluation.bootstrap import interval, ratio
from oneactor.evaluation.context import Context
from oneactor.evaluation.plots import require_plots, scatter
from oneactor.evaluation.stage import Character, Stage, quiet
from oneactor.evaluation.tsne import tsne
from oneactor.proposing import Proposal, candidate_prompt
from oneactor.rendering import Course, Guide, draw_latent
from oneactor.requests import RenderRequest

Points = NDArray[np.float64]
#: pictures of each kind for one character and drawing seed
EACH = 8


@dataclass(frozen=True)
class Cloud:
    """Latents of one character, a row each (n, C h w)."""

    target: Points
    auxiliary: Points
    without: Points
    tuned: Points


def _flat(latents: Tensor) -> Points:
    return latents.flatten(1).cpu().double().numpy()


def _kept(stage: Stage, request: RenderRequest) -> Tensor:
    tensors, _, _ = stage.shelf.tensors("latents", lambda: ({"z_0": _drawn(stage, request)}, {}), stage.key(request))
    return tensors["z_0"]


@torch.no_grad()
def _drawn(stage: Stage, request: RenderRequest) -> Tensor:
    course, cast = Course.of(request, stage.preset.drawing), assemble(stage.denoiser, request)
    guide = Guide(stage.denoiser, cast, course, request.v, None)
    return draw_latent(stage.denoiser, cast, guide, request.seed, quiet)


def cloud(stage: Stage, character: Character, seeds: range) -> Cloud:
    """The base set's latents and as many drawn by the same words from other seeds, without and with the card."""
    proposal = Proposal.load(character.proposal)
    prompt = candidate_prompt(proposal.request, stage.preset)

    def drawn(tuned: bool) -> Points:
        cast = (character.placement(tuned),)
        requests = [RenderRequest(prompt, cast, seed, sampling=stage.sampling) for seed in seeds]
        return _flat(torch.cat([_kept(stage, request) for request in requests]))

    base, index = _flat(proposal.latents), character.index
    return Cloud(base[index : index + 1], np.delete(base, index, 0), drawn(False), drawn(True))


def distance(points: Points, target: Points) -> float:
    """Mean Euclidean distance to the target."""
    return float(np.linalg.norm(points - target, axis=1).mean())


def run(context: Context) -> None:
    """A scatter of the first character, and mean distances to the target over all of them."""
    require_plots()
    seed, first = context.extent.seed, context.first_seed
    seeds = range(first, first + EACH * context.extent.seeds)
    clouds = context.each(context.characters(), lambda character: cloud(context.stage, character, seeds))
    shown = clouds[0]
    kinds = {"without a card": shown.without, "with the card": shown.tuned, "auxiliary": shown.auxiliary}
    y = tsne(np.concatenate([*kinds.values(), shown.target]), seed)
    ends = np.cumsum([len(points) for points in kinds.values()])
    parts = dict(zip([*kinds, "target"], np.split(y, ends), strict=True))
    scatter(parts, context.out / "latents.png", "t-SNE of latents")
    without = [distance(each.without, each.target) for each in clouds]
    tuned = [distance(each.tuned, each.target) for each in clouds]
    row = {"without a card": interval(without, seed), "with the card": interval(tuned, seed)}
    rows = {"mean distance to the target": {**row, "with over without": ratio(tuned, without, seed)}}
    context.save("latents", "Latents around the target (Fig. 9)", rows)
