"""The screen's book with facing pages side by side: sheets, tags, labels, contents, and the same bytes every time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pdfua
import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops, ImageStat

from storyboard.publishing import BookContent, PageContent, PanelContent, PublishingError, edition, write_book
from storyboard.publishing.imposition import surfaces
from tests.storyboard.publishing import ua
from tests.storyboard.publishing.books import a_page, book, comic
from tests.storyboard.publishing.test_tags import spoken

FACING = edition().facing()


@pytest.fixture
def content(picture: Path) -> BookContent:
    """Title; pages 1 and 2; a picture over 3 and 4; page 5 alone."""
    wide = PageContent("Far away.", (PanelContent(picture, "a hill"),), spread=True)
    return book(a_page("Mia.", picture, "a fox"), comic(picture), wide, a_page("The end."))


def test_the_first_page_stands_alone_and_the_others_as_they_face() -> None:
    assert surfaces(6, FACING.profile) == [(0,), (1, 2), (3, 4), (5,)]
    assert surfaces(5, FACING.profile, right_bound=True) == [(0,), (2, 1), (4, 3)]


def test_only_the_screen_offers_it() -> None:
    with pytest.raises(PublishingError, match="no facing pages"):
        edition("kdp-paperback").facing()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("draft", [False, True])
def test_it_keeps_to_pdf_ua(language: str, draft: bool, content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(replace(content, language=language), path, replace(FACING, draft=draft))
    assert ua.findings(path) == []
    assert pdfua.validate(str(path)).findings == ()
    with pikepdf.open(path) as read:
        assert read.check_pdf_syntax() == []
        pieces = [each for each in ua.elements(read) if "/K" in each and str(each.S) in ("/P", "/Figure")]
        told = [str(each.Alt) if "/Alt" in each else spoken(each) for each in pieces]
    comics = ["a fox", "Whoisthere?", "a robot", "Itis<me>!", "MiametTom."]
    assert told == ["a fox", "AdaExample", "a fox", "Mia.", *comics, "a hill", "Faraway.", "Theend."]


def test_sheets_are_as_wide_as_what_lies_on_them_and_labelled(content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(content, path, FACING)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert [document[at].get_size() for at in range(len(document))] == [(612, 612), *[(1224, 612)] * 2, (612, 612)]
        assert [document.get_page_label(at) for at in range(len(document))] == ["i", "1–2", "3–4", "5"]
        contents = [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()]
    assert contents == [
        ("Mia and Tom", 0),
        ("1  Mia.", 1),
        ("2  Mia met Tom.", 1),
        ("3  Far away.", 2),
        ("5  The end.", 3),
    ]


def test_the_same_book_gives_the_same_bytes(content: BookContent, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    for path in (one, two):
        write_book(content, path, FACING)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_pages_look_as_they_do_one_by_one(language: str, content: BookContent, tmp_path: Path) -> None:
    told = replace(content, language=language)
    for name, made in (("single", edition()), ("facing", FACING)):
        write_book(told, tmp_path / f"{name}.pdf", made)
    with (
        closing(pypdfium2.PdfDocument(tmp_path / "single.pdf")) as single,
        closing(pypdfium2.PdfDocument(tmp_path / "facing.pdf")) as facing,
    ):
        pages = [each.render(scale=1).to_pil().convert("RGB") for each in single]
        sides = [each.render(scale=1).to_pil().convert("RGB") for each in facing]
    assert len(pages) == 6
    for at, side in zip((1, 3), sides[1:], strict=False):
        left, right = (at, at + 1) if language == "en" else (at + 1, at)
        for page, start in ((left, 0), (right, 612)):
            difference = ImageChops.difference(side.crop((start, 0, start + 612, 612)), pages[page])
            assert max(ImageStat.Stat(difference).mean) < 0.1
