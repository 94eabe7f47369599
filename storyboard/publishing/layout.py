"""From a book's content to sheets: what stands on each printed page, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from storyboard.publishing.content import (
    MAX_AUTHOR,
    MAX_DEDICATION,
    MAX_TEXT,
    MAX_TITLE,
    BookContent,
    Place,
    PublishingError,
)
from storyboard.publishing.geometry import Box, PageShape, TextStyle
from storyboard.publishing.linebreak import SOFT_HYPHEN, count_words
from storyboard.publishing.panels import Block, PlacedBubble, Spot, panel_boxes, place_bubble
from storyboard.publishing.text import SetText, Source, clean, fit, flow, printable

_MAX_ALT = 500
_HEADING = 40
#: Pictures that fill a page are painted this far beyond all four edges, in inches; profiles cut what they do not take.
_PAINT = 0.125


@dataclass(frozen=True)
class PlacedPicture:
    """A picture of story page `page`, in a box.

    Attributes:
        panel: its number on the page; `None` where it is the only one.
        fills: it covers the box to its edges, cut where it is of another shape; else it is fitted in, with a frame.
        framed: it covers the box and has a frame all the same, as one of several panels.
        spread: the box goes over two facing pages, of which this one shows a half.
    """

    path: Path
    box: Box
    alt: str
    page: int
    fills: bool = False
    framed: bool = False
    panel: int | None = None
    spread: bool = False

    @property
    def aspect(self) -> float | None:
        """Width by height of what is shown of the picture over two pages; `None` where all of it is needed."""
        return round(self.box.width / self.box.height, 6) if self.spread else None

    @property
    def file(self) -> tuple[Path, float | None]:
        """Tells it from other pictures, and from other parts of the same one."""
        return self.path, self.aspect


#: What can stand on a page.
Part = Block | PlacedPicture | PlacedBubble


@dataclass(frozen=True)
class Sheet:
    """One printed page.

    Attributes:
        number: as printed; `None` for the title page.
        heading: line in the table of contents; `None` on a page that goes on with the one before.
        story_page: number of the story's page that stands here; `None` for the pages around the story.
        pictures: in the order of reading.
        words_over: words of that page's text that did not fit and stand on the pages behind, as `count_words`.
        bubbles: words over the pictures.
        leads_to: number of the story's page that this one was put in for, so that its two pages face each other.
    """

    number: int | None
    heading: str | None
    blocks: tuple[Block, ...] = ()
    pictures: tuple[PlacedPicture, ...] = ()
    story_page: int | None = None
    words_over: int = 0
    bubbles: tuple[PlacedBubble, ...] = ()
    leads_to: int | None = None

    @property
    def covered(self) -> bool:
        """Whether a picture covers it to its edges, so that no number is printed."""
        return any(each.fills and not each.framed for each in self.pictures)

    @property
    def texts(self) -> tuple[Block, ...]:
        """All set text, also that of bubbles."""
        return (*self.blocks, *(each.block for each in self.bubbles))

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.texts and not self.pictures

    @property
    def parts(self) -> list[Part]:
        """Everything in the order of reading: from the top down, each picture with the words on it."""
        found: list[tuple[float, list[Part]]] = [(each.box.top, [each]) for each in self.blocks]
        if told := self._told():
            found.append((told[0].box.top, told))
        return [part for _, group in sorted(found, key=lambda each: each[0]) for part in group]

    def _told(self) -> list[Part]:
        """A bubble belongs to the picture that its middle is on; one on none comes last."""
        left, told = list(self.bubbles), list[Part]()
        for picture in self.pictures:
            own = [each for each in left if picture.box.holds(each.box.centre, each.box.top + each.box.height / 2)]
            left = [each for each in left if each not in own]
            told += [picture, *own]
        return [*told, *left]


def title_sheet(book: BookContent, shape: PageShape) -> Sheet:
    """Title and author, around the picture of the book's front."""
    pictures = placed(book, book.front, shape.title_picture)
    places = (shape.title, shape.author) if pictures else (shape.title_alone, shape.author_alone)
    title = line(book, book.title, "the title", shape.title_styles[0])
    author = line(book, book.author, "the author's name", shape.author_styles[0])
    blocks = (
        *(replace(each, title=True) for each in centred(title, shape.title_styles, places[0], book.language)),
        *centred(author, shape.author_styles, places[1], book.language),
    )
    return Sheet(None, title, blocks, pictures)


def line(book: BookContent, text: str, name: str, style: TextStyle) -> str:
    """Printable text of one line."""
    limit = {"the title": MAX_TITLE, "the author's name": MAX_AUTHOR}.get(name, MAX_DEDICATION)
    return printable(text, Source(name, limit, language=book.language), style.typeface).replace("\n", " ")


def centred(text: str, styles: tuple[TextStyle, ...], box: Box, language: str) -> Iterator[Block]:
    """A block of text, unless it is empty. The limits on titles and names are such that the smallest style always fits.

    Raises:
        PublishingError: it does not fit.
    """
    if not text:
        return
    fitting = fit(text, styles, box, language)
    if fitting is None:
        message = f"“{text[:40]}…” is too long for its place. Shorten it."
        raise PublishingError(message, code="too_wide", values=(("words", text[:40]),))
    yield Block(fitting, box)


