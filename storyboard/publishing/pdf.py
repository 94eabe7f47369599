"""A planned book to PDF, page by page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.lib.colors import HexColor

from storyboard.publishing import colour
from storyboard.publishing.bookfile import BookFile
from storyboard.publishing.content import BookContent
from storyboard.publishing.edition import Edition, edition
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, Paper
from storyboard.publishing.imposition import Surface, paper, surfaces
from storyboard.publishing.layout import Part, PlacedPicture, Sheet
from storyboard.publishing.panels import Block, PlacedBubble
from storyboard.publishing.pen import Pen
from storyboard.publishing.planner import plan
from storyboard.publishing.plates import Plate, PlateOrder, Shelf
from storyboard.publishing.pressfile import declare_press
from storyboard.publishing.tags import Tags
from storyboard.publishing.text import SetText

#: Called with pictures and pages done, how many there are in all, and what is being done.
Report = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _step: str) -> None:
    """A report that nobody reads."""


def write_book(
    book: BookContent, path: Path, wanted: Edition | None = None, report: Report = silent, shelf: Path | None = None
) -> None:
    """Write a book as PDF: live text, boxes, metadata, and on the screen contents and page labels.

    The same content, edition and picture files give the same bytes. Nothing is written if the book cannot be made.
    Memory holds one picture and one page at a time, however many there are.

    Args:
        shelf: folder of pictures at print size, for the next time too; without one, a temporary one.

    Raises:
        PublishingError: with a sentence for the writer, and the page.
    """
    made = wanted or edition()
    sheets = plan(book, made)
    fresh, declared = (path.with_name(path.name + end) for end in (".writing", ".declared"))
    with ExitStack() as until_done:
        for unfinished in (fresh, declared):
            until_done.callback(unfinished.unlink, missing_ok=True)
        folder = shelf or Path(until_done.enter_context(TemporaryDirectory(prefix=".plates-", dir=path.parent)))
        tags = _Press(book, made, sheets, report).print(fresh, Shelf(folder))
        if made.press is not None:
            declare_press(fresh, declared, made.press)
            declared.replace(fresh)
        if tags.on:
            tags.declare(fresh, declared, book)
            declared.replace(fresh)
        fresh.replace(path)


class _Press:
    """One book being written."""

    def __init__(self, book: BookContent, made: Edition, sheets: list[Sheet], report: Report) -> None:
        self._book, self._edition, self._sheets, self._report = book, made, sheets, report
        self._shape = made.shape(len(sheets))
        self._inks = colour.inks(made.profile)
        self._conversion = colour.conversion(made.profile, made.press)
        self._plates: dict[Path, Plate] = {}
        self._sides = surfaces(len(sheets), made.profile, right_bound=book.right_bound)

    def print(self, path: Path, shelf: Shelf) -> Tags:
        """Pictures first: they take the time, and once they are on the shelf nothing of it is lost."""
        wanted = _largest(self._sheets)
        total = len(wanted) + len(self._sides)
        orders = ((picture.path, picture.page, self._order(inches)) for picture, inches in wanted.items())
        made = shelf.plates(orders, lambda index: self._report(index, total, f"Picture {index + 1} of {len(wanted)}"))
        for picture, plate in zip(wanted, made, strict=True):
            self._plates[picture.path] = plate
        with BookFile(path, self._book, self._shape.width, self._shape.height) as self._canvas:
            self._tags = Tags(self._canvas, on=self._edition.profile.tagged)
            self._pen = Pen(self._canvas, self._shape.height, self._inks, self._tags)
            if self._edition.profile.outline:
                self._label()
            for index, side in enumerate(self._sides):
                self._report(len(wanted) + index, total, f"Page {index + 1} of {len(self._sides)}")
                self._print_side(side, self._paper(index))
                self._canvas.showPage()
            self._canvas.save()
        return self._tags

    def _paper(self, index: int) -> Paper:
        return paper(self._edition.profile, self._edition.trim, index, right_bound=self._book.right_bound)

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
            self._pen.ground(whole, HexColor(self._edition.profile.paper))
        self._bookmark(sheet)
        parts = enumerate(sheet.parts)
        for rank, part in sorted(
            parts, key=lambda each: not isinstance(each[1], PlacedPicture)
        ):  # words lie on pictures
            self._tags.open(sheet.story_page or 0, rank)
            self._print_part(part)
        if sheet.number is not None:
            number = SetText((str(sheet.number),), self._shape.number_style)
            self._pen.text(Block(number, self._shape.number), self._inks.number, aside=True)
        if self._edition.draft:
            self._pen.draft(Box(0, 0, self._shape.width, self._shape.height))

    def _print_part(self, part: Part) -> None:
        if isinstance(part, PlacedPicture):
            self._print_picture(part)
        elif isinstance(part, PlacedBubble):
            self._pen.bubble(part)
        else:
            self._pen.text(part, self._inks.text)

    def _bookmark(self, sheet: Sheet) -> None:
        """An entry in the table of contents."""
        if sheet.heading is None or not self._edition.profile.outline:
            return
        key = f"page-{sheet.number or 0}"
        entry = sheet.heading if sheet.number is None else f"{sheet.number}  {sheet.heading}".rstrip()
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(entry or "*", key, level=0)

    def _print_picture(self, picture: PlacedPicture) -> None:
        plate = self._plates[picture.path]
        if picture.framed:
            self._pen.panel(plate, picture.box, picture.alt)
        elif picture.fills:
            self._pen.full_picture(plate, picture.box, picture.alt)
        else:
            self._pen.picture(plate, picture.box, picture.alt, self._shape.corner)

    def _order(self, inches: float) -> PlateOrder:
        profile = self._edition.profile
        return PlateOrder(round(inches * profile.dpi.wanted), profile.paper, self._edition.enlarger, self._conversion)


def _largest(sheets: list[Sheet]) -> dict[PlacedPicture, float]:
    """Each picture file once, where it stands first, with the longer side in inches of the largest place it has."""
    first: dict[Path, PlacedPicture] = {}
    inches: dict[Path, float] = {}
    for picture in (picture for sheet in sheets for picture in sheet.pictures):
        first.setdefault(picture.path, picture)
        inches[picture.path] = max(inches.get(picture.path, 0.0), picture.box.width, picture.box.height)
    return {first[path]: size for path, size in inches.items()}
