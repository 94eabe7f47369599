"""Speech bubbles of fixed pages, as in the PDF: edge first, white over it, so that all parts are one shape."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from storyboard.publishing.epub.markup import node
from storyboard.publishing.geometry import PageShape
from storyboard.publishing.outline import Outline, outline
from storyboard.publishing.panels import PlacedBubble

_PER_INCH = 96
_EDGE = {"fill": "none", "stroke": "#2c2823", "stroke-width": "2.13", "stroke-linejoin": "round"}
_DASHES = {"stroke-dasharray": "5.33 4"}


def bubble(placed: PlacedBubble, shape: PageShape) -> Element:
    """The shape of a bubble over the whole page; nothing in it is read aloud."""
    box, drawn = placed.box, outline(placed)
    sides = {"x": box.left, "y": box.top, "width": box.width, "height": box.height, "rx": drawn.corner}
    place = {name: _pixels(inches) for name, inches in sides.items()}
    size = {"width": _pixels(shape.width), "height": _pixels(shape.height)}
    edge = _EDGE | (_DASHES if drawn.dashed else {})
    parts = [
        each for look in (edge, {"fill": "#ffffff"}) for each in (*_parts(drawn, look), node("rect", place | look))
    ]
    return node("svg", {"xmlns": "http://www.w3.org/2000/svg", "aria-hidden": "true"} | size, *parts)


def _parts(drawn: Outline, look: dict[str, str]) -> Iterator[Element]:
    """What there is beside the box."""
    for corners in drawn.triangles:
        points = " ".join(f"{_pixels(left)},{_pixels(top)}" for left, top in corners)
        yield node("polygon", {"points": points} | look)
    for circle in drawn.circles:
        yield node("circle", dict(zip(("cx", "cy", "r"), map(_pixels, circle), strict=True)) | look)


def _pixels(inches: float) -> str:
    return f"{inches * _PER_INCH:.2f}".rstrip("0").rstrip(".")
