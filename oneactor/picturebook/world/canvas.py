"""A canvas with unit coordinates: smooth outlined shapes in the picture, and the same shapes in a label map."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

from oneactor.picturebook.world.vocabulary import RGB

Point = tuple[float, float]


def shade(color: RGB, factor: float) -> RGB:
    """Darken (factor < 1) or lighten (factor > 1, towards white)."""
    if factor <= 1:
        return tuple(int(c * factor) for c in color)  # type: ignore[return-value]
    return tuple(int(c + (255 - c) * (factor - 1)) for c in color)  # type: ignore[return-value]


class Canvas:
    """Draws into a picture of `size` pixels at twice the resolution; origin top left, 1.0 is the full width.

    `label` marks what is drawn next in the label map (0 is background); labels are kept at `LABELS` pixels.
    """

    LABELS = 64
    OVERSAMPLE = 2

    def __init__(self, size: int, paper: RGB) -> None:
        self.size = size
        self.pixels = size * self.OVERSAMPLE
        self.image = Image.new("RGB", (self.pixels, self.pixels), paper)
        self.labels = Image.new("L", (self.LABELS, self.LABELS), 0)
        self._ink = ImageDraw.Draw(self.image)
        self._marks = ImageDraw.Draw(self.labels)
        self.label = 0
        self.line = 0.0

    def polygon(self, points: Sequence[Point], fill: RGB, outline: RGB | None = None) -> None:
        """Fill a polygon; with `line` set, its edge is drawn in `outline` or a darker shade of the fill."""
        scaled = [(x * self.pixels, y * self.pixels) for x, y in points]
        self._ink.polygon(scaled, fill=fill)
        if self.line:
            width = max(1, round(self.line * self.pixels))
            self._ink.line(
                [*scaled, scaled[0], scaled[1]], fill=outline or shade(fill, 0.55), width=width, joint="curve"
            )
        if self.label:
            self._marks.polygon([(x * self.LABELS, y * self.LABELS) for x, y in points], fill=self.label)

    def ellipse(self, center: Point, rx: float, ry: float, fill: RGB, outline: RGB | None = None) -> None:
        """An axis-parallel ellipse."""
        n = 28
        x, y = center
        self.polygon([(x + rx * cos(2 * pi * i / n), y + ry * sin(2 * pi * i / n)) for i in range(n)], fill, outline)

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        """An axis-parallel rectangle."""
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        """A line with round joints, `width` in picture widths."""
        scaled = [(x * self.pixels, y * self.pixels) for x, y in points]
        self._ink.line(scaled, fill=fill, width=max(1, round(width * self.pixels)), joint="curve")

    def limb(self, start: Point, end: Point, width: float, fill: RGB) -> None:
        """A thick outlined bar with a round end, for arms and legs."""
        (x0, y0), (x1, y1) = start, end
        length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-6)
        nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        cap = []
        for i in range(9):
            a = -pi / 2 + pi * i / 8
            cap.append((x1 + width / 2 * (ux * cos(a) - uy * sin(a)), y1 + width / 2 * (uy * cos(a) + ux * sin(a))))
        self.polygon([(x0 - nx, y0 - ny), *cap, (x0 + nx, y0 + ny)], fill)

    def finish(self) -> Image.Image:
        """The picture at its own size."""
        return self.image.resize((self.size, self.size), Image.Resampling.BOX)