def together(book: BookContent, index: int, number: int, shape: PageShape) -> Iterator[Sheet]:
    """Sheets of story page `index`, text under its picture; the first is printed as `number`."""
    page = book.pages[index - 1]
    styles = shape.text_styles if page.told else shape.text_alone_styles
    first = shape.text if page.told else shape.text_alone
    text, texts = set_text(book, index, styles, (first, shape.text_alone), shape)
    where = shape.picture if text else shape.picture_alone
    blocks = (Block(texts[0], first),) if text else ()
    sheet = Sheet(number, heading(text), blocks, (), index, words_over(text, texts))
    yield _with_panels(book, sheet, _Places(where, where), shape)
    for further, block in enumerate(texts[1:], start=1):
        yield Sheet(number + further, None, (Block(block, shape.text_alone),), story_page=index)


def apart(book: BookContent, index: int, number: int, shape: PageShape) -> list[Sheet]:
    """Sheets of story page `index` from a left page on: its text on the left, its picture over the whole right page.

    Text that does not fit goes on behind, on as many pages as end with a right one.
    """
    boxes = (shape.text_alone, shape.text_alone)
    text, texts = set_text(book, index, shape.text_alone_styles, boxes, shape)
    blocks = [(Block(each, shape.text_alone),) for each in texts]
    first = Sheet(number, heading(text), blocks[0] if text else (), (), index, words_over(text, texts))
    whole = painted(shape.width, shape.height)
    places = _Places(whole, shape.picture_alone, fills=True)
    sheets = [first, _with_panels(book, Sheet(None, None, story_page=index), places, shape)]
    for further, block in enumerate(blocks[1:], start=2):
        sheets.append(Sheet(number + further, None, block, story_page=index))
    return sheets if len(sheets) % 2 == 0 else [*sheets, Sheet(None, None, story_page=index)]


def painted(width: float, height: float) -> Box:
    """What a picture takes that fills pages of so many inches together."""
    return Box(-_PAINT, -_PAINT, width + 2 * _PAINT, height + 2 * _PAINT)


def set_text(
    book: BookContent, index: int, styles: tuple[TextStyle, ...], boxes: tuple[Box, Box], shape: PageShape
) -> tuple[str, list[SetText]]:
    """A story page's printable text, and it set in the first style that fits, or over several boxes."""
    source = Source(f"page {index}", MAX_TEXT, index, book.language)
    text = printable(book.pages[index - 1].text, source, styles[0].typeface)
    fitting = fit(text, styles, boxes[0], book.language)
    return text, [fitting] if fitting else flow(text, shape.long_text_style, boxes, book.language)


def words_over(text: str, texts: list[SetText]) -> int:
    """Words of a text that stand behind its first page, the one that is divided by the page's end among them."""
    letters = sum(len(_bare(line)) for line in texts[0].lines) if texts else 0
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return count_words(text[places[letters] :]) if letters < len(places) else 0


def _bare(line: str) -> str:
    return "".join(line.split()).removesuffix(SOFT_HYPHEN)


def placed(book: BookContent, at: Place | None, box: Box) -> tuple[PlacedPicture, ...]:
    """The picture of a panel in a box; none where it has none."""
    if at is None:
        return ()
    page = book.pages[at.page - 1]
    panel = page.panels[at.panel - 1]
    if panel.picture is None:
        return ()
    return (PlacedPicture(panel.picture, box, _alt(panel.alt), at.page, panel=page.panel(at.panel)),)


@dataclass(frozen=True)
class _Places:
    """Where a page's panels stand: the picture of a single one, or several in a box.

    Attributes:
        fills: a single one covers its place, which the page cuts; its bubbles then stay where several would be.
    """

    alone: Box
    several: Box
    fills: bool = False

    @property
    def square(self) -> Box:
        """Of a single one, for its bubbles: pictures are drawn square."""
        return self.alone.cover(1, 1) if self.fills else self.alone.fit(1, 1)


def _with_panels(book: BookContent, sheet: Sheet, places: _Places, shape: PageShape) -> Sheet:
    """A sheet with all panels of its story page, and their bubbles."""
    index = sheet.story_page or 1
    page = book.pages[index - 1]
    alone = len(page.panels) == 1
    boxes = [places.alone] if alone else panel_boxes(places.several, len(page.panels), right_bound=book.right_bound)
    pictures = (
        replace(each, fills=places.fills or not alone, framed=not alone)
        for at, box in enumerate(boxes, start=1)
        for each in placed(book, Place(index, at), box)
    )
    face, within = shape.long_text_style.typeface, places.several if alone and places.fills else None
    spots = (
        Spot(box, index, page.panel(at), book.language, face, within)
        for at, box in enumerate([places.square] if alone else boxes, start=1)
    )
    said = zip(page.panels, spots, strict=True)
    bubbles = tuple(place_bubble(bubble, spot) for panel, spot in said for bubble in panel.bubbles)
    return replace(sheet, pictures=tuple(pictures), bubbles=bubbles)


def _alt(text: str) -> str:
    return clean(text[: 4 * _MAX_ALT]).replace("\n", " ")[:_MAX_ALT]


def heading(text: str) -> str:
    """The first words of a page, at most 40 characters."""
    line = text.partition("\n")[0]
    if len(line) <= _HEADING:
        return line
    words = line[: _HEADING + 1].rpartition(" ")[0] or line[:_HEADING]
    return words.rstrip(" ,;:–—-") + "…"
