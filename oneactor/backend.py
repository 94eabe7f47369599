"""What every back-end offers: the three verbs, on plain requests, with progress that may cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from oneactor.actor import Actor
    from oneactor.proposing import Proposal
    from oneactor.requests import ProposeRequest, RenderRequest, TuneRequest


@dataclass(frozen=True)
class Progress:
    """One sign of life of a run: `done` of `total` units, what is going on, and a finished picture if there is one.

    `picture` is set with `index` when candidate or request number `index` is finished; `rendering` of a request, too.
    """

    done: int
    total: int
    step: str
    picture: Image | None = None
    index: int | None = None
    rendering: Rendering | None = None


#: Called at every step. It may raise `oneactor.errors.Cancelled`, which ends the run at once.
Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Rendering:
    """A drawn picture and what the drawing found out.

    Attributes:
        areas: per placement the fraction of the picture that its last mask covered (0 to 1).
        absent: indices of placements whose character was not found in the attention maps.
        notices: sentences for the writer, e.g. that a base word had to be put into the prompt.
        drawn_with: fingerprint of the model and every number of the drawing, defaults filled in.
    """

    picture: Image
    areas: tuple[float, ...] = ()
    absent: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()
    drawn_with: Mapping[str, str | float | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Likeness:
    """How well a picture agrees with a character's target, attribute by attribute."""

    score: float
    agree: dict[str, bool] = field(default_factory=dict)


class Backend(Protocol):
    """A drawing model with the OneActor verbs. One instance is held per worker."""

    name: str

    def propose(self, request: ProposeRequest, report: Report) -> Proposal: ...

    def tune(self, request: TuneRequest, report: Report) -> Actor: ...

    def render(self, request: RenderRequest, report: Report) -> Rendering: ...

    def render_many(self, requests: Sequence[RenderRequest], report: Report) -> list[Rendering]:
        """The same pictures as `render` draws, byte for byte, some of them drawn together.

        Each is reported as soon as it is finished, with its index and rendering.
        """
        ...

    def likeness(self, picture: Path, target: Path, base_word: str) -> Likeness | None:
        """Compare by the model's own probe; `None` where the back-end has none."""
        ...

    def enlarge(self, picture: Image) -> Image:
        """A picture drawn as many times larger as `BackendInfo.enlarging` says.

        Raises:
            ModelMissing: the back-end has no network for that.
        """
        ...
