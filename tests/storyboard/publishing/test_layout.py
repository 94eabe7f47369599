from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from storyboard.publishing import PageContent, PublishingError
from storyboard.publishing.geometry import SQUARE_SCREEN, Box
from storyboard.publishing.layout import Sheet
from storyboard.publishing.planner import lay_out
from tests.storyboard.publishing.books import a_page, book

LONG = " ".join(f"word{number}" for number in range(150))


def sheets(*pages: PageContent, title: str = "Mia and Tom", author: str = "Ada Example") -> list[Sheet]:
    return lay_out(book(*pages, title=title, author=author), SQUARE_SCREEN)


def words(sheet: Sheet) -> str:
    return " ".join(line for block in sheet.blocks for line in block.text.lines)


def test_a_picture_fits_its_box_in_its_own_shape() -> None:
    assert Box(1, 2, 4, 4).fit(200, 100) == Box(1, 3, 4, 2)
    assert Box(1, 2, 4, 4).fit(100, 200) == Box(2, 2, 2, 4)


def test_all_places_are_on_the_page_and_text_is_under_the_picture() -> None:
    shape = SQUARE_SCREEN
    for box in (shape.picture, shape.text, shape.picture_alone, shape.text_alone, shape.title, shape.author):
        assert box.left >= 0.5
        assert box.top >= 0.5
        assert box.left + box.width <= shape.width - 0.5
        assert box.bottom <= shape.height - 0.3
        assert box.centre == pytest.approx(shape.width / 2)
    assert shape.picture.bottom < shape.text.top < shape.text.bottom <= shape.number.top
    assert shape.title.bottom < shape.title_picture.top < shape.title_picture.bottom < shape.author.bottom


def test_title_page_shows_the_first_picture_of_the_story(picture: Path) -> None:
    title = sheets(a_page("Once."), a_page("Mia.", picture, "a fox"))[0]
    assert title.number is None
    assert title.heading == "Mia and Tom"
    assert [(each.path, each.alt, each.page) for each in title.pictures] == [(picture, "a fox", 2)]
    assert words(title) == "Mia and Tom Ada Example"
    assert sheets(a_page("Once."))[0].pictures == ()


def test_one_sheet_for_a_page_with_picture_and_text(picture: Path) -> None:
    _title, page = sheets(a_page("Mia wakes up.", picture))
    assert (page.number, page.heading, words(page)) == (1, "Mia wakes up.", "Mia wakes up.")
    assert [each.box for each in page.pictures] == [SQUARE_SCREEN.picture]


def test_a_page_without_text_gives_its_picture_the_whole_room(picture: Path) -> None:
    page = sheets(a_page(" \n", picture))[1]
    assert [each.box for each in page.pictures] == [SQUARE_SCREEN.picture_alone]
    assert page.blocks == ()


def test_an_empty_page_stays_in_the_book() -> None:
    _title, empty, last = sheets(a_page(""), a_page("b"))
    assert empty == Sheet(1, "", (), (), 1)
    assert last.number == 2


def test_long_text_goes_on_and_numbers_follow(picture: Path) -> None:
    _title, first, further, last = sheets(a_page(LONG, picture), a_page("End."))
    assert f"{words(first)} {words(further)}" == LONG
    assert [sheet.number for sheet in (first, further, last)] == [1, 2, 3]
    assert further.heading is None
    assert further.pictures == ()


def test_headings_are_cut_between_words() -> None:
    long = sheets(a_page("Mia the fox woke up in the green forest, happy."), a_page("W" * 60))
    assert [sheet.heading for sheet in long[1:]] == ["Mia the fox woke up in the green forest…", "W" * 40 + "…"]


@pytest.mark.parametrize("letter", ["W", "i", "W "])
def test_the_longest_title_and_name_are_whole(letter: str, picture: Path) -> None:
    longest = (letter * 200)[:200]
    for pages in ((), (a_page("", picture),)):
        title = sheets(*pages, title=longest, author=longest)[0]
        assert words(title).replace(" ", "") == 2 * longest.replace(" ", "")
        assert all(block.text.height <= block.box.height for block in title.blocks)


def test_problems_name_title_or_page() -> None:
    with pytest.raises(PublishingError, match="in the title"):
        sheets(title="𐎀")
    with pytest.raises(PublishingError, match="in the author's name"):
        sheets(author="𐎀")
    with pytest.raises(PublishingError, match="in page 2") as raised:
        sheets(a_page("ok"), a_page("𐎀"))
    assert raised.value.page == 2


def test_content_is_checked_at_construction() -> None:
    with pytest.raises(PublishingError, match="language"):
        replace(book(), language="en) /OpenAction (")
    with pytest.raises(PublishingError, match="time zone"):
        replace(book(), created=datetime(2026, 1, 1))
    with pytest.raises(PublishingError, match="at most 200"):
        book(*[a_page("")] * 201)
