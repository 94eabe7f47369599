"""Text and pictures onto a canvas. Strings are drawn, never parsed; nothing here names a file or an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reportlab.lib.colors import Color
from reportlab.pdfgen.pathobject import PDFPathObject
from reportlab.pdfgen.textobject import PDFTextObject

from storyboard.publishing import shaping, typeface
from storyboard.publishing.bookfile import BookFile
from storyboard.publishing.colour import Inks
from storyboard.publishing.geometry import POINTS_PER_INCH, Box
from storyboard.publishing.outline import Corner, outline
from storyboard.publishing.panels import Block, PlacedBubble
from storyboard.publishing.plates import Plate
from storyboard.publishing.tags import Piece, Tags

_MARK_FACE = "Andika"
_ROUND = 0.1  # inches: corners of the ground of text on a picture
_DASHES: tuple[float, ...] = (4, 3)  # points on and off along the edge of what is whispered


class Pen:
    """Draws in inches from the top left corner of a page; the canvas has its origin at the page's bottom left."""

    def __init__(self, canvas: BookFile, height: float, inks: Inks, tags: Tags | None = None) -> None:
        self.canvas, self.inks = canvas, inks
        self._height = height
        self._tags = tags or Tags(canvas, on=False)

    def ground(self, box: Box, colour: Color) -> None:
        """A filled rectangle."""
        with self._tags.piece(None):
            self.canvas.setFillColor(colour)
            self.canvas.rect(*self._points(box), stroke=0, fill=1)

    def _ground_of_text(self, box: Box) -> None:
        with self._tags.piece(None):
            self.canvas.setFillColor(self.inks.white)
            self.canvas.roundRect(*self._points(box), _ROUND * POINTS_PER_INCH, stroke=0, fill=1)

    def text(self, block: Block, ink: Color, *, aside: bool = False) -> None:
        """Set text, centred in its box both ways; read aloud paragraph by paragraph unless it stands `aside`."""
        if block.ground:
            self._ground_of_text(block.ground)
        self.canvas.setFillColor(ink)
        piece = None if aside else Piece("H1" if block.title else "P", block.text.language)
        for first, lines in block.text.paragraphs:
            with self._tags.piece(piece):
                self._lines(block, first, lines)

    def _lines(self, block: Block, first: int, lines: tuple[str, ...]) -> None:
        style = block.text.style
        # In a line of height `leading` Andika's x-height stands in the middle when the base line is 70 % down.
        top = block.box.top + (block.box.height - block.text.height) / 2
        y = (self._height - top) * POINTS_PER_INCH - (first + 0.7) * style.leading
        for line in lines:
            runs = shaping.runs(line, style.typeface, block.text.language, block.text.rtl)
            width = sum(run.width for run in runs) * style.size / 1000
            self._line(runs, block.box.centre * POINTS_PER_INCH - width / 2, y, style.size)
            y -= style.leading

    def _line(self, runs: tuple[shaping.Run, ...], x: float, y: float, size: int) -> None:
        """Runs come in the order of reading, which is also that of the file, wherever they stand in the line."""
        for run in runs:
            typeface.load(run.face)
            for part in run.parts:
                text = self.canvas.beginText(x + (run.left + part.left) * size / 1000, y)
                text.setFont(run.face, size)
                text.textOut(part.glyphs)
                self._said(part, text)

    def _said(self, part: shaping.Part, text: PDFTextObject) -> None:
        """Draw, with the letters behind the glyphs where these do not say them (ISO 32000-1, 14.9.4)."""
        if not part.said:
            self.canvas.drawText(text)
            return
        self.canvas.addLiteral(f"/Span <</ActualText {_string(part.text)}>> BDC")
        self.canvas.drawText(text)
        self.canvas.addLiteral("EMC")

    def picture(self, plate: Plate, box: Box, alt: str, corner: float) -> None:
        """A picture fitted into a box, with round corners and a fine frame."""
        place = self._points(box.fit(plate.width, plate.height))
        radius = corner * POINTS_PER_INCH
        outline = self.canvas.beginPath()
        outline.roundRect(*place, radius)
        with self._tags.piece(_figure(alt, place)):
            with self._clipped(outline):
                self._image(plate, place)
            self.canvas.setStrokeColor(self.inks.frame)
            self.canvas.setLineWidth(0.75)
            self.canvas.roundRect(*place, radius, stroke=1, fill=0)

    def full_picture(self, plate: Plate, box: Box, alt: str, area: Box | None = None) -> None:
        """A picture that covers a box; what hangs over it, or over an area of the paper, is cut off."""
        seen = self._points(box.within(area) if area else box)
        outline = self.canvas.beginPath()
        outline.rect(*seen)
        with self._tags.piece(_figure(alt, seen)), self._clipped(outline):
            self._image(plate, self._points(box.cover(plate.width, plate.height)))

    def panel(self, plate: Plate, box: Box, alt: str) -> None:
        """One of several pictures: it covers its box, with a fine frame."""
        self.full_picture(plate, box, alt)
        with self._tags.piece(None):
            self.canvas.setStrokeColor(self.inks.frame)
            self.canvas.setLineWidth(0.75)
            self.canvas.rect(*self._points(box), stroke=1, fill=0)

    def bubble(self, bubble: PlacedBubble) -> None:
        """Words on white, and a tail to who says them: edge first, white over it, so that the two become one shape."""
        with self._tags.piece(None):
            self._shape(bubble)
        self.text(bubble.block, self.inks.text)

    def _shape(self, bubble: PlacedBubble) -> None:
        self.canvas.setStrokeColor(self.inks.text)
        self.canvas.setFillColor(self.inks.white)
        self.canvas.setLineWidth(1.6)
        self.canvas.setLineJoin(1)
        shape = outline(bubble)
        self.canvas.setDash(_DASHES if shape.dashed else ())
        for stroke, fill in ((1, 0), (0, 1)):
            for corners in shape.triangles:
                self.canvas.drawPath(self._triangle(corners), stroke=stroke, fill=fill)
            for x, y, radius in shape.circles:
                self.canvas.circle(*self._point(x, y), radius * POINTS_PER_INCH, stroke=stroke, fill=fill)
            place = self._points(bubble.box)
            self.canvas.roundRect(*place, shape.corner * POINTS_PER_INCH, stroke=stroke, fill=fill)
        self.canvas.setDash(())

    def _triangle(self, corners: tuple[Corner, Corner, Corner]) -> PDFPathObject:
        path = self.canvas.beginPath()
        first, *others = (self._point(*corner) for corner in corners)
        path.moveTo(*first)
        for other in others:
            path.lineTo(*other)
        path.close()
        return path

    def _point(self, left: float, top: float) -> Corner:
        return left * POINTS_PER_INCH, (self._height - top) * POINTS_PER_INCH

    def draft(self, box: Box) -> None:
        """Large open letters across a page: whoever holds it sees them, and nothing under them is hidden."""
        with self._tags.piece(None):
            self._draft(self._points(box))

    def _draft(self, place: tuple[float, float, float, float]) -> None:
        left, bottom, width, height = place
        self.canvas.saveState()
        self.canvas.translate(left + width / 2, bottom + height / 2)
        self.canvas.rotate(40)
        self.canvas.setStrokeColor(self.inks.mark)
        self.canvas.setLineWidth(1)
        typeface.load(_MARK_FACE)
        text = self.canvas.beginText(-0.306 * width, -0.07 * width)
        text.setFont(_MARK_FACE, 0.208 * width)
        text.setTextRenderMode(1)
        text.textOut("DRAFT")
        self.canvas.drawText(text)
        self.canvas.restoreState()

    def _image(self, plate: Plate, place: tuple[float, float, float, float]) -> None:
        left, bottom, width, height = place
        self.canvas.saveState()
        self.canvas.transform(width, 0, 0, height, left, bottom)
        self.canvas.picture(plate)
        self.canvas.restoreState()

    @contextmanager
    def _clipped(self, outline: object) -> Iterator[None]:
        self.canvas.saveState()
        self.canvas.clipPath(outline, stroke=0, fill=0)
        yield
        self.canvas.restoreState()

    def _points(self, box: Box) -> tuple[float, float, float, float]:
        """x, y, width, height in points with PDF's origin at the bottom left."""
        left, bottom, width, height = box.left, self._height - box.bottom, box.width, box.height
        return (
            left * POINTS_PER_INCH,
            bottom * POINTS_PER_INCH,
            width * POINTS_PER_INCH,
            height * POINTS_PER_INCH,
        )


def _figure(alt: str, place: tuple[float, float, float, float]) -> Piece | None:
    """A picture without a description is an ornament."""
    left, bottom, width, height = place
    return Piece("Figure", alt=alt, place=(left, bottom, left + width, bottom + height)) if alt else None


def _string(text: str) -> str:
    """A PDF string in hexadecimal: no character can end it."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
