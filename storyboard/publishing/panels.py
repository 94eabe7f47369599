"""Where panels and their bubbles stand: one to six pictures in a box, and words over them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storyboard.publishing.content import MAX_BUBBLE, Bubble, Kind, PublishingError
from storyboard.publishing.geometry import Box, TextStyle
from storyboard.publishing.linebreak import SOFT_HYPHEN, count_words
from storyboard.publishing.shaping import is_rtl
from storyboard.publishing.text import SetText, Source, break_lines, fit, printable

#: Inches between panels.
GAP = 0.12
#: Panels in each row, from the top, for each number of panels.
_ROWS = {
    1: ((1,),),
    2: ((2,), (1, 1)),
    3: ((1, 2), (3,), (1, 1, 1)),
    4: ((2, 2), (4,), (1, 1, 1, 1)),
    5: ((2, 3), (2, 2, 1)),
    6: ((3, 3), (2, 2, 2)),
}
_PADDING = 0.09  # inches between a bubble's edge and its words
#: From the wished size down to the smallest that printers take.
_SIZES = {18: 23, 16: 21, 14: 18, 12: 16, 10: 13, 8: 11, 7: 9}


@dataclass(frozen=True)
class Block:
    """Set text, centred in a box; the book's title stands in one of its own.

    Attributes:
        ground: what is white under it, where it stands on a picture.
    """

    text: SetText
    box: Box
    title: bool = False
    ground: Box | None = None


@dataclass(frozen=True)
class Spot:
    """Where bubbles stand: the box of their panel, which one it is, and how its words are set.

    Attributes:
        page, panel: as in `PlacedPicture`.
        face: the book's typeface.
        within: where bubbles are moved to, and made no larger than; `None` for anywhere.
    """

    box: Box
    page: int
    panel: int | None
    language: str
    face: str
    within: Box | None = None

    @property
    def styles(self) -> tuple[TextStyle, ...]:
        """From the wished one down to the smallest."""
        return tuple(TextStyle(self.face, size, leading) for size, leading in _SIZES.items())


@dataclass(frozen=True)
class PlacedBubble:
    """A bubble in inches; it has grown where its words would not have fitted, which `words_over` counts.

    Attributes:
        panel: as in `PlacedPicture`.
        words: as they were written, before they were broken into lines.
        kind: how they are said.
        moved: they were written across the fold, and stand on one side of it.
    """

    box: Box
    block: Block
    tail: tuple[float, float] | None
    words: str
    words_over: int = 0
    panel: int | None = None
    kind: Kind = "speech"
    moved: bool = False


def panel_boxes(box: Box, count: int, *, right_bound: bool = False) -> list[Box]:
    """Equal squares for one to six panels in the order of reading, as large as a known division lets them be.

    Pictures are drawn square: in squares nothing of them is cut off.
    """
    rows = max(_ROWS[count], key=lambda each: _side(box, each))
    side = _side(box, rows)
    top = box.top + (box.height - len(rows) * side - GAP * (len(rows) - 1)) / 2
    found: list[Box] = []
    for row, columns in enumerate(rows):
        left = box.centre - (columns * side + GAP * (columns - 1)) / 2
        places = [Box(left + at * (side + GAP), top + row * (side + GAP), side, side) for at in range(columns)]
        found.extend(reversed(places) if right_bound else places)
    return found


def _side(box: Box, rows: tuple[int, ...]) -> float:
    across, down = max(rows), len(rows)
    return round(min((box.width - GAP * (across - 1)) / across, (box.height - GAP * (down - 1)) / down), 9)


def place_bubble(bubble: Bubble, on: Spot) -> PlacedBubble:
    """A bubble on its panel, its words in the largest style that fits.

    Raises:
        PublishingError: text that is too long or cannot be printed, or a bubble without size.
    """
    if min(bubble.width, bubble.height) <= 0:
        raise PublishingError(
            f"A speech bubble of page {on.page} has no size.", on.page, on.panel, "bubble_without_size"
        )
    name = f"a speech bubble of page {on.page}"
    text = printable(bubble.text, Source(name, MAX_BUBBLE, on.page, on.language, on.panel), on.face)
    panel = on.box
    box = Box(
        panel.left + bubble.left * panel.width,
        panel.top + bubble.top * panel.height,
        bubble.width * panel.width,
        bubble.height * panel.height,
    )
    box = _moved(box, on.within) if on.within else box
    tip = bubble.tail and (panel.left + bubble.tail[0] * panel.width, panel.top + bubble.tail[1] * panel.height)
    found = fit(text, on.styles, _inside(box), on.language)
    if found is not None:
        return PlacedBubble(box, Block(found, _inside(box)), tip, text, panel=on.panel, kind=bubble.kind)
    return replace(_grown(text, box, tip, on), kind=bubble.kind)


def _moved(box: Box, within: Box) -> Box:
    width, height = min(box.width, within.width), min(box.height, within.height)
    left = min(max(box.left, within.left), within.left + within.width - width)
    return Box(left, min(max(box.top, within.top), within.bottom - height), width, height)


def _grown(text: str, box: Box, tip: tuple[float, float] | None, on: Spot) -> PlacedBubble:
    """As high as the words in the smallest style need, about the same middle: nothing is cut off."""
    style, inner = on.styles[-1], _inside(box)
    lines = break_lines(text, style, inner.width, on.language)
    found = SetText(lines, style, on.language, is_rtl(text))
    room = max(0, int(inner.height * 72 // style.leading))
    height = found.height + 2 * _PADDING
    large = Box(box.left, box.top + (box.height - height) / 2, box.width, height)
    over = count_words(" ".join(lines[room:]).replace(f"{SOFT_HYPHEN} ", ""))
    return PlacedBubble(large, Block(found, _inside(large)), tip, text, over, on.panel)


def _inside(box: Box) -> Box:
    side, top = min(_PADDING, box.width / 3), min(_PADDING, box.height / 3)
    return Box(box.left + side, box.top + top, box.width - 2 * side, box.height - 2 * top)
