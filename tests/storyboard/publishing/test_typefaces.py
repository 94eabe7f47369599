"""The typefaces that a writer can choose for a book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from storyboard.publishing import PublishingError, check, edition, typeface, write_book, write_cover
from tests.storyboard.publishing.books import a_page, book


def fonts_of(path: Path) -> set[str]:
    """Names of the embedded fonts, without the letters that mark a subset."""
    with pikepdf.open(path) as pdf:
        named = [
            str(found.FontName)
            for found in pdf.objects
            if isinstance(found, pikepdf.Dictionary) and "/FontFile2" in found
        ]
    return {name.rpartition("+")[2] for name in named}


def test_all_text_of_a_book_and_its_cover_is_in_the_chosen_one(tmp_path: Path) -> None:
    made = edition("kdp-paperback", face="Lexend")
    least = made.profile.pages.model_copy(update={"least": 150})
    made = replace(made, profile=made.profile.model_copy(update={"pages": least}))
    write_book(book(a_page("Mia the fox.")), tmp_path / "book.pdf", made)
    write_cover(book(), made, 150, tmp_path / "cover.pdf")
    # the writer names Andika on every page; nothing is drawn in it
    assert fonts_of(tmp_path / "book.pdf") - {"Andika"} == {"Lexend-Regular", "Lexend-Bold"}
    assert fonts_of(tmp_path / "cover.pdf") - {"Andika"} == {"Lexend-Regular", "Lexend-Bold"}


def test_letters_that_it_lacks_are_in_the_others() -> None:
    assert typeface.face_of("a", "Lexend", "en") == "Lexend"
    assert typeface.face_of("ậ", "Lexend-Bold", "vi") == "Lexend-Bold"
    assert typeface.face_of("ж", "Lexend", "ru") == "Andika"
    assert typeface.face_of("ж", "Lexend-Bold", "ru") == "Andika-Bold"
    assert typeface.face_of("λ", "Lexend", "el") == "NotoSans"
    assert "Lexend" not in typeface.chain("Andika", "en")


@pytest.mark.parametrize("face", typeface.CHOICES)
def test_each_sets_a_book_without_findings(face: str, picture: Path) -> None:
    content = book(a_page("Mia the fox wakes up: “Who is there?”", picture, "a fox"))
    assert check(content, edition(face=face)).findings == ()
    styles = edition(face=face).shape(8)
    assert {each.typeface for each in styles.text_styles} == {face}
    assert {each.typeface for each in styles.title_styles} == {f"{face}-Bold"}


def test_another_one_is_refused() -> None:
    with pytest.raises(PublishingError, match="no typeface “/etc/passwd”"):
        edition(face="/etc/passwd")
