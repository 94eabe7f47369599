"""Where things stand on a page: inches, measured from the top left corner, as data."""

from __future__ import annotations

from dataclasses import dataclass

POINTS_PER_INCH = 72


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

    def fit(self, width: float, height: float) -> Box:
        """The largest box of the shape `width` to `height` inside this one, centred."""
        scale = min(self.width / width, self.height / height)
        inner = Box(0, 0, width * scale, height * scale)
        left = self.left + (self.width - inner.width) / 2
        return Box(left, self.top + (self.height - inner.height) / 2, inner.width, inner.height)


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


_BODY = {size: TextStyle("Andika", size, leading) for size, leading in {20: 30, 18: 26, 16: 23, 14: 20}.items()}

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
