"""A canvas with unit coordinates: shapes painted in a style, and the same shapes in maps of figures and parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

from oneactor.picturebook.world.styles import Style
from oneactor.picturebook.world.vocabulary import RGB

Point = tuple[float, float]


def shade(color: RGB, factor: float) -> RGB:
    """Darken (factor < 1) or lighten (factor > 1, towards white)."""
    if factor <= 1:
        return tuple(int(c * factor) for c in color)  # type: ignore[return-value]
    return tuple(min(255, int(c + (255 - c) * (factor - 1))) for c in color)  # type: ignore[return-value]


def blend(color: RGB, other: RGB, share: float) -> RGB:
    """`share` of the other colour mixed in."""
    return tuple(round(a + (b - a) * share) for a, b in zip(color, other, strict=True))  # type: ignore[return-value]


class Canvas:
    """Paints into a picture of `size` pixels at twice the resolution; origin top left, 1.0 is the full width.

    `label` and `part` mark what is drawn next in the two maps (0 is background), which are kept at `LABELS` pixels.
    `line` is the width of outlines, 0 for none; `light` is applied to every colour.
    """

    LABELS = 64
    OVERSAMPLE = 2

    def __init__(self, size: int, paper: RGB, style: Style) -> None:
        self.size = size
        self.style = style
        self.pixels = size * self.OVERSAMPLE
        self.image = Image.new("RGB", (self.pixels, self.pixels), paper)
        self.labels = Image.new("L", (self.LABELS, self.LABELS), 0)
        self.parts = Image.new("L", (self.LABELS, self.LABELS), 0)
        self._ink = ImageDraw.Draw(self.image)
        self._marks = (ImageDraw.Draw(self.labels), ImageDraw.Draw(self.parts))
        self.label = self.part = 0
        self.line = 0.0
        self.light: Callable[[RGB], RGB] = lambda color: color

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.pixels, y * self.pixels) for x, y in self.style.wobbled(points)]

    def polygon(self, points: Sequence[Point], fill: RGB) -> None:
        """Fill a polygon; with `line` set, its edge is drawn in a darker shade of the fill."""
        color = self.light(fill)
        scaled = self._scaled(points)
        if self.style.shadow and self.line:
            away = self.style.shadow * self.pixels
            self._ink.polygon([(x + away, y + away) for x, y in scaled], fill=shade(color, 0.5))
        self._ink.polygon(scaled, fill=color)
        width = self.line * self.style.line
        if width:
            edge = shade(color, self.style.edge)
            self._ink.line(
                [*scaled, scaled[0], scaled[1]], fill=edge, width=max(1, round(width * self.pixels)), joint="curve"
            )
        for marks, mark in zip(self._marks, (self.label, self.part), strict=True):
            if self.label:
                marks.polygon([(x * self.LABELS, y * self.LABELS) for x, y in points], fill=mark)

    def ellipse(self, center: Point, rx: float, ry: float, fill: RGB) -> None:
        """An axis-parallel ellipse."""
        n = 32
        x, y = center
        self.polygon([(x + rx * cos(2 * pi * i / n), y + ry * sin(2 * pi * i / n)) for i in range(n)], fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB) -> None:
        """An axis-parallel rectangle."""
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        """A line with round joints, `width` in picture widths."""
        width = max(1, round(width * self.pixels))
        self._ink.line(self._scaled(points), fill=self.light(fill), width=width, joint="curve")

    def limb(self, start: Point, end: Point, width: float, fill: RGB) -> None:
        """A thick bar with a round end, for arms and legs."""
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
        return self.style.finish(self.image.resize((self.size, self.size), Image.Resampling.BOX))
