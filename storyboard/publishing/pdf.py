"""A planned book to PDF, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from storyboard.publishing import colour, typeface
from storyboard.publishing.content import BookContent
from storyboard.publishing.edition import Edition, edition
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, Paper
from storyboard.publishing.imposition import Surface, paper, surfaces
from storyboard.publishing.layout import Block, PlacedPicture, Sheet
from storyboard.publishing.pen import Pen
from storyboard.publishing.pictures import Plate, PlateOrder, make_plate
from storyboard.publishing.planner import plan
from storyboard.publishing.pressfile import declare_press
from storyboard.publishing.tags import Tags
from storyboard.publishing.text import SetText, clean

#: Called with pages done, pages in all, and what is being done.
Report = Callable[[int, int, str], None]
# Streams stay binary; the writer's default wraps them in ASCII and makes books a quarter larger.
rl_config.useA85 = 0
_FIRST_FACE = "Andika"  # the writer names one typeface on every page; its own default is never embedded


def silent(_done: int, _total: int, _step: str) -> None:
    """A report that nobody reads."""


def write_book(book: BookContent, path: Path, wanted: Edition | None = None, report: Report = silent) -> None:
    """Write a book as PDF: live text, boxes, metadata, and on the screen contents and page labels.

    The same content, edition and picture files give the same bytes. Nothing is written if the book cannot be made.

    Raises:
        PublishingError: with a sentence for the writer, and the page.
    """
    made = wanted or edition()
    sheets = plan(book, made)
    fresh = path.with_name(path.name + ".writing")
    try:
        _Press(book, made, sheets, report).print(fresh)
        if made.profile.colour == "cmyk":
            declare_press(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def new_canvas(path: Path, book: BookContent, width: float, height: float) -> Canvas:
    """An empty file of pages of so many inches, with a book's metadata, without clock and random identifier."""
    typeface.load(_FIRST_FACE)
    size = (width * POINTS_PER_INCH, height * POINTS_PER_INCH)
    canvas = Canvas(
        str(path),
        pagesize=size,
        invariant=1,
        pageCompression=1,
        lang=book.language,
        initialFontName=_FIRST_FACE,  # type: ignore[arg-type]  # stubs: a number instead of a name
    )
    stamp = book.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    canvas.setDateFormatter(lambda *_clock: stamp)
    canvas.setAuthor(clean(book.author))
    canvas.setTitle(clean(book.title))
    canvas.setSubject("Picture book")
    canvas.setCreator("Storyboard")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if book.right_bound:
        canvas.setViewerPreference("Direction", "R2L")
    return canvas


class _Press:
    """One book being written."""

    def __init__(self, book: BookContent, made: Edition, sheets: list[Sheet], report: Report) -> None:
        self._book, self._edition, self._sheets, self._report = book, made, sheets, report
        self._shape = made.shape(len(sheets))
        self._inks = colour.inks(made.profile)
        self._plates: dict[Path, Plate] = {}
        self._inches = _largest(sheets)

    def print(self, path: Path) -> None:
        self._canvas = new_canvas(path, self._book, self._shape.width, self._shape.height)
        tags = self._tags = Tags(self._canvas, on=self._edition.profile.tagged)
        self._pen = Pen(self._canvas, self._shape.height, self._inks, tags)
        if self._edition.profile.outline:
            self._label()
        sides = surfaces(len(self._sheets), self._edition.profile, right_bound=self._book.right_bound)
        for index, side in enumerate(sides):
            self._report(index, len(sides), f"Page {index + 1} of {len(sides)}")
            on = paper(self._edition.profile, self._edition.trim, index, right_bound=self._book.right_bound)
            self._print_side(side, on)
            self._canvas.showPage()
        self._canvas.save()
        if tags.on:
            tags.declare(path, self._book)

    def _label(self) -> None:
        """Labels let a reader's page field show the printed numbers; the title page is "i"."""
        self._canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        if len(self._sheets) > 1:
            self._canvas.addPageLabel(1, style="ARABIC", start=1)

    def _print_side(self, side: Surface, on: Paper) -> None:
        """The page is drawn as one master with bleed on four edges; the paper's own edges cut it."""
        self._canvas.setPageSize((on.width * POINTS_PER_INCH, on.height * POINTS_PER_INCH))
        self._canvas.setTrimBox(on.trim_points)
        self._canvas.setBleedBox((0, 0, on.width * POINTS_PER_INCH, on.height * POINTS_PER_INCH))
        for place, page in enumerate(side):
            if page is not None:
                self._canvas.saveState()
                left = on.left + place * self._edition.trim.width
                self._canvas.translate(left * POINTS_PER_INCH, on.bottom * POINTS_PER_INCH)
                self._print_sheet(self._sheets[page])
                self._canvas.restoreState()

    def _print_sheet(self, sheet: Sheet) -> None:
        bleed = self._edition.profile.bleed.amount
        whole = Box(-bleed, -bleed, self._shape.width + 2 * bleed, self._shape.height + 2 * bleed)
        if self._edition.profile.paper != "#ffffff":
            self._pen.ground(whole, self._edition.profile.paper)
        self._bookmark(sheet)
        self._tags.open_section(sheet.story_page or 0)
        for part in sheet.parts:
            if isinstance(part, Block):
                self._pen.text(part, self._inks.text)
            else:
                self._print_picture(part)
        if sheet.number is not None:
            number = SetText((str(sheet.number),), self._shape.number_style)
            self._pen.text(Block(number, self._shape.number), self._inks.number, aside=True)
        if self._edition.draft:
            self._pen.draft(Box(0, 0, self._shape.width, self._shape.height))

    def _bookmark(self, sheet: Sheet) -> None:
        """An entry in the table of contents."""
        if sheet.heading is None or not self._edition.profile.outline:
            return
        key = f"page-{sheet.number or 0}"
        entry = sheet.heading if sheet.number is None else f"{sheet.number}  {sheet.heading}".rstrip()
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(entry or "*", key, level=0)

    def _print_picture(self, picture: PlacedPicture) -> None:
        plate = self._plate(picture)
        if picture.fills:
            self._pen.full_picture(plate, picture.box, picture.alt)
        else:
            self._pen.picture(plate, picture.box, picture.alt, self._shape.corner)

    def _plate(self, picture: PlacedPicture) -> Plate:
        """Each picture once per book, large enough for the largest place it has."""
        if picture.path not in self._plates:
            profile = self._edition.profile
            pixels = round(self._inches[picture.path] * profile.dpi.wanted)
            convert = (lambda image: colour.to_press(image, profile.max_ink)) if profile.colour == "cmyk" else None
            order = PlateOrder(pixels, profile.paper, self._edition.enlarger, convert)
            self._plates[picture.path] = make_plate(picture.path, picture.page, order)
        return self._plates[picture.path]


def _largest(sheets: list[Sheet]) -> dict[Path, float]:
    """The longer side in inches of the largest place that each picture has."""
    found: dict[Path, float] = {}
    for picture in (sheet.picture for sheet in sheets if sheet.picture):
        found[picture.path] = max(found.get(picture.path, 0.0), picture.box.width, picture.box.height)
    return found
