"""Render: one picture from a prompt and its cast (paper, Sec. 3.3)."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from oneactor.backend import Progress, Rendering, Report
from oneactor.cast import Cast, assemble
from oneactor.casting import MaskedCasting
from oneactor.denoiser import Condition, Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import Form, Row
from oneactor.presets import DrawingSettings
from oneactor.requests import Placement, RenderRequest
from oneactor.sampling import Noise, sample, step_count


@dataclass(frozen=True)
class Course:
    """The numbers of one drawing, request and defaults put together."""

    steps: int
    scale: float
    eta_2: float
    guided: float
    rescale: float

    @classmethod
    def of(cls, request: RenderRequest, drawing: DrawingSettings) -> Course:
        """What the request says, else the default.

        Raises:
            InvalidRequest: no steps, or a guided part outside 0 to 1.
        """
        wanted = request.sampling
        course = cls(
            steps=step_count(wanted, drawing.steps),
            scale=drawing.scale if wanted.scale is None else wanted.scale,
            eta_2=drawing.eta_2 if request.eta_2 is None else request.eta_2,
            guided=drawing.guided if request.guided is None else request.guided,
            rescale=drawing.rescale,
        )
        if not 0 <= course.guided <= 1:
            raise InvalidRequest("The guided part of a picture's steps must lie between 0 and 1.")
        return course

    @property
    def form(self) -> Form:
        """What a step with offsets computes."""
        return Form(self.scale, self.eta_2)


class Guide:
    """The prediction of every step: offsets in the first part of the steps, the plain prompt after it."""

    def __init__(self, denoiser: Denoiser, cast: Cast, course: Course, v: float, masked: MaskedCasting | None) -> None:
        self.denoiser, self.course, self.masked = denoiser, course, masked
        self.window = 0
        shifts, empty = cast.shifts(v), cast.empty.states
        self.plain_form = Form(course.scale)
        self.plain = cast.condition(self.plain_form, {"empty": empty, "target": shifts.plain})
        offsets: dict[Row, Tensor] = {"empty": empty, "target": shifts.target, "average": shifts.average}
        self.offset = cast.condition(course.form, offsets)

    def open(self, timesteps: int, tuned: bool) -> None:
        """Let offsets act in the first of `timesteps` steps; without a tuned character never."""
        self.window = round(self.course.guided * timesteps) if tuned else 0

    def _rows(self, condition: Condition, latents: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        count = len(condition.states)
        return self.denoiser.predict(torch.cat([latents] * count), timestep, condition).chunk(count)

    def predict(self, index: int, latents: Tensor, timestep: Tensor) -> Tensor:
        """Guided prediction for one latent (1, C, h, w): Eq. 19 inside the window, Eq. 3 after it."""
        course = self.course
        if index >= self.window:
            if self.masked is not None:
                self.masked.rest()
            return self.plain_form.guided(self._rows(self.plain, latents, timestep), course.rescale)
        if self.masked is not None:
            rows = self.masked.predict(latents, timestep)
        else:
            rows = self._rows(self.offset, latents, timestep)
        return course.form.guided(rows, course.rescale)


def _wants_masks(request: RenderRequest, cast: Cast) -> bool:
    if not cast.tuned:
        return False
    if request.masked is not None:
        return request.masked
    return len(cast.members) > 1 or any(member.area is not None for member in cast.members)


def _name(placement: Placement) -> str:
    return placement.description or placement.base_word


@torch.no_grad()
def draw_latent(denoiser: Denoiser, cast: Cast, guide: Guide, seed: int, report: Report) -> Tensor:
    """z_0 of one picture, (1, C, h, w)."""
    steps = guide.course.steps
    scheduler, noise = denoiser.scheduler(steps), Noise([seed])
    guide.open(len(scheduler.timesteps), cast.tuned)

    def on_step(finished: int) -> None:
        report(Progress(finished * steps // len(scheduler.timesteps), steps + 1, "drawing"))

    start = noise.start((denoiser.channels, *denoiser.latent_size), denoiser.device)
    with nullcontext() if guide.masked is None else guide.masked.injected():
        return sample(scheduler, start, noise, guide.predict, on_step)


@torch.no_grad()
def render(denoiser: Denoiser, drawing: DrawingSettings, request: RenderRequest, report: Report) -> Rendering:
    """Draw one picture.

    Raises:
        InvalidRequest: the request cannot be drawn as written.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    course = Course.of(request, drawing)
    cast = assemble(denoiser, request)
    masked = None
    if _wants_masks(request, cast):
        masked = MaskedCasting(denoiser, cast, request.v, course.form, drawing.masks)
    guide = Guide(denoiser, cast, course, request.v, masked)
    report(Progress(0, course.steps + 1, "drawing"))
    latent = draw_latent(denoiser, cast, guide, request.seed, report)
    picture = denoiser.decode(latent)[0]
    report(Progress(course.steps + 1, course.steps + 1, "drawn"))
    drawn_with = {"model": denoiser.model, "v": request.v, "masked": masked is not None, **asdict(course)}
    if masked is None or masked.masks is None:
        return Rendering(picture, notices=cast.notices, drawn_with=drawn_with)
    absent = tuple(masked.masks.absent.nonzero()[:, 0].tolist())
    missing = tuple(f"{_name(request.cast[index])} was not found in the picture." for index in absent)
    return Rendering(picture, tuple(masked.masks.area.tolist()), absent, cast.notices + missing, drawn_with)
