"""Full-step noise compositing (MultiDiffusion's way, Bar-Tal et al. 2023): one prediction a character, cut by its mask.

The literal reading of the paper's second variant; it costs L + 2 predictions a step, one more that finds the masks,
and where OneActor needs 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.cast import Cast, assemble
from oneactor.casting import MaskedCasting
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.evaluation.keeping import code_sum
from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage, quiet
from oneactor.evaluation.subjects import Scene
from oneactor.masks import resized
from oneactor.rendering import Course, Guide, draw_latent
from oneactor.requests import RenderRequest


def composited(plain: Tensor, own: Sequence[Tensor], masks: Tensor) -> Tensor:
    """Plain prediction (1, C, h, w), and inside mask j (L, h, w) of 0 or 1 the j-th own one; masks do not overlap."""
    out = plain
    for prediction, mask in zip(own, masks, strict=True):
        out = torch.where(mask[None, None] > 0.5, prediction, out)
    return out


class CompositingGuide(Guide):
    """Every step: the rows of the plain form, and one per character with its own offset alone."""

    def __init__(self, denoiser: Denoiser, cast: Cast, course: Course, looking: MaskedCasting) -> None:
        super().__init__(denoiser, cast, replace(course, eta_2=0.0), 1.0, None)
        self.looking = looking
        alone = [
            replace(cast, members=tuple(m if i == j else replace(m, actor=None) for i, m in enumerate(cast.members)))
            for j in range(len(cast.members))
        ]
        own = [cast.words.with_states(each.shifts(1.0).target) for each in alone]
        self.all_rows = Condition.stack([self.plain, *own])

    def predict(self, index: int, latents: Tensor, timestep: Tensor) -> Tensor:
        if index >= self.window:
            return super().predict(index, latents, timestep)
        with self.looking.injected():
            self.looking.look(latents, timestep)
        assert self.looking.masks is not None
        rows, names = self._rows(self.all_rows, latents, timestep), self.plain_form.rows
        known, own = dict(zip(names, rows, strict=False)), rows[len(names) :]
        masks = resized(self.looking.masks.on, *self.denoiser.latent_size)
        known["target"] = composited(known["target"], own, masks)
        return self.plain_form.guided([known[name] for name in names], self.course.rescale)


class NoiseCompositing:
    """Draws with OneActor's cards, each character's prediction made for the whole picture."""

    most = 4
    rates: tuple[float, ...] = ()

    def __init__(self, stage: Stage, tries: Tries) -> None:
        self.stage = stage

    def learn(self, character: Character) -> Effort:
        """Its card is there."""
        return Effort(seconds=character.seconds)

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        stage = self.stage
        prompt = scene.prompt([character.subject.description for character in cast])
        request = RenderRequest(prompt, tuple(c.placement() for c in cast), seed, sampling=stage.sampling)
        kind = ("noise compositing", code_sum("evaluation/methods"))
        return stage.shelf.picture(lambda: self._drawn(request), kind, stage.key(request))

    @torch.no_grad()
    def _drawn(self, request: RenderRequest) -> Image:
        stage, denoiser = self.stage, self.stage.denoiser
        course, members = Course.of(request, stage.preset.drawing), assemble(denoiser, request)
        form = denoiser.form(course.scale, course.eta_2)
        looking = MaskedCasting(denoiser, members, request.v, form, stage.preset.drawing.masks)
        guide = CompositingGuide(denoiser, members, course, looking)
        return denoiser.decode(draw_latent(denoiser, members, guide, request.seed, quiet))[0]
