"""Sheets to PDF. Strings are drawn, never parsed; pictures are our own JPEGs; nothing names a file or an address."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from storyboard.publishing import typeface
from storyboard.publishing.content import BookContent
from storyboard.publishing.geometry import POINTS_PER_INCH, SQUARE_SCREEN, Box, PageShape
from storyboard.publishing.layout import Block, PlacedPicture, Sheet, lay_out
from storyboard.publishing.pictures import Plate, make_plate
from storyboard.publishing.text import SetText, clean

PAPER = "#fffdf8"
_INK = HexColor("#2c2823")
_NUMBER_INK = HexColor("#756b60")  # 5:1 on the paper
_FRAME = HexColor("#e3dacd")
# Streams stay binary; the writer's default wraps them in ASCII and makes books a quarter larger.
rl_config.useA85 = 0


def write_book(book: BookContent, path: Path) -> None:
    """Write a book as PDF for the screen: square pages of 8.5 inches, live text, contents, page labels, metadata.

    The same content and the same picture files give the same bytes. Nothing is written if the book cannot be made.

    Raises:
        PublishingError: with a sentence for the writer, and the page.
    """
    path.write_bytes(_Press(book, SQUARE_SCREEN).print(lay_out(book, SQUARE_SCREEN)))


class _Press:
    """One book being written."""

    def __init__(self, book: BookContent, shape: PageShape) -> None:
        self._shape = shape
        self._plates: dict[Path, Plate] = {}
        self._output = BytesIO()
        size = (shape.width * POINTS_PER_INCH, shape.height * POINTS_PER_INCH)
        # invariant: no clock and no random file identifier
        self._canvas = Canvas(self._output, pagesize=size, invariant=1, pageCompression=1, lang=book.language)
        self._canvas.setTrimBox((0, 0, *size))
        self._describe(book)

    def _describe(self, book: BookContent) -> None:
        stamp = book.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
        self._canvas.setDateFormatter(lambda *_clock: stamp)
        self._canvas.setAuthor(clean(book.author))
        self._canvas.setTitle(clean(book.title))
        self._canvas.setSubject("Picture book")
        self._canvas.setCreator("Storyboard")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def print(self, sheets: list[Sheet]) -> bytes:
        # Labels let a reader's page field show the printed numbers; the title page is "i".
        self._canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        if len(sheets) > 1:
            self._canvas.addPageLabel(1, style="ARABIC", start=1)
        for sheet in sheets:
            self._print_sheet(sheet)
            self._canvas.showPage()
        self._canvas.save()
        return self._output.getvalue()

    def _print_sheet(self, sheet: Sheet) -> None:
        self._canvas.setFillColor(HexColor(PAPER))
        self._canvas.rect(*self._points(Box(0, 0, self._shape.width, self._shape.height)), stroke=0, fill=1)
        self._mark(sheet)
        if sheet.picture:
            self._draw_picture(sheet.picture)
        for block in sheet.blocks:
            self._draw_text(block, _INK)
        if sheet.number is not None:
            number = SetText((str(sheet.number),), self._shape.number_style)
            self._draw_text(Block(number, self._shape.number), _NUMBER_INK)

    def _mark(self, sheet: Sheet) -> None:
        """An entry in the table of contents."""
        if sheet.heading is None:
            return
        key = f"page-{sheet.number or 0}"
        entry = sheet.heading if sheet.number is None else f"{sheet.number}  {sheet.heading}".rstrip()
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(entry or "*", key, level=0)

    def _draw_picture(self, picture: PlacedPicture) -> None:
        plate = self._plate(picture)
        x, y, width, height = self._points(picture.box.fit(plate.width, plate.height))
        corner = self._shape.corner * POINTS_PER_INCH
        self._canvas.saveState()
        self._canvas.addLiteral(_alt_begin(picture.alt))
        outline = self._canvas.beginPath()
        outline.roundRect(x, y, width, height, corner)
        self._canvas.clipPath(outline, stroke=0, fill=0)
        self._canvas.drawImage(ImageReader(BytesIO(plate.jpeg)), x, y, width, height)
        self._canvas.addLiteral("EMC")
        self._canvas.restoreState()
        self._canvas.setStrokeColor(_FRAME)
        self._canvas.setLineWidth(0.75)
        self._canvas.roundRect(x, y, width, height, corner, stroke=1, fill=0)

    def _plate(self, picture: PlacedPicture) -> Plate:
        """Each picture once per book, large enough for the largest place it can have."""
        if picture.path not in self._plates:
            place = self._shape.picture_alone
            pixels = round(max(place.width, place.height) * self._shape.dots_per_inch)
            self._plates[picture.path] = make_plate(picture.path, picture.page, pixels, PAPER)
        return self._plates[picture.path]

    def _draw_text(self, block: Block, ink: Color) -> None:
        style = block.text.style
        typeface.load(style.typeface)
        self._canvas.setFont(style.typeface, style.size)
        self._canvas.setFillColor(ink)
        x = block.box.centre * POINTS_PER_INCH
        # In a line of height `leading` Andika's x-height stands in the middle when the base line is 70 % down.
        top = block.box.top + (block.box.height - block.text.height) / 2
        y = (self._shape.height - top) * POINTS_PER_INCH - 0.7 * style.leading
        for line in block.text.lines:
            if line:
                self._canvas.drawCentredString(x, y, line)
            y -= style.leading

    def _points(self, box: Box) -> tuple[float, float, float, float]:
        """x, y, width, height in points with PDF's origin at the bottom left."""
        left, bottom, width, height = box.left, self._shape.height - box.bottom, box.width, box.height
        return (
            left * POINTS_PER_INCH,
            bottom * POINTS_PER_INCH,
            width * POINTS_PER_INCH,
            height * POINTS_PER_INCH,
        )


def _alt_begin(alt: str) -> str:
    """Begin of marked content with alternate text (ISO 32000-1, 14.9.3), in hexadecimal: no character can end it."""
    return f"/Span <</Alt <FEFF{alt.encode('utf-16-be').hex().upper()}>>> BDC"
