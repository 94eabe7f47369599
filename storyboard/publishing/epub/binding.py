"""The files of an EPUB into one (EPUB 3.3, 4): the same book and edition give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from storyboard.publishing import typeface
from storyboard.publishing.content import BookContent
from storyboard.publishing.edition import Edition
from storyboard.publishing.epub import fixed, flowing
from storyboard.publishing.epub.fonts import Font, cut, letters
from storyboard.publishing.epub.leaves import DRAFT, Desk, Leaf, Picture, leaves, page_break, title_and_author
from storyboard.publishing.epub.markup import node, page
from storyboard.publishing.epub.package import CONTAINER, Item, navigation, package
from storyboard.publishing.layout import PlacedPicture
from storyboard.publishing.planner import plan
from storyboard.publishing.plates import PlateOrder, Shelf
from storyboard.publishing.text import clean

#: Called with pages done, pages in all, and what is being done.
Report = Callable[[int, int, str], None]
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_DRAWN_BESIDE = "0123456789-"  # page numbers and hyphens


def write_epub(book: BookContent, path: Path, made: Edition, report: Report, shelf: Path | None = None) -> None:
    """Write a book as EPUB 3.3, as its edition's profile wants it: fixed or flowing. Nothing is written if that fails.

    Args:
        shelf: folder of pictures at print size, for the next time too; without one, a temporary one.

    Raises:
        PublishingError: with a sentence for the writer, and the page.
    """
    fresh = path.with_name(path.name + ".writing")
    with ExitStack() as until_done:
        until_done.callback(fresh.unlink, missing_ok=True)
        folder = shelf or Path(until_done.enter_context(TemporaryDirectory(prefix=".plates-", dir=path.parent)))
        with ZipFile(fresh, "w") as file:
            _Binder(book, made, report, file).bind(Shelf(folder))
        fresh.replace(path)


class _Binder:
    """One book being written."""

    def __init__(self, book: BookContent, made: Edition, report: Report, file: ZipFile) -> None:
        sheets = plan(book, made)
        self._file, self._report = file, report
        self._desk = Desk(book, made, made.shape(len(sheets)), {})
        self._flowing = made.profile.format == "flowing"
        self._leaves = leaves(sheets)
        self._items: list[Item] = []

    def bind(self, shelf: Shelf) -> None:
        """Page by page: what is kept is the list of files."""
        self._put("mimetype", b"application/epub+zip", stored=True)
        self._put("META-INF/container.xml", CONTAINER)
        for done, leaf in enumerate(self._leaves):
            self._report(done, len(self._leaves), f"Page {done + 1} of {len(self._leaves)}")
            for picture in leaf.sheet.pictures:
                self._add_picture(picture, shelf)
            drawn = "svg" if leaf.sheet.bubbles and not self._flowing else ""
            self._add(Item(f"{leaf.name}.xhtml", "application/xhtml+xml", drawn), self._page(leaf))
        fonts = cut(letters(self._lines(), self._desk.book.language))
        for font in fonts:
            self._add(Item(font.file, "font/ttf"), font.data)
        self._add(Item("book.css", "text/css"), self._style(fonts).encode())
        self._add(Item("nav.xhtml", "application/xhtml+xml", "nav"), navigation(self._desk, self._leaves))
        self._put("EPUB/package.opf", package(self._desk, self._leaves, self._items))

    def _page(self, leaf: Leaf) -> bytes:
        book = self._desk.book
        parts = (flowing if self._flowing else fixed).parts(leaf, self._desk)
        kind = "titlepage" if leaf.sheet.story_page is None else "bodymatter"
        section = node("section", {"epub:type": kind}, *page_break(leaf), *parts)
        head = [] if self._flowing else [fixed.viewport(self._desk.shape)]
        direction = "rtl" if book.right_bound else "ltr"
        return page(leaf.label, book.language, direction, head, [section])

    def _add_picture(self, picture: PlacedPicture, shelf: Shelf) -> None:
        """Each file once, as large as its largest place in the fixed book wants it; the first is the book's sign."""
        if picture.file in self._desk.pictures:
            return
        made, shape = self._desk.made, self._desk.shape
        largest = picture.box if picture.spread else shape.picture_alone
        inches = max(largest.width, largest.height)
        order = PlateOrder(
            round(inches * made.profile.dpi.wanted), made.profile.paper, made.enlarger, aspect=picture.aspect
        )
        plate = shelf.plate(picture.path, picture.page, order)
        number = len(self._desk.pictures) + 1
        address = f"pictures/{number}.jpg"
        self._desk.pictures[picture.file] = Picture(address, plate.width, plate.height)
        self._add(
            Item(address, "image/jpeg", "cover-image" if number == 1 else ""), plate.file.read_bytes(), stored=True
        )

    @property
    def _faces(self) -> tuple[str, str]:
        """Of text and of titles."""
        face = self._desk.made.face
        return face, f"{face}-Bold"

    def _lines(self) -> Iterator[tuple[str, str]]:
        """Every line with its typeface."""
        body, bold = self._faces
        book = self._desk.book
        title, author = title_and_author(book)
        yield title, bold
        yield author, body
        yield _DRAWN_BESIDE + (DRAFT if self._desk.made.draft else ""), body
        told = (words.text for page in book.pages for panel in page.panels for words in panel.bubbles)
        for text in (*(each.text for each in book.pages), *told):
            yield from ((line, body) for line in clean(text).split("\n"))

    def _style(self, fonts: list[Font]) -> str:
        sources = "".join(f'@font-face {{ font-family: "{each.family}"; src: url({each.file}); }}\n' for each in fonts)
        there = {each.family for each in fonts}
        named = {face: _stack(face, self._desk.book.language, there) for face in self._faces}
        rules = sources + "".join(f".{face} {{ font-family: {stack}; }}\n" for face, stack in named.items())
        rules += "nav ol { list-style: none; }\n"  # entries begin with the page's own number
        body, bold = (named[face] for face in self._faces)
        if self._flowing:
            return f"{rules}body {{ font-family: {body}; }}\n{flowing.CSS}"
        rules += f"nav {{ font-family: {body}; }}\nnav h1 {{ font-family: {bold}; }}\n"
        return rules + fixed.page_rule(self._desk.shape, self._desk.made.profile.paper) + fixed.CSS

    def _add(self, item: Item, data: bytes, *, stored: bool = False) -> None:
        self._items.append(item)
        self._put(f"EPUB/{item.address}", data, stored=stored)

    def _put(self, name: str, data: bytes, *, stored: bool = False) -> None:
        """Without clock, owner and system, which would be other ones elsewhere."""
        entry = ZipInfo(name, _DATE)
        entry.create_system, entry.external_attr = 3, 0o644 << 16
        entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
        self._file.writestr(entry, data)


def _stack(face: str, language: str, there: set[str]) -> str:
    """The typefaces that are tried for a letter, in the order of the PDF, and then the reader's own."""
    found = (f'"{each}"' for each in typeface.chain(face, language) if each in there)
    return ", ".join([*found, "sans-serif"])
