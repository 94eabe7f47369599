"""Render: one picture from a prompt and its cast (paper, Sec. 3.3)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from functools import partial
from math import isfinite
from typing import Any, get_args

import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.adopting import read_picture
from oneactor.backend import Progress, Rendering, Report
from oneactor.cast import Cast, assemble
from oneactor.casting import MaskedCasting
from oneactor.condition import Condition
from oneactor.control import controlled
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import GUIDED, Row
from oneactor.presets import DrawingSettings, MaskSettings
from oneactor.redoing import Again, start_over
from oneactor.requests import Control, First, Masking, Placement, RenderRequest
from oneactor.sampling import Noise, Part, denoise, sample, step_count


@dataclass(frozen=True)
class Course:
    """The numbers of one drawing, request and defaults put together."""

    steps: int
    scale: float
    eta_2: float
    guided: float
    rescale: float

    @classmethod
    def of(cls, request: RenderRequest, drawing: DrawingSettings, released: bool = False) -> Course:
        """What the request says, else the default.

        Args:
            released: all who are learnt are so in the release's form, whose offsets act in no more than its steps.

        Raises:
            InvalidRequest: no steps, a guided part outside 0 to 1, or a strength that is no number.
        """
        wanted, guided = request.sampling, min(drawing.guided, GUIDED) if released else drawing.guided
        course = cls(
            steps=step_count(wanted, drawing.steps),
            scale=drawing.scale if wanted.scale is None else wanted.scale,
            eta_2=drawing.eta_2 if request.eta_2 is None else request.eta_2,
            guided=guided if request.guided is None else request.guided,
            rescale=drawing.rescale,
        )
        if not 0 <= course.guided <= 1:
            raise InvalidRequest("The guided part of a picture's steps must lie between 0 and 1.")
        if not all(map(isfinite, (course.scale, course.eta_2, request.v))):
            raise InvalidRequest("The guidance scale, eta 2 and v are finite numbers; nothing was drawn, correct them.")
        return course


class Guide:
    """The prediction of every step: offsets in the first part of the steps, the plain prompt after it."""

    def __init__(self, denoiser: Denoiser, cast: Cast, course: Course, v: float, masked: MaskedCasting | None) -> None:
        self.denoiser, self.course, self.masked = denoiser, course, masked
        self.window = 0
        shifts, empty = cast.shifts(v), cast.empty.states
        self.form, self.plain_form = denoiser.form(course.scale, course.eta_2), denoiser.form(course.scale)
        self.plain = cast.condition(self.plain_form, {"empty": empty, "target": shifts.plain})
        offsets: dict[Row, Tensor] = {"empty": empty, "target": shifts.target, "average": shifts.average}
        self.offset = cast.condition(self.form, offsets)

    def open(self, timesteps: int, tuned: bool, begin: int = 0) -> None:
        """Let offsets act in the first of the steps from `begin` to `timesteps`; without a tuned character never."""
        self.window = begin + round(self.course.guided * (timesteps - begin)) if tuned else 0

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
        return self.form.guided(rows, course.rescale)


def _wants_masks(request: RenderRequest, cast: Cast) -> bool:
    possible = any(cast.members[index].actor is not None for index in cast.figures)
    return cast.apart if request.masked is None else request.masked and possible


def mask_settings(masking: Masking, default: MaskSettings) -> MaskSettings:
    """What the request says, else the default.

    Raises:
        InvalidRequest: an isolation below 0, or another first step than there are.
    """
    wanted = {name: value for name, value in asdict(masking).items() if value is not None}
    settings = replace(default, **wanted)
    if not 0 <= settings.isolate < float("inf") or settings.first not in get_args(First):
        raise InvalidRequest(f"Isolation starts at 0; the first step is one of {', '.join(get_args(First))}.")
    return settings


def _name(placement: Placement) -> str:
    return placement.description or placement.base_word


@torch.no_grad()
def draw_latent(
    denoiser: Denoiser, cast: Cast, guide: Guide, seed: int, report: Report, again: Again | None = None
) -> Tensor:
    """z_0 of one picture, (1, C, h, w); `again` is drawn over."""
    steps = guide.course.steps
    scheduler, noise = denoiser.scheduler(steps), Noise([seed])
    begin = 0 if again is None else again.begin(scheduler, steps)
    guide.open(len(scheduler.timesteps), cast.tuned, begin)

    def on_step(finished: int) -> None:
        report(Progress(finished * steps // (len(scheduler.timesteps) - begin), steps + 1, "drawing"))

    eps = noise.start((denoiser.channels, *denoiser.latent_size), denoiser.device)
    with denoiser.told(guide.course.scale), nullcontext() if guide.masked is None else guide.masked.injected():
        if again is None:
            return sample(scheduler, eps, noise, guide.predict, on_step)
        start = again.start(scheduler, begin, eps)
        part = Part(begin, partial(again.kept, scheduler, eps=eps))
        return denoise(scheduler, start, noise, guide.predict, on_step, part)


def _control(denoiser: Denoiser, control: Control | None, net: Any) -> AbstractContextManager[None]:
    if control is None:
        return nullcontext()
    if not 0 <= control.scale < float("inf"):
        raise InvalidRequest("The weight of a control picture starts at 0.")
    return controlled(denoiser, net, read_picture(control.picture), control.scale)


@dataclass(frozen=True)
class Drawing:
    """A request put together, ready to be drawn.

    Attributes:
        settings: of the masks, where there are any.
    """

    request: RenderRequest
    cast: Cast
    guide: Guide
    settings: MaskSettings

    def result(self, model: str, picture: Image) -> Rendering:
        """What the drawn picture's run found out."""
        request, course, masked = self.request, self.guide.course, self.guide.masked
        followed = masked is not None and masked.masks is not None
        drawn_with = {"model": model, "v": request.v, "masked": followed, **asdict(course)}
        if masked is None or masked.masks is None:
            return Rendering(picture, notices=self.cast.notices, drawn_with=drawn_with)
        settings = self.settings
        drawn_with |= {"first": settings.first, "isolate": settings.isolate, "overlap": settings.overlap}
        missing = tuple(f"{_name(request.cast[index])} was not found in the picture." for index in masked.absent)
        return Rendering(picture, masked.areas, masked.absent, self.cast.notices + missing, drawn_with)


