"""The shape of a bubble, in inches: what PDF and EPUB draw, and the editor after them (`bubbles/outline.ts`).

A shape has parts that lie over one another. Their edges are drawn first and white over them, so that they become one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from storyboard.publishing.geometry import Box
from storyboard.publishing.panels import PlacedBubble

Corner = tuple[float, float]

_ROUND, _SHARP = 0.16, 0.03
#: About as long is a piece of the edge that bulges or has a spike.
_PIECE = 0.3
#: How far a spike stands out, and how far its foot lies inside, so that no line is left between them.
_SPIKE, _FOOT = 0.14, 0.03
_BULGE = 1.1  # of half a piece: neighbours overlap
#: What leads from a cloud to who thinks: how far on its way each is, and its radius.
_TRAIL = ((0.4, 0.08), (0.7, 0.055), (1.0, 0.035))


@dataclass(frozen=True)
class Outline:
    """The parts of a shape beside its box.

    Attributes:
        corner: radius of the box's corners.
        triangles: a tail, spikes.
        circles: middle from left and top, and radius: a cloud, and what leads to who thinks.
        dashed: whether the edge is broken.
    """

    corner: float
    triangles: tuple[tuple[Corner, Corner, Corner], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    dashed: bool = False


def outline(bubble: PlacedBubble) -> Outline:
    """Of words that are told, or said in some way."""
    box, tip = bubble.box, bubble.tail
    if tip is None:
        return Outline(_SHARP)
    pieces = list(_pieces(box))
    if bubble.kind == "thought":
        cloud = tuple((x, y, _BULGE * half) for x, y, half, _ in pieces)
        return Outline(0, circles=(*cloud, *_trail(box, tip)))
    if bubble.kind == "shout":
        return Outline(0, (_tail(box, tip), *(_spike(*piece) for piece in pieces)))
    corner = min(_ROUND, box.height / 2, box.width / 2)
    return Outline(corner, (_tail(box, tip),), dashed=bubble.kind == "whisper")


def _pieces(box: Box) -> Iterator[tuple[float, float, float, Corner]]:
    """The edge in equal pieces, side by side: the middle of each, half its length, and the way out."""
    across, down = (max(1, round(length / _PIECE)) for length in (box.width, box.height))
    for at in range(across):
        x, half = box.left + (at + 0.5) * box.width / across, box.width / across / 2
        yield x, box.top, half, (0, -1)
        yield x, box.bottom, half, (0, 1)
    for at in range(down):
        y, half = box.top + (at + 0.5) * box.height / down, box.height / down / 2
        yield box.left, y, half, (-1, 0)
        yield box.left + box.width, y, half, (1, 0)


def _spike(x: float, y: float, half: float, out: Corner) -> tuple[Corner, Corner, Corner]:
    aside = (half * out[1], half * out[0])
    foot = (x - _FOOT * out[0], y - _FOOT * out[1])
    top = (x + _SPIKE * out[0], y + _SPIKE * out[1])
    return (foot[0] - aside[0], foot[1] - aside[1]), top, (foot[0] + aside[0], foot[1] + aside[1])


def _tail(box: Box, tip: Corner) -> tuple[Corner, Corner, Corner]:
    """A triangle from the bubble's middle to the tip."""
    x, y = _middle(box)
    across, down = tip[0] - x, tip[1] - y
    long = hypot(across, down) or 1.0
    half = min(0.16, box.width / 5, box.height / 4)
    side = (-down / long * half, across / long * half)
    return (x + side[0], y + side[1]), tip, (x - side[0], y - side[1])


def _trail(box: Box, tip: Corner) -> Iterator[tuple[float, float, float]]:
    """From where the way to the tip leaves the box."""
    x, y = _middle(box)
    across, down = tip[0] - x, tip[1] - y
    begin = 1 / max(1.0, 2 * abs(across) / box.width, 2 * abs(down) / box.height)
    for far, radius in _TRAIL:
        share = begin + (1 - begin) * far
        yield x + across * share, y + down * share, radius


def _middle(box: Box) -> Corner:
    return box.centre, box.top + box.height / 2
