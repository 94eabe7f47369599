"""Books written from right to left are bound on the right: everything at the binding is the other way round."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from storyboard.publishing import BookContent, check, edition, profiles, write_book, write_cover
from storyboard.publishing.cover import wrap
from storyboard.publishing.geometry import Box
from storyboard.publishing.imposition import is_right_page, paper, surfaces
from storyboard.publishing.rules import safe_area
from tests.storyboard.publishing.books import a_page, book

KDP = profiles()["kdp-paperback"]
TEXT = "שועל קטן"


def written_in(language: str) -> BookContent:
    return replace(book(a_page(TEXT)), language=language)


@pytest.mark.parametrize("language", ["ar", "he", "fa-IR", "ur", "yi"])
def test_languages_from_the_right_are_bound_on_the_right(language: str) -> None:
    assert written_in(language).right_bound
    assert [is_right_page(index, right_bound=True) for index in range(3)] == [False, True, False]


@pytest.mark.parametrize("language", ["en", "ja", "arn"])
def test_others_are_not(language: str) -> None:
    assert not written_in(language).right_bound
    assert [is_right_page(index, right_bound=False) for index in range(3)] == [True, False, True]


def test_a_booklet_is_folded_the_other_way() -> None:
    booklet = profiles()["home-booklet"]
    assert surfaces(7, booklet, right_bound=True) == [(0, None), (6, 1), (2, 5), (4, 3)]
    assert surfaces(3, KDP, right_bound=True) == [(0,), (1,), (2,)]


def test_there_is_no_bleed_at_the_binding_on_the_right() -> None:
    first, second = (paper(KDP, edition(KDP.id).trim, index, right_bound=True) for index in (0, 1))
    assert ((first.left, first.right), (second.left, second.right)) == ((0.125, 0), (0, 0.125))


def test_the_margin_at_the_binding_is_on_the_other_side() -> None:
    made = edition(KDP.id)
    lefts = [
        safe_area(made, made.shape(400), 400, right_page=is_right_page(0, right_bound=bound)).left
        for bound in (False, True)
    ]
    assert lefts == [KDP.inner_margin(400), KDP.margin] == [0.625, 0.375]


def test_pages_of_the_file_are_cut_on_the_other_side(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    for language, left in (("he", 9.0), ("en", 0.0)):
        write_book(written_in(language), path, edition(KDP.id))
        with pikepdf.open(path) as pdf:
            assert float(pdf.pages[0].trimbox[0]) == left
            direction = pdf.Root.ViewerPreferences.get("/Direction")
            assert direction == (pikepdf.Name.R2L if language == "he" else None)


def test_front_and_back_of_a_cover_are_exchanged(tmp_path: Path) -> None:
    places = wrap(edition(KDP.id), 24, right_bound=True)
    assert places
    assert places.front.left == 0
    assert places.back.left == pytest.approx(8.5 + 24 * 0.002347)
    assert places.barcode == Box(places.back.left + 0.25, 8.5 - 0.25 - 1.2, 2.0, 1.2)

    path = tmp_path / "cover.pdf"
    for language, on_the_left in (("he", True), ("en", False)):
        write_cover(written_in(language), edition(KDP.id), 24, path)
        with closing(pypdfium2.PdfDocument(path)) as document:
            text, middle = document[0].get_textpage(), document[0].get_width() / 2
            assert ("Mia" in text.get_text_bounded(right=middle)) == on_the_left


def test_a_printer_that_may_not_bind_so_is_warned_of() -> None:
    def codes(language: str, profile: str) -> set[str]:
        return {each.code for each in check(written_in(language), edition(profile)).findings if each.level == "warning"}

    assert "right_bound" in codes("he", KDP.id)
    assert "right_bound" not in codes("en", KDP.id) | codes("he", "lulu")
    assert "unsafe_text" not in {each.code for each in check(written_in("he"), edition(KDP.id)).findings}
