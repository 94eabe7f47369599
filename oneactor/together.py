"""Several pictures in one pass of the network per step, where each of them gets the bytes that it would get alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import torch
from torch import Tensor

from oneactor.backend import Progress, Rendering, Report
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.guidance import Form
from oneactor.presets import DrawingSettings
from oneactor.rendering import Drawing, prepare, render
from oneactor.requests import RenderRequest
from oneactor.sampling import Noise, sample

#: the ControlNet that a request names, if any
Net = Callable[[RenderRequest], Any]


def _stacked(conditions: Sequence[Condition]) -> Condition:
    """Conditions of the same form: first the first row of each picture, then the second of each."""
    count, rows = len(conditions), len(conditions[0].states)
    order = [picture * rows + row for row in range(rows) for picture in range(count)]
    return Condition.stack(conditions).rows(order)


class Company:
    """The prediction of every step for several pictures; they share their course, and none has masks."""

    def __init__(self, denoiser: Denoiser, drawings: Sequence[Drawing], timesteps: int) -> None:
        self.denoiser, self.guides = denoiser, [drawing.guide for drawing in drawings]
        for drawing in drawings:
            drawing.guide.open(timesteps, drawing.cast.tuned)
        self.plain = _stacked([guide.plain for guide in self.guides])
        self.offset = _stacked([guide.offset for guide in self.guides])

    def predict(self, index: int, latents: Tensor, timestep: Tensor) -> Tensor:
        """Guided predictions for latents (N, C, h, w), as `Guide.predict` makes each."""
        first = self.guides[0]
        inside = index < first.window
        form: Form = first.form if inside else first.plain_form
        condition = self.offset if inside else self.plain
        rows = self.denoiser.predict(torch.cat([latents] * len(form.rows)), timestep, condition)
        return form.guided(rows.chunk(len(form.rows)), first.course.rescale)

    def exact(self, latents: Tensor, timestep: Tensor) -> bool:
        """Whether this machine's arithmetic gives every picture the same bytes as alone; asked once for each shape."""
        known, guides = self.denoiser.exact, self.guides
        shape = (len(latents), len(guides[0].form.rows), len(guides[0].plain_form.rows))
        if shape not in known:
            known[shape] = all(
                torch.equal(
                    self.predict(index, latents, timestep),
                    torch.cat([g.predict(index, z[None], timestep) for g, z in zip(guides, latents, strict=True)]),
                )
                for index in {0, guides[0].window}
            )
        return known[shape]


@torch.no_grad()
def _latents(denoiser: Denoiser, drawings: Sequence[Drawing], on_step: Callable[[int], None]) -> Tensor | None:
    """z_0 of all, (N, C, h, w); `None` where they have to be drawn one by one."""
    course = drawings[0].guide.course
    scheduler, noise = denoiser.scheduler(course.steps), Noise([drawing.request.seed for drawing in drawings])
    company = Company(denoiser, drawings, len(scheduler.timesteps))
    start = noise.start((denoiser.channels, *denoiser.latent_size), denoiser.device)
    with denoiser.told(course.scale):
        if not company.exact(start, scheduler.timesteps[0]):
            return None
        return sample(scheduler, start, noise, company.predict, on_step)


def _groups(drawings: Sequence[Drawing], most: int) -> Iterator[list[int]]:
    """Neighbours that can be drawn together, up to `most`; alone who has masks, a control picture or an old one."""

    def kind(index: int) -> object:
        each = drawings[index]
        alone = each.guide.masked is not None or each.request.control is not None or each.request.redo is not None
        return index if alone else (each.guide.course, each.cast.tuned)

    for _, run in groupby(range(len(drawings)), kind):
        alike = list(run)
        yield from (alike[start : start + most] for start in range(0, len(alike), most))


class _Tell:
    """Passes on how far the group is, added to those before it; what is told never falls."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total = report, total
        self.before = self._reached = 0

    def __call__(self, done: int, index: int | None = None, rendering: Rendering | None = None) -> None:
        self._reached = max(self._reached, self.before + done)
        picture = None if rendering is None else rendering.picture
        self._report(Progress(self._reached, self._total, "drawing", picture, index, rendering))


def _drawn(
    denoiser: Denoiser, settings: DrawingSettings, group: Sequence[Drawing], tell: _Tell, net: Net
) -> Iterator[Rendering]:
    """The pictures of a group, one after the other; `tell` hears of finished units, a step or a decoding each."""
    steps, count = group[0].guide.course.steps, len(group)
    latents = _latents(denoiser, group, lambda done: tell(count * min(done, steps))) if count > 1 else None
    for place, each in enumerate(group):
        if latents is not None:
            yield each.result(denoiser.model, denoiser.decode(latents[place : place + 1])[0])
        else:

            def pass_on(progress: Progress, begun: int = place * (steps + 1)) -> None:
                tell(begun + progress.done)

            yield render(denoiser, settings, each.request, pass_on, net(each.request))


@torch.no_grad()
def render_many(
    denoiser: Denoiser, settings: DrawingSettings, requests: Sequence[RenderRequest], report: Report, net: Net
) -> list[Rendering]:
    """Draw several pictures; each is reported with its index and rendering as soon as it is finished.

    Args:
        net: the ControlNet that a request names.

    Raises:
        InvalidRequest: a request cannot be drawn as written.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    drawings = [prepare(denoiser, settings, request) for request in requests]
    tell = _Tell(report, sum(each.guide.course.steps + 1 for each in drawings))
    made: dict[int, Rendering] = {}
    for group in _groups(drawings, settings.batch):
        units = drawings[group[0]].guide.course.steps + 1
        members = [drawings[index] for index in group]
        for place, rendering in enumerate(_drawn(denoiser, settings, members, tell, net)):
            made[group[place]] = rendering
            tell((place + 1) * units, group[place], rendering)
        tell.before += len(group) * units
    return [made[index] for index in range(len(requests))]
