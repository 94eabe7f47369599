"""Speech bubbles of fixed pages, as in the PDF: edge first, white over it, so that tail and bubble are one shape."""

from __future__ import annotations

from math import hypot
from xml.etree.ElementTree import Element

from storyboard.publishing.epub.markup import node
from storyboard.publishing.geometry import PageShape
from storyboard.publishing.panels import PlacedBubble

_PER_INCH = 96
_EDGE = {"fill": "none", "stroke": "#2c2823", "stroke-width": "2.13", "stroke-linejoin": "round"}


def bubble(placed: PlacedBubble, shape: PageShape) -> Element:
    """The shape of a bubble over the whole page; nothing in it is read aloud."""
    box, corner = placed.box, min(0.16, placed.box.height / 2, placed.box.width / 2) if placed.tail else 0.03
    sides = {"x": box.left, "y": box.top, "width": box.width, "height": box.height, "rx": corner}
    place = {name: _pixels(inches) for name, inches in sides.items()}
    size = {"width": _pixels(shape.width), "height": _pixels(shape.height)}
    drawn = [
        each for look in (_EDGE, {"fill": "#ffffff"}) for each in (*_tail(placed, look), node("rect", place | look))
    ]
    return node("svg", {"xmlns": "http://www.w3.org/2000/svg", "aria-hidden": "true"} | size, *drawn)


def _tail(placed: PlacedBubble, look: dict[str, str]) -> list[Element]:
    """A triangle from the bubble's middle to the tip."""
    if placed.tail is None:
        return []
    x, y = placed.box.centre, placed.box.top + placed.box.height / 2
    across, down = placed.tail[0] - x, placed.tail[1] - y
    long = hypot(across, down) or 1.0
    half = min(0.16, placed.box.width / 5, placed.box.height / 4)
    side = (-down / long * half, across / long * half)
    corners = [(x + side[0], y + side[1]), placed.tail, (x - side[0], y - side[1])]
    points = " ".join(f"{_pixels(left)},{_pixels(top)}" for left, top in corners)
    return [node("polygon", {"points": points} | look)]


def _pixels(inches: float) -> str:
    return f"{inches * _PER_INCH:.2f}".rstrip("0").rstrip(".")
