"""Pages as they will be printed, as pictures for a screen, with the lines that a printer cuts and keeps clear by."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import pypdfium2

from storyboard.publishing.content import BookContent, PublishingError
from storyboard.publishing.cover import Wrap, wrap, write_cover
from storyboard.publishing.edition import Edition
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, Paper
from storyboard.publishing.imposition import is_right_page, paper
from storyboard.publishing.pdf import write_book
from storyboard.publishing.pictures import LANCZOS
from storyboard.publishing.planner import plan
from storyboard.publishing.rules import safe_area

#: Dots per inch of a proof: as a page is looked at, and enlarged.
DOTS = (100, 200)
_BOOKS, _PICTURES = 4, 24  # kept in memory: some MB each
# PDFium may be used by one thread at a time.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class ProofPage:
    """One printed page. Boxes are in inches from the top left corner of the paper, which goes on beyond the cut.

    Attributes:
        number: as printed; `None` where none is.
        story_page: number of the story's page that stands here; `None` for the pages around the story.
        words: all text on it, in the order of reading.
    """

    number: int | None
    story_page: int | None
    right: bool
    paper: Paper
    safe: Box
    words: str

    @property
    def trim(self) -> Box:
        """What is left after cutting."""
        return Box(self.paper.left, self.paper.top, self.paper.trim_width, self.paper.trim_height)


def proof_pages(book: BookContent, made: Edition) -> list[ProofPage]:
    """The pages of a book in the order of reading; nothing is drawn.

    Raises:
        PublishingError: the book cannot be set.
    """
    made = _single(made)
    sheets = plan(book, made)
    shape = made.shape(len(sheets))
    found = []
    for index, sheet in enumerate(sheets):
        right = is_right_page(index, right_bound=book.right_bound)
        on = paper(made.profile, made.trim, index, right_bound=book.right_bound)
        safe = safe_area(made, shape, len(sheets), right_page=right)
        words = "\n".join(line for block in sheet.texts for line in block.text.lines)
        found.append(ProofPage(sheet.number, sheet.story_page, right, on, _moved(safe, on), words))
    return found


def _moved(box: Box, on: Paper) -> Box:
    return replace(box, left=box.left + on.left, top=box.top + on.top)


def proof_cover(book: BookContent, made: Edition) -> Wrap | None:
    """The places on the cover; `None` where the destination has none.

    Raises:
        PublishingError: the book cannot be set.
    """
    if made.profile.cover is None:
        return None
    return wrap(made, len(plan(book, made)), right_bound=book.right_bound)


@lru_cache(maxsize=_PICTURES)
def page_picture(book: BookContent, made: Edition, index: int | None, dots: int, shelf: Path | None = None) -> bytes:
    """One page as a PNG, by its place in the order of reading from 0; the cover for `None`.

    Args:
        shelf: folder of pictures that other proofs, also of other words, were made with.

    Raises:
        PublishingError: the book cannot be made, or has no such page or cover.
    """
    with _one_at_a_time:
        wanted = _light(made) if index is None else _light(_single(made))
        file = (_cover_file if index is None else _book_file)(book, wanted, shelf)
        with closing(pypdfium2.PdfDocument(file)) as document:
            if index is not None and not 0 <= index < len(document):
                raise PublishingError(f"The book has {len(document)} pages.")
            picture = document[index or 0].render(scale=dots / POINTS_PER_INCH).to_pil()
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


@lru_cache(maxsize=_BOOKS)
def _book_file(book: BookContent, made: Edition, shelf: Path | None) -> bytes:
    """The very file that is exported, with smaller pictures."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        write_book(book, path, made, shelf=shelf)
        return path.read_bytes()


@lru_cache(maxsize=_BOOKS)
def _cover_file(book: BookContent, made: Edition, shelf: Path | None) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cover.pdf"
        write_cover(book, made, len(plan(book, made)), path, shelf)
        return path.read_bytes()


def _single(made: Edition) -> Edition:
    """Page by page, whatever their order on the sheets of paper; text that flows stands as on fixed pages."""
    whole = {"arrangement": "singles"} | ({"format": "fixed"} if made.profile.format == "flowing" else {})
    return replace(made, profile=made.profile.model_copy(update=whole))


def _light(made: Edition) -> Edition:
    dots = made.profile.dpi.model_copy(update={"wanted": DOTS[0]})
    profile = made.profile.model_copy(update={"dpi": dots, "outline": False})
    return replace(made, profile=profile, draft=False, enlarger=LANCZOS)  # a model's own is for workers
