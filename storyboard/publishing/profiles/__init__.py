"""What each destination of a book asks for, as data: one JSON file each, with its sources and the day they were read.

Numbers that printers change, or that sources disagree on, stand in these files and nowhere in code. Lengths in inches.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCREEN = "screen"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Trim(_Data):
    """A page as it is after cutting."""

    name: str
    width: float = Field(gt=0)
    height: float = Field(gt=0)


class Bleed(_Data):
    """How far a page goes on beyond the cut: `outer` leaves out the edge at the binding."""

    amount: float = Field(ge=0)
    edges: Literal["none", "outer", "all"]


class PageRule(_Data):
    """How many pages a book may have, and how many empty ones may follow each other."""

    least: int
    most: int
    multiple: int
    last_blank: bool
    blanks: int


class Resolution(_Data):
    """Dots per inch of a placed picture: what it is brought up to, and below what preflight speaks up."""

    wanted: int
    error: int
    warning: int


class Spine(_Data):
    """Width = pages x `per_page` + `extra`; text on it from `text_from` pages, `clear` of both its edges.

    `per_page` is `None` where the printer publishes no rule: its template says how wide the spine is.
    """

    per_page: float | None
    extra: float
    text_from: int
    clear: float


class Barcode(_Data):
    """The white box on the back cover, `inset` from the bottom and from the spine."""

    width: float
    height: float
    inset: float


class Cover(_Data):
    """A cover in one piece: back, spine and front."""

    bleed: float
    safe: float
    barcode: Barcode


class Evidence(_Data):
    """Where a number comes from.

    Attributes:
        number: the field of the profile, with dots.
        what: the same in words, as it follows "Check ...".
        source: address of a public page; `None` where none was found.
        read: day on which it was looked for.
    """

    number: str
    what: str
    source: str | None
    read: date
    note: str = ""


class Profile(_Data):
    """One destination.

    Attributes:
        gutter: pairs (up to this number of pages, margin at the binding), rising.
        layout: `together`, picture above text; `apart`, text on the left page and picture over the whole right one.
        matter: whether pages around the story are made: title, copyright, dedication, and pages up to the least number.
        format: one PDF, or an EPUB whose pages are fixed or whose text flows.
        drawn_for: whether the page's places are the screen's, or follow from the trim and the printer's margins.
        tagged: whether programs that read aloud are told what is what (PDF/UA); printers take no tags.
        strict: a book with errors is not made, except as a marked draft.
        facing: whether its file can be had with facing pages side by side.
        glued: whether the pages are glued at the spine, so that the margin there cannot be seen of a picture over two.
        right_bound_doubtful: whether sources disagree that books written from right to left are bound on the right.
        max_ink: most ink on one spot, as sum of the four inks (2.4 is 240 %).
    """

    id: str
    version: int
    name: str
    about: str
    checked: date
    sources: tuple[str, ...]
    trims: tuple[Trim, ...]
    arrangement: Literal["singles", "booklet", "spreads"]
    layout: Literal["together", "apart"]
    paper: str
    matter: bool
    colour: Literal["rgb", "cmyk"]
    outline: bool
    strict: bool
    bleed: Bleed
    margin: float
    gutter: tuple[tuple[int, float], ...]
    pages: PageRule
    dpi: Resolution
    spine: Spine | None
    cover: Cover | None
    max_ink: float | None = None
    format: Literal["pdf", "fixed", "flowing"] = "pdf"
    drawn_for: Literal["paper", "screen"] = "paper"
    tagged: bool = False
    facing: bool = False
    glued: bool = False
    right_bound_doubtful: bool = False
    evidence: tuple[Evidence, ...] = ()

    def unproven(self) -> tuple[Evidence, ...]:
        """The numbers of which no public page was found."""
        return tuple(each for each in self.evidence if each.source is None)

    def inner_margin(self, pages: int) -> float:
        """The margin at the binding of a book of so many pages."""
        fitting = (inches for upto, inches in self.gutter if pages <= upto)
        widest = self.gutter[-1][1] if self.gutter else 0.0
        return max(self.margin, next(fitting, widest))

    def inner_loss(self, pages: int) -> float:
        """How far from the fold a picture over two pages may be out of sight, on each of them."""
        return self.inner_margin(pages) if self.glued else 0.0


@cache
def profiles() -> dict[str, Profile]:
    """All profiles by their id, the screen first, as they are offered."""
    files = sorted(Path(__file__).parent.glob("*.json"), key=lambda path: (path.stem != SCREEN, path.stem))
    return {path.stem: Profile.model_validate_json(path.read_bytes()) for path in files}
