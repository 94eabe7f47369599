"""A picture over two facing pages: cut at the fold for each of them, with its words on one page or the other."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from storyboard.publishing import shaping
from storyboard.publishing.content import BookContent, Bubble, Place
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, PageShape
from storyboard.publishing.layout import PlacedPicture, Sheet, heading, painted, placed, set_text, words_over
from storyboard.publishing.panels import Block, PlacedBubble, Spot, place_bubble
from storyboard.publishing.text import SetText

_PADDING = 0.14  # inches of white around text that stands on a picture


class _Side(NamedTuple):
    """One of the two pages: how far its left edge is from that of the left page, and where words may stand on it."""

    start: float
    free: Box


def spread(book: BookContent, index: int, number: int, shape: PageShape, *, in_pairs: bool = False) -> list[Sheet]:
    """Sheets of story page `index`, whose two pages face each other; the text stands on the one that is read first.

    It has the place and the sizes of text under a picture. What does not fit goes on behind, with `in_pairs` on as many
    pages as end with a right one.
    """
    text, texts = set_text(book, index, shape.text_styles, (shape.text, shape.text_alone), shape)
    blocks = (_on_picture(texts[0], shape.text),) if text else ()
    first = Sheet(number, heading(text), blocks, (), index, words_over(text, texts))
    sheets = [first, Sheet(number + 1, None, story_page=index)]
    sides = _sides(shape, right_bound=book.right_bound, told=bool(text))
    said = _bubbles(book, index, shape, sides)
    for at, side in enumerate(sides):
        sheets[at] = replace(
            sheets[at], pictures=_half(book, index, shape, side, said=at == 0), bubbles=tuple(said[at])
        )
    for further, block in enumerate(texts[1:], start=2):
        sheets.append(Sheet(number + further, None, (Block(block, shape.text_alone),), story_page=index))
    odd = in_pairs and len(sheets) % 2
    return [*sheets, Sheet(None, None, story_page=index)] if odd else sheets


def _sides(shape: PageShape, *, right_bound: bool, told: bool) -> list[_Side]:
    """In the order of reading; the text of the first, where there is one, is not covered by words over the picture."""
    inset = min(shape.picture_alone.left, shape.picture_alone.top)
    free = Box(inset, inset, shape.width - 2 * inset, shape.height - 2 * inset)
    above = replace(free, height=shape.text.top - _PADDING - inset) if told else free
    starts = (shape.width, 0.0) if right_bound else (0.0, shape.width)
    return [_Side(start, each) for start, each in zip(starts, (above, free), strict=True)]


def _whole(shape: PageShape) -> Box:
    """The picture, from the left page's corner."""
    return painted(2 * shape.width, shape.height)


def _half(book: BookContent, index: int, shape: PageShape, side: _Side, *, said: bool) -> tuple[PlacedPicture, ...]:
    """The picture as one page has it; described once, where it is `said`."""
    there = placed(book, Place(index, 1), _whole(shape).moved(-side.start))
    return tuple(replace(each, alt=each.alt if said else "", fills=True, spread=True) for each in there)


def _on_picture(text: SetText, box: Box) -> Block:
    """Text with white under it, as wide as its longest line."""
    style = text.style
    width = max(shaping.width(line, style.typeface, style.size, text.language) for line in text.lines) / POINTS_PER_INCH
    height = text.height + 2 * _PADDING
    ground = Box(box.centre - width / 2 - _PADDING, box.top + (box.height - height) / 2, width + 2 * _PADDING, height)
    return Block(text, box, ground=ground)


def _bubbles(book: BookContent, index: int, shape: PageShape, sides: list[_Side]) -> list[list[PlacedBubble]]:
    """For each side those whose middle is there. Shares are of the square that the picture is drawn as."""
    square = _whole(shape).cover(1, 1)
    found: list[list[PlacedBubble]] = [[], []]
    for bubble in book.pages[index - 1].panels[0].bubbles:
        middle = square.left + (bubble.left + bubble.width / 2) * square.width
        at = next(at for at, side in enumerate(sides) if (side.start > 0) == (middle > shape.width))
        box, face = square.moved(-sides[at].start), shape.long_text_style.typeface
        spot = Spot(box, index, None, book.language, face, sides[at].free)
        moved = _crosses(bubble, square, shape.width)
        found[at].append(_beside_fold(replace(place_bubble(bubble, spot), moved=moved), shape))
    return found


def _crosses(bubble: Bubble, square: Box, fold: float) -> bool:
    left = square.left + bubble.left * square.width
    return left < fold < left + bubble.width * square.width


def _beside_fold(bubble: PlacedBubble, shape: PageShape) -> PlacedBubble:
    """A tail to somebody on the other page ends at the edge of its own, on the way to them."""
    if bubble.tail is None or 0 <= bubble.tail[0] <= shape.width:
        return bubble
    (x, y), middle = bubble.tail, bubble.box.top + bubble.box.height / 2
    edge = 0.0 if x < 0 else shape.width
    part = (edge - bubble.box.centre) / (x - bubble.box.centre)
    return replace(bubble, tail=(edge, middle + part * (y - middle)))
