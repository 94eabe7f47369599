"""What preflight finds, and that it finds nothing where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from storyboard.publishing import Enlarger, check, edition
from storyboard.publishing.content import BookContent
from tests.storyboard.publishing.books import a_page, book


def codes(content: BookContent, profile: str = "kdp-paperback") -> list[tuple[str, str, int | None]]:
    return [(each.level, each.code, each.page) for each in check(content, edition(profile)).findings]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A picture with 300 dots for each of 8.75 inches."""
    path = tmp_path / "large.png"
    Image.new("RGB", (2625, 2625), "teal").save(path)
    return path


def test_a_good_book_passes(large: Path) -> None:
    content = book(*[a_page("Mia.", large, "a fox")] * 8)
    found = check(content, edition("kdp-paperback"))
    assert not found.stops
    assert found.pages == 24
    assert [each.code for each in found.findings] == ["spine_text"]
    assert codes(content, "screen") == codes(content, "home-booklet") == []


def test_small_pictures_stop_a_print_shop_and_not_the_screen(picture: Path) -> None:
    """256 px on 8.75 in are 29 dots per inch."""
    content = book(a_page("Mia.", picture, "a fox"))
    found = check(content, edition("kdp-paperback"))
    assert found.stops
    assert "29 dots per inch" in found.findings[0].message
    assert "smoothing, which adds no detail" in found.findings[0].fix
    assert codes(content, "screen") == []
    assert not check(content, edition("home-booklet")).stops


def test_detail_that_a_model_adds_counts_and_smoothing_does_not(picture: Path) -> None:
    sixteen = Enlarger("the drawing model, x16", 16, lambda image: image)
    content = book(a_page("Mia.", picture, "a fox"))
    found = check(content, edition("kdp-paperback", enlarger=sixteen))
    assert not found.stops


def test_content_is_named_with_its_page(large: Path) -> None:
    pages = (
        a_page("Mia.", large, "a fox"),
        a_page("Mia."),
        a_page("Mia.", large),
        a_page("Mia.", large, "a fox", stale=True),
        a_page("word " * 300, large, "a fox"),
    )
    found = codes(book(*pages), "screen")
    for wanted in (("no_picture", 2), ("no_alt", 3), ("stale_picture", 4), ("text_over", 5)):
        assert ("warning", *wanted) in found
    message = next(each.message for each in check(book(*pages), edition()).findings if each.code == "text_over")
    assert "words too long" in message


def test_every_page_with_a_missing_letter_is_named(large: Path) -> None:
    content = book(a_page("𐎀", large, "a"), a_page("ok", large, "a"), a_page("a 𐎁", large, "a"))
    assert codes(content) == [("error", "missing_glyph", 1), ("error", "missing_glyph", 3)]
    assert codes(book(title="𐎀")) == [("error", "missing_glyph", None)]
    assert "page 3" in check(content, edition()).findings[1].message


def test_page_counts_and_empty_pages(large: Path) -> None:
    many = book(*[a_page("Mia.", large, "a fox")] * 60)
    assert ("error", "page_count", None) in codes(many, "home-booklet")
    assert ("error", "blank_pages", None) in codes(book(a_page("Mia.")), "kdp-paperback")


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    content = book(a_page("Mia.", tmp_path / "none.png", "a fox"))
    assert ("error", "unreadable_picture", 1) in codes(content, "screen")