@torch.no_grad()
def prepare(denoiser: Denoiser, drawing: DrawingSettings, request: RenderRequest) -> Drawing:
    """Encode the words and load the cards of a request.

    Raises:
        InvalidRequest: the request cannot be drawn as written.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    Course.of(request, drawing)  # numbers that cannot be drawn with are told before any card is read
    cast = assemble(denoiser, request)
    course = Course.of(request, drawing, cast.released)
    settings = mask_settings(request.masking, drawing.masks)
    masked = None
    if _wants_masks(request, cast):
        masked = MaskedCasting(denoiser, cast, request.v, denoiser.form(course.scale, course.eta_2), settings)
    return Drawing(request, cast, Guide(denoiser, cast, course, request.v, masked), settings)


@torch.no_grad()
def render(
    denoiser: Denoiser, drawing: DrawingSettings, request: RenderRequest, report: Report, net: Any = None
) -> Rendering:
    """Draw one picture.

    Args:
        net: the ControlNet that the request names.

    Raises:
        InvalidRequest: the request cannot be drawn as written.
        CardDamaged, CardMismatch: a card cannot be used.
    """
    prepared = prepare(denoiser, drawing, request)
    steps = prepared.guide.course.steps
    report(Progress(0, steps + 1, "drawing"))
    redo, again = request.redo, None
    if redo is not None:
        again = start_over(denoiser, prepared.cast, redo, request.seed, prepared.settings)
    with _control(denoiser, request.control, net):
        latent = draw_latent(denoiser, prepared.cast, prepared.guide, request.seed, report, again)
    picture = denoiser.decode(latent)[0]
    if again is not None:
        picture = again.pasted(picture)
    report(Progress(steps + 1, steps + 1, "drawn"))
    return prepared.result(denoiser.model, picture)
