"""What the learnt baselines share: rows of the target to learn from, a loop with an end, and drawing with any words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.base_set import BaseSet, filled, load_base_set
from oneactor.cast import Cast
from oneactor.condition import Condition
from oneactor.evaluation.keeping import code_sum
from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage, quiet
from oneactor.evaluation.timing import now
from oneactor.proposing import Proposal, plain_setting
from oneactor.rendering import Course, Guide, draw_latent
from oneactor.requests import RenderRequest
from oneactor.sampling import stratified

#: rows of a step, as many as OneActor's: target, three auxiliaries, average
ROWS = 5


def base_set(stage: Stage, character: Character) -> tuple[BaseSet, list[str]]:
    """What OneActor learns the character from, and the texts of its prompts."""
    proposal, settings = Proposal.load(character.proposal), stage.preset.tuning
    base = load_base_set(stage.denoiser, proposal, character.index, stage.preset)
    plain = plain_setting(proposal.request, stage.preset)
    return base, filled(settings.templates, character.subject.description, plain)


def target_loss(stage: Stage, base: BaseSet, condition: Condition, generator: torch.Generator) -> Tensor:
    """Denoising loss of the target (and its mirror image) under one prompt (Eq. 2), scalar."""
    count = ROWS
    picked = torch.randint(len(base.targets), (count,), generator=generator).tolist()
    shown = [base.targets[i] for i in picked]
    z_0, words = base.latents[shown], condition.rows([0] * count).of_crops(base.frames[shown])
    t = stratified(count, base.noising.timesteps, generator).to(z_0.device)
    eps = torch.randn(z_0.shape, generator=generator).to(z_0.device)
    output = stage.denoiser.predict(base.noising.noised(z_0, eps, t), t, words)
    return (output - base.noising.target(z_0, eps, t)).square().mean()


def descend(
    parameters: Iterable[Tensor], loss: Callable[[int], Tensor], rate: float, steps: int, seconds: float | None
) -> int:
    """AdamW for so many steps, or until the time is over; the number of steps taken."""
    moved = list(parameters)
    optimizer, device = torch.optim.AdamW(moved, lr=rate, weight_decay=0.01), moved[0].device
    began, taken = now(device), 0
    while taken < steps and (seconds is None or taken == 0 or now(device) - began < seconds):
        optimizer.zero_grad(set_to_none=True)
        loss(taken).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        taken += 1
    return taken


def steps_of(tries: Tries, usual: int) -> int:
    """Steps to take: with a time to keep, as many as fit into it."""
    if tries.steps is not None:
        return tries.steps
    return usual if tries.seconds is None else 1_000_000


@dataclass(frozen=True)
class Learnt:
    """What a baseline learnt of a character.

    Attributes:
        name: of its content; pictures drawn with it are kept under that.
    """

    tensors: Mapping[str, Tensor]
    effort: Effort
    name: str


#: learns: tensors and the steps that it took
Learn = Callable[[], tuple[Mapping[str, Tensor], int]]


def learnt(stage: Stage, character: Character, method: tuple[object, ...], tries: Tries, learn: Learn) -> Learnt:
    """What `learn` gives and the time that it took, once for all.

    Args:
        method: what tells this way of learning apart from others.
    """

    def timed() -> tuple[Mapping[str, Tensor], Mapping[str, float]]:
        began = now(stage.denoiser.device)
        tensors, steps = learn()
        return tensors, {"steps": steps, "seconds": now(stage.denoiser.device) - began}

    made_from = (method, code_sum("evaluation/methods"), character.proposal.name, character.index, tries)
    found, took, name = stage.shelf.tensors("learnt", timed, made_from)
    tensors = {key: value.to(stage.denoiser.device) for key, value in found.items()}
    return Learnt(tensors, Effort(int(took["steps"]), float(took["seconds"])), name)


def draw(stage: Stage, prompt: str, words: Callable[[], Condition], seed: int, name: str) -> Image:
    """A picture under any word states, sampled as every other picture of the stage is.

    Args:
        words: encodes the prompt; not asked where the picture is there already.
        name: of what was learnt for it.
    """
    request = RenderRequest(prompt, seed=seed, sampling=stage.sampling)
    return stage.shelf.picture(lambda: _drawn(stage, request, words()), name, stage.key(request))


@torch.no_grad()
def _drawn(stage: Stage, request: RenderRequest, words: Condition) -> Image:
    denoiser = stage.denoiser
    cast = Cast(request.prompt, (), words, denoiser.encode_empty())
    course = Course.of(request, stage.preset.drawing)
    latent = draw_latent(denoiser, cast, Guide(denoiser, cast, course, 1.0, None), request.seed, quiet)
    return denoiser.decode(latent)[0]


class LearntMethod:
    """A baseline that learns each character from one picture; what it learnt of each is kept by the subject's key."""

    #: of the way of learning
    name: str
    most = 1
    rates: tuple[float, ...]
    usual = 500

    def __init__(self, stage: Stage, tries: Tries) -> None:
        self.stage, self.tries = stage, tries
        self.rate = tries.rate or self.rates[0]
        self.learnt: dict[str, Learnt] = {}

    def learn(self, character: Character) -> Effort:
        """Learn it, or take what was learnt before."""
        way = (self.name, self.rate, self.usual)
        known = learnt(self.stage, character, way, self.tries, lambda: self._trained(character))
        self.learnt[character.subject.key] = known
        return known.effort

    def _trained(self, character: Character) -> tuple[Mapping[str, Tensor], int]:
        """The tensors, and the steps that they took."""
        raise NotImplementedError
