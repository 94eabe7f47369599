"""Where panels and their bubbles stand: one to six pictures in a box, and words over them."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from storyboard.publishing.content import MAX_BUBBLE, Bubble, PublishingError
from storyboard.publishing.geometry import Box, TextStyle
from storyboard.publishing.shaping import is_rtl
from storyboard.publishing.text import SetText, Source, break_lines, fit, printable

#: Inches between panels.
GAP = 0.12
#: Panels in each row, from the top, for each number of panels.
_ROWS = {
    1: ((1,),),
    2: ((1, 1), (2,)),
    3: ((1, 2), (1, 1, 1), (3,)),
    4: ((2, 2), (1, 1, 1, 1), (4,)),
    5: ((2, 3), (2, 2, 1)),
    6: ((2, 2, 2), (3, 3)),
}
_PADDING = 0.09  # inches between a bubble's edge and its words
#: From the wished size down to the smallest that printers take.
_STYLES = tuple(TextStyle("Andika", size, leading) for size, leading in {13: 16, 11: 14, 9: 12, 7: 9}.items())


@dataclass(frozen=True)
class Block:
    """Set text, centred in a box."""

    text: SetText
    box: Box


@dataclass(frozen=True)
class PlacedBubble:
    """A bubble in inches; it has grown where its words would not have fitted, which `words_over` counts."""

    box: Box
    block: Block
    tail: tuple[float, float] | None
    words_over: int = 0


def panel_boxes(box: Box, count: int, *, right_bound: bool = False) -> list[Box]:
    """Places of one to six panels in the order of reading: of the known divisions the one with the squarest panels."""
    return min((_divided(box, rows, right_bound) for rows in _ROWS[count]), key=_worst)


def _divided(box: Box, rows: tuple[int, ...], right_bound: bool) -> list[Box]:
    height = (box.height - GAP * (len(rows) - 1)) / len(rows)
    found: list[Box] = []
    for row, columns in enumerate(rows):
        width = (box.width - GAP * (columns - 1)) / columns
        places = [Box(box.left + at * (width + GAP), box.top + row * (height + GAP), width, height)
                  for at in range(columns)]  # fmt: skip
        found.extend(reversed(places) if right_bound else places)
    return found


def _worst(boxes: list[Box]) -> float:
    """How far the least square one is from a square, the same for twice as wide and twice as high."""
    return round(max(abs(log(each.width / each.height)) for each in boxes), 6)


def place_bubble(bubble: Bubble, panel: Box, page: int, language: str) -> PlacedBubble:
    """A bubble on its panel, its words in the largest style that fits.

    Raises:
        PublishingError: text that is too long or cannot be printed, or a bubble without size.
    """
    if min(bubble.width, bubble.height) <= 0:
        raise PublishingError(f"A speech bubble of page {page} has no size.", page)
    text = printable(bubble.text, Source(f"a speech bubble of page {page}", MAX_BUBBLE, page, language), "Andika")
    box = Box(
        panel.left + bubble.left * panel.width,
        panel.top + bubble.top * panel.height,
        bubble.width * panel.width,
        bubble.height * panel.height,
    )
    tip = bubble.tail and (panel.left + bubble.tail[0] * panel.width, panel.top + bubble.tail[1] * panel.height)
    found = fit(text, _STYLES, _inside(box), language)
    if found is not None:
        return PlacedBubble(box, Block(found, _inside(box)), tip)
    return _grown(text, box, tip, language)


def _grown(text: str, box: Box, tip: tuple[float, float] | None, language: str) -> PlacedBubble:
    """As high as the words in the smallest style need, about the same middle: nothing is cut off."""
    style, inner = _STYLES[-1], _inside(box)
    lines = break_lines(text, style, inner.width, language)
    found = SetText(lines, style, language, is_rtl(text))
    room = max(0, int(inner.height * 72 // style.leading))
    height = found.height + 2 * _PADDING
    large = Box(box.left, box.top + (box.height - height) / 2, box.width, height)
    over = sum(len(line.split()) for line in lines[room:])
    return PlacedBubble(large, Block(found, _inside(large)), tip, over)


def _inside(box: Box) -> Box:
    side, top = min(_PADDING, box.width / 3), min(_PADDING, box.height / 3)
    return Box(box.left + side, box.top + top, box.width - 2 * side, box.height - 2 * top)
