"""A printed book's cover in one piece: back, spine, front, with bleed on four edges and a white box for the barcode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from storyboard.publishing import colour, shaping
from storyboard.publishing.bookfile import BookFile
from storyboard.publishing.content import BookContent, PublishingError
from storyboard.publishing.edition import Edition
from storyboard.publishing.geometry import DRAWN_UP_IN, POINTS_PER_INCH, Box, Paper, TextStyle
from storyboard.publishing.layout import PlacedPicture, centred, line, placed
from storyboard.publishing.pen import Pen
from storyboard.publishing.plates import PlateOrder, Shelf
from storyboard.publishing.pressfile import declare_press
from storyboard.publishing.profiles import Cover, Spine
from storyboard.publishing.text import clean

_GROUND = "#fff3d6"  # under the clear parts of pictures, as `colour.inks` has it


@dataclass(frozen=True)
class Wrap:
    """The places on a cover, in inches from the top left corner of the trimmed cover.

    Attributes:
        width, height: of the file, with bleed.
        spine_text: the part of the spine that text may use; `None` where the book is too thin for any.
        safe: how far from the cut and the folds text has to stay.
    """

    width: float
    height: float
    bleed: float
    spine: Box
    spine_text: Box | None
    front: Box
    back: Box
    barcode: Box
    safe: float


def spine_width(made: Edition, pages: int) -> float | None:
    """In inches; `None` where the profile has no rule for it and nobody gave it for just so many pages."""
    rule, given = made.profile.spine, made.spine
    if rule is None:
        return None
    if rule.per_page is not None:
        return pages * rule.per_page + rule.extra
    return given.inches if given and given.pages == pages else None


def has_cover(made: Edition, pages: int) -> bool:
    """Whether a cover of a book of so many pages can be made."""
    return wrap(made, pages) is not None


def wrap(made: Edition, pages: int, *, right_bound: bool = False) -> Wrap | None:
    """The cover of a book of so many pages: width = 2 x trim + spine + 2 x bleed, height = trim + 2 x bleed.

    The back is left of the spine; right of it where the book is bound on the right. `None` where there is no cover,
    or its spine is of unknown width.
    """
    trim, spine, cover, thickness = made.trim, made.profile.spine, made.profile.cover, spine_width(made, pages)
    if spine is None or cover is None or thickness is None:
        return None
    left, right = (Box(at, 0, trim.width, trim.height) for at in (0, trim.width + thickness))
    back, front = (right, left) if right_bound else (left, right)
    place = Box(trim.width, 0, thickness, trim.height)
    code = cover.barcode
    return Wrap(
        width=2 * trim.width + thickness + 2 * cover.bleed,
        height=trim.height + 2 * cover.bleed,
        bleed=cover.bleed,
        spine=place,
        spine_text=_spine_text(place, spine, cover) if pages >= spine.text_from else None,
        safe=cover.safe,
        front=front,
        back=back,
        barcode=Box(
            back.left + (code.inset if right_bound else back.width - code.inset - code.width),
            back.bottom - code.inset - code.height,
            code.width,
            code.height,
        ),
    )


def _spine_text(place: Box, spine: Spine, cover: Cover) -> Box | None:
    if place.width <= 2 * spine.clear:
        return None
    return Box(place.left + spine.clear, cover.safe, place.width - 2 * spine.clear, place.height - 2 * cover.safe)


def spine_style(book: BookContent, room: Box | None, face: str = DRAWN_UP_IN) -> TextStyle | None:
    """The largest type, from 18 points down to 7, in which title and author fit on the spine; `None` if none does."""
    words = _spine_words(book)
    if room is None:
        return None
    for size in range(18, 6, -1):
        style = TextStyle(f"{face}-Bold", size, round(size * 1.2))
        wide = shaping.width(words, style.typeface, size, book.language) / POINTS_PER_INCH
        if wide <= room.height and style.leading / POINTS_PER_INCH <= room.width:
            return style
    return None


def _spine_words(book: BookContent) -> str:
    return " · ".join(clean(each).replace("\n", " ") for each in (book.title, book.author) if each)


def write_cover(book: BookContent, made: Edition, pages: int, path: Path, shelf: Path | None = None) -> None:
    """Write the cover as a PDF of one page; the same content gives the same bytes.

    Args:
        shelf: folder of pictures at print size, for the next time too; without one, a temporary one.

    Raises:
        PublishingError: the spine's width is not known, or title or author cannot be printed.
    """
    places = wrap(made, pages, right_bound=book.right_bound)
    if places is None:
        raise PublishingError(f"{made.profile.name} has no rule for covers. Use the printer's own template.")
    with TemporaryDirectory(prefix=".plates-", dir=path.parent) as folder:
        drawn = Path(folder) / "cover.pdf"
        _Cover(book, made, places).print(drawn if made.press else path, Shelf(shelf or Path(folder)))
        if made.press:
            declare_press(drawn, path, made.press)


class _Cover:
    """One cover being written."""

    def __init__(self, book: BookContent, made: Edition, places: Wrap) -> None:
        self._book, self._edition, self._places = book, made, places
        self._shape = made.shape(1)
        self._inks = colour.inks(made.profile)

    def print(self, path: Path, shelf: Shelf) -> None:
        self._shelf = shelf
        with BookFile(path, self._book, self._places.width, self._places.height) as self._canvas:
            self._draw()
            self._canvas.save()

    def _draw(self) -> None:
        places = self._places
        trim = Paper(places.width - 2 * places.bleed, places.height - 2 * places.bleed, *[places.bleed] * 4)
        self._canvas.setTrimBox(trim.trim_points)
        self._canvas.setBleedBox((0, 0, places.width * POINTS_PER_INCH, places.height * POINTS_PER_INCH))
        self._canvas.translate(places.bleed * POINTS_PER_INCH, places.bleed * POINTS_PER_INCH)
        self._pen = Pen(self._canvas, places.back.height, self._inks)
        self._pen.ground(Box(-places.bleed, -places.bleed, places.width, places.height), self._inks.cover)
        self._front()
        self._pen.ground(places.barcode, self._inks.white)
        if places.spine_text and (style := spine_style(self._book, places.spine_text, self._edition.face)):
            self._spine(places.spine_text, style)
        if self._edition.draft:
            self._pen.draft(places.back)
            self._pen.draft(places.front)

    def _front(self) -> None:
        """Title, picture, author: as on the title page, moved onto the front."""
        book, shape = self._book, self._shape
        pictures = placed(book, book.front, self._moved(shape.title_picture))
        for picture in pictures:
            self._picture(picture)
        named = zip(
            (line(book, book.title, "the title", shape.title_styles[0]),
             line(book, book.author, "the author's name", shape.author_styles[0])),
            (shape.title_styles, shape.author_styles),
            (shape.title, shape.author) if pictures else (shape.title_alone, shape.author_alone),
            strict=True,
        )  # fmt: skip
        for text, styles, box in named:
            for block in centred(text, styles, self._moved(box), book.language):
                self._pen.text(block, self._inks.text)

    def _picture(self, picture: PlacedPicture) -> None:
        pixels = round(max(picture.box.width, picture.box.height) * self._edition.profile.dpi.wanted)
        inked = colour.conversion(self._edition.profile, self._edition.press)
        order = PlateOrder(pixels, _GROUND, self._edition.enlarger, inked)
        plate = self._shelf.plate(picture.path, picture.page, order)
        self._pen.picture(plate, picture.box, picture.alt, self._shape.corner)

    def _moved(self, box: Box) -> Box:
        return Box(self._places.front.left + box.left, box.top, box.width, box.height)

    def _spine(self, room: Box, style: TextStyle) -> None:
        """Title and author along the spine, read with the head to the right."""
        self._canvas.saveState()
        middle = self._places.back.height / 2
        self._canvas.translate(room.centre * POINTS_PER_INCH, middle * POINTS_PER_INCH)
        self._canvas.rotate(-90)
        along = Box(-room.height / 2, -room.width / 2, room.height, room.width)
        pen = Pen(self._canvas, 0.0, self._inks)
        for block in centred(_spine_words(self._book), (style,), along, self._book.language):
            pen.text(block, self._inks.text)
        self._canvas.restoreState()
