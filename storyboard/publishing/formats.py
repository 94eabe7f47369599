"""A book in the format of its destination."""

from __future__ import annotations

from pathlib import Path

from storyboard.publishing import pdf
from storyboard.publishing.content import BookContent
from storyboard.publishing.edition import Edition, edition
from storyboard.publishing.epub import write_epub
from storyboard.publishing.pdf import Report, silent


def write_book(
    book: BookContent, path: Path, wanted: Edition | None = None, report: Report = silent, shelf: Path | None = None
) -> None:
    """Write a book as PDF or EPUB, as its edition's profile says; without an edition, as the screen's PDF.

    The same content, edition and picture files give the same bytes. Nothing is written if the book cannot be made.

    Args:
        shelf: folder of pictures at print size, for the next time too; without one, a temporary one.

    Raises:
        PublishingError: with a sentence for the writer, and the page.
    """
    made = wanted or edition()
    writer = pdf.write_book if made.profile.format == "pdf" else write_epub
    writer(book, path, made, report, shelf)
