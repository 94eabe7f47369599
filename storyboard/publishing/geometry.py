"""Where things stand on a page: inches, measured from the top left corner, as data."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

POINTS_PER_INCH = 72
#: The typeface that shapes are drawn up in.
DRAWN_UP_IN = "Andika"


@dataclass(frozen=True)
class Box:
    """A rectangle in inches, origin at the page's top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> float:
        return self.left + self.width / 2

    def holds(self, left: float, top: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= left <= self.left + self.width and self.top <= top <= self.bottom

    def moved(self, right: float) -> Box:
        """The same box so much further to the right."""
        return Box(self.left + right, self.top, self.width, self.height)

    def within(self, other: Box) -> Box:
        """The part of it that lies in another one; they have to meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        return Box(left, top, right - left, min(self.bottom, other.bottom) - top)

    def fit(self, width: float, height: float) -> Box:
        """The largest box of the shape `width` to `height` inside this one, centred."""
        scale = min(self.width / width, self.height / height)
        inner = Box(0, 0, width * scale, height * scale)
        left = self.left + (self.width - inner.width) / 2
        return Box(left, self.top + (self.height - inner.height) / 2, inner.width, inner.height)

    def cover(self, width: float, height: float) -> Box:
        """The smallest box of the shape `width` to `height` around this one, on the same centre."""
        scale = max(self.width / width, self.height / height)
        outer = Box(0, 0, width * scale, height * scale)
        left = self.left + (self.width - outer.width) / 2
        return Box(left, self.top + (self.height - outer.height) / 2, outer.width, outer.height)


@dataclass(frozen=True)
class TextStyle:
    """A typeface by its name in `typeface`, with size and distance of base lines in points."""

    typeface: str
    size: int
    leading: int


@dataclass(frozen=True)
class PageShape:
    """A book's page and the places on it. Styles go from the wished one down to the smallest that is still used."""

    width: float
    height: float
    corner: float  #: radius of a picture's corners
    dots_per_inch: int  #: pictures are scaled up to this, and down to twice this
    #: a story page with a picture and text under it
    picture: Box
    text: Box
    text_styles: tuple[TextStyle, ...]
    #: what has a page to itself
    picture_alone: Box
    text_alone: Box
    text_alone_styles: tuple[TextStyle, ...]
    #: text that goes on to a further page
    long_text_style: TextStyle
    #: the title page
    title: Box
    title_picture: Box
    author: Box
    title_alone: Box
    author_alone: Box
    title_styles: tuple[TextStyle, ...]
    author_styles: tuple[TextStyle, ...]
    #: the page number's base line
    number: Box
    number_style: TextStyle


_BODY = {size: TextStyle(DRAWN_UP_IN, size, leading) for size, leading in {20: 30, 18: 26, 16: 23, 14: 20}.items()}

SQUARE_SCREEN = PageShape(
    width=8.5,
    height=8.5,
    corner=0.17,
    dots_per_inch=150,
    picture=Box(1.55, 0.6, 5.4, 5.4),
    text=Box(0.9, 6.14, 6.7, 1.7),
    text_styles=(_BODY[18], _BODY[16], _BODY[14]),
    picture_alone=Box(0.85, 0.75, 6.8, 6.8),
    text_alone=Box(1.1, 1.0, 6.3, 6.4),
    text_alone_styles=(_BODY[20], _BODY[18], _BODY[16]),
    long_text_style=_BODY[16],
    title=Box(0.75, 0.62, 7.0, 1.72),
    title_picture=Box(1.9, 2.5, 4.7, 4.7),
    author=Box(0.75, 7.25, 7.0, 0.9),
    title_alone=Box(0.75, 2.5, 7.0, 2.2),
    author_alone=Box(0.75, 4.9, 7.0, 0.9),
    title_styles=tuple(
        TextStyle("Andika-Bold", size, leading) for size, leading in {42: 51, 34: 42, 28: 35, 22: 28, 13: 17}.items()
    ),
    author_styles=(TextStyle("Andika", 17, 24), TextStyle("Andika", 14, 20), TextStyle("Andika", 9, 12)),
    number=Box(0.9, 8.0, 6.7, 0.15),
    number_style=TextStyle("Andika", 10, 10),
)


def in_typeface(shape: PageShape, name: str) -> PageShape:
    """The same places and sizes of type in another typeface."""
    if name == DRAWN_UP_IN:
        return shape
    return replace(shape, **{each.name: _worn(getattr(shape, each.name), name) for each in fields(shape)})


def _worn(value: Any, name: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_worn(each, name) for each in value)
    return replace(value, typeface=value.typeface.replace(DRAWN_UP_IN, name)) if isinstance(value, TextStyle) else value


def page_shape(width: float, height: float, inset: float, dots_per_inch: int) -> PageShape:
    """A print page: everything stands `inset` inches from the cut, on left and right pages alike.

    Type is of the sizes of the screen's page where the page is as wide, and as much smaller as it is narrower.
    """
    inner = Box(inset, inset, width - 2 * inset, height - 2 * inset)
    side = min(inner.width, 0.66 * inner.height)
    picture = Box(inner.left + (inner.width - side) / 2, inner.top, side, side)
    body = Box(inner.left, picture.bottom + 0.14, inner.width, inner.bottom - picture.bottom - 0.45)
    alone = Box(inner.left + 0.2, inner.top + 0.3, inner.width - 0.4, inner.height - 0.8)
    return PageShape(
        width=width,
        height=height,
        corner=0.17,
        dots_per_inch=dots_per_inch,
        picture=picture,
        text=body,
        text_styles=_at_width(SQUARE_SCREEN.text_styles, width),
        picture_alone=Box(inner.left, inner.top, inner.width, inner.height - 0.35),
        text_alone=alone,
        text_alone_styles=_at_width(SQUARE_SCREEN.text_alone_styles, width),
        long_text_style=_at_width((SQUARE_SCREEN.long_text_style,), width)[0],
        title=_band(inner, 0.0, 0.24),
        title_picture=_band(inner, 0.26, 0.6),
        author=_band(inner, 0.88, 0.12),
        title_alone=_band(inner, 0.28, 0.28),
        author_alone=_band(inner, 0.6, 0.12),
        title_styles=_at_width(SQUARE_SCREEN.title_styles, width),
        author_styles=_at_width(SQUARE_SCREEN.author_styles, width),
        number=Box(inner.left, inner.bottom - 0.15, inner.width, 0.15),
        number_style=SQUARE_SCREEN.number_style,
    )


#: Printers take text from 7 points up.
_SMALLEST = 7


def _at_width(styles: tuple[TextStyle, ...], width: float) -> tuple[TextStyle, ...]:
    scale = min(1.0, width / SQUARE_SCREEN.width + 0.1)
    sizes = [(style, max(_SMALLEST, round(style.size * scale))) for style in styles]
    return tuple(TextStyle(style.typeface, size, round(style.leading * size / style.size)) for style, size in sizes)


def _band(inner: Box, start: float, share: float) -> Box:
    """A part of the height of a box, from top to bottom."""
    return Box(inner.left, inner.top + start * inner.height, inner.width, share * inner.height)


@dataclass(frozen=True)
class Paper:
    """The sheet a page is drawn on: as the page after cutting, with bleed around it.

    Attributes:
        left, top, right, bottom: bleed on each edge in inches.
    """

    trim_width: float
    trim_height: float
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def width(self) -> float:
        return self.left + self.trim_width + self.right

    @property
    def height(self) -> float:
        return self.top + self.trim_height + self.bottom

    @property
    def trim_points(self) -> tuple[float, float, float, float]:
        """TrimBox: left, bottom, right, top in points, origin at the bottom left."""
        left, bottom = self.left, self.bottom
        inches = (left, bottom, left + self.trim_width, bottom + self.trim_height)
        return tuple(round(each * POINTS_PER_INCH, 4) for each in inches)  # type: ignore[return-value]
