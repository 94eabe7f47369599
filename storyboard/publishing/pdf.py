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
from storyboard.publishing.layout import PlacedPicture, Sheet
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
        self._plates: dict[tuple[Path, float | None], Plate] = {}
        self._sides = surfaces(len(sheets), made.profile, right_bound=book.right_bound)

    def print(self, path: Path, shelf: Shelf) -> Tags:
        """Pictures first: they take the time, and once they are on the shelf nothing of it is lost."""
        wanted = _largest(self._sheets)
        total = len(wanted) + len(self._sides)
        orders = ((each.path, each.page, self._order(each, inches)) for each, inches in wanted.items())
        made = shelf.plates(orders, lambda index: self._report(index, total, f"Picture {index + 1} of {len(wanted)}"))
        for picture, plate in zip(wanted, made, strict=True):
            self._plates[picture.file] = plate
        with BookFile(path, self._book, self._shape.width, self._shape.height) as self._canvas:
            self._tags = Tags(self._canvas, on=self._edition.profile.tagged)
            self._pen = Pen(self._canvas, self._shape.height, self._inks, self._tags)
            if self._edition.profile.outline:
                self._label()
            for index, side in enumerate(self._sides):
                self._report(len(wanted) + index, total, f"Page {index + 1} of {len(self._sides)}")
                self._print_side(side, self._paper(index, len(side)))
                self._canvas.showPage()
            self._canvas.save()
        return self._tags

    def _paper(self, index: int, places: int) -> Paper:
        made = self._edition
        return paper(made.profile, made.trim, index, right_bound=self._book.right_bound, places=places)

    def _label(self) -> None:
        """Labels let a reader's page field show the printed numbers; the title page is "i"."""
        self._canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        if self._facing:
            for index, side in enumerate(self._sides[1:], start=1):
                self._canvas.addPageLabel(index, prefix="–".join(str(page) for page in sorted(_pages(side))))
        elif len(self._sheets) > 1:
            self._canvas.addPageLabel(1, style="ARABIC", start=1)

    @property
    def _facing(self) -> bool:
        return self._edition.profile.arrangement == "spreads"

    def _print_side(self, side: Surface, on: Paper) -> None:
        """The page is drawn as one master with bleed on four edges; the paper's own edges cut it."""
        self._canvas.setPageSize((on.width * POINTS_PER_INCH, on.height * POINTS_PER_INCH))
        self._canvas.setTrimBox(on.trim_points)
        self._canvas.setBleedBox((0, 0, on.width * POINTS_PER_INCH, on.height * POINTS_PER_INCH))
        for draw in (self._print_ground, self._print_sheet):  # a picture lies on the grounds of both its pages
            for page in sorted(_pages(side)):
                self._canvas.saveState()
                left = on.left + side.index(page) * self._edition.trim.width
                self._canvas.translate(left * POINTS_PER_INCH, on.bottom * POINTS_PER_INCH)
                draw(page, side)
                self._canvas.restoreState()

    def _area(self, page: int, side: Surface) -> Box:
        """What belongs to a page, with its bleed: all of a surface where pages that face each other share one."""
        first, last = (-side.index(page), len(side)) if self._facing else (0, 1)
        bleed, width = self._edition.profile.bleed.amount, self._shape.width
        return Box(first * width - bleed, -bleed, last * width + 2 * bleed, self._shape.height + 2 * bleed)

    def _drawn(self, picture: PlacedPicture, page: int, side: Surface) -> bool:
        """Whether the first of two pages side by side has drawn it over both."""
        return self._facing and picture.spread and page - 1 in side

    def _print_ground(self, page: int, side: Surface) -> None:
        if self._edition.profile.paper != "#ffffff":
            self._pen.ground(self._area(page, side), HexColor(self._edition.profile.paper))

    def _print_sheet(self, page: int, side: Surface) -> None:
        sheet = self._sheets[page]
        self._bookmark(sheet)
        parts = list(enumerate(sheet.parts))
        for rank, part in parts:
            if isinstance(part, PlacedPicture) and not self._drawn(part, page, side):
                self._tags.open(sheet.story_page or 0, (page, rank))
                self._print_picture(part, self._area(page, side))
        for rank, part in parts:  # words lie on pictures
            if not isinstance(part, PlacedPicture):
                self._tags.open(sheet.story_page or 0, (page, rank))
                self._print_words(part)
        if sheet.number is not None and not sheet.covered:
            number = SetText((str(sheet.number),), self._shape.number_style)
            self._pen.text(Block(number, self._shape.number), self._inks.number, aside=True)
        if self._edition.draft:
            self._pen.draft(Box(0, 0, self._shape.width, self._shape.height))

    def _print_words(self, part: Block | PlacedBubble) -> None:
        if isinstance(part, PlacedBubble):
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

    def _print_picture(self, picture: PlacedPicture, area: Box) -> None:
        plate = self._plates[picture.file]
        if picture.framed:
            self._pen.panel(plate, picture.box, picture.alt)
        elif picture.fills:
            self._pen.full_picture(plate, picture.box, picture.alt, area)
        else:
            self._pen.picture(plate, picture.box, picture.alt, self._shape.corner)

    def _order(self, picture: PlacedPicture, inches: float) -> PlateOrder:
        profile, enlarger = self._edition.profile, self._edition.enlarger
        pixels = round(inches * profile.dpi.wanted)
        return PlateOrder(pixels, profile.paper, enlarger, self._conversion, picture.aspect)


def _pages(side: Surface) -> list[int]:
    """Those that stand on a surface, from left to right."""
    return [page for page in side if page is not None]


def _largest(sheets: list[Sheet]) -> dict[PlacedPicture, float]:
    """Each picture file once, where it stands first, with the longer side in inches of the largest place it has.

    What is shown of one over two pages counts as another file.
    """
    first: dict[tuple[Path, float | None], PlacedPicture] = {}
    inches: dict[tuple[Path, float | None], float] = {}
    for picture in (picture for sheet in sheets for picture in sheet.pictures):
        first.setdefault(picture.file, picture)
        inches[picture.file] = max(inches.get(picture.file, 0.0), picture.box.width, picture.box.height)
    return {first[file]: size for file, size in inches.items()}
