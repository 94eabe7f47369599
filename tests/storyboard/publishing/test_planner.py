"""Pages around a story, up to what a printer takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.publishing import edition, profiles
from storyboard.publishing.layout import Sheet
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import a_page, book

PRINT = [each for each in profiles() if each != "screen"]


def planned(profile: str, pages: int, picture: Path | None, dedication: str = "") -> list[Sheet]:
    content = book(*[a_page("Mia.", picture, "a fox")] * pages)
    return plan(replace(content, dedication=dedication), edition(profile))


@pytest.mark.parametrize("profile", PRINT)
@pytest.mark.parametrize("pages", [1, 8, 14, 23])
def test_books_have_as_many_pages_as_the_printer_takes(profile: str, pages: int, picture: Path) -> None:
    sheets = planned(profile, pages, picture)
    rule = profiles()[profile].pages
    assert rule.least <= len(sheets) <= rule.most
    assert len(sheets) % rule.multiple == 0
    if rule.last_blank:
        assert sheets[-1].blank


def test_eight_story_pages_make_24_at_kdp(picture: Path) -> None:
    sheets = planned("kdp-paperback", 8, picture, "For Tom")
    assert len(sheets) == 24
    story = [index for index, sheet in enumerate(sheets) if sheet.story_page]
    assert story == list(range(5, 21))
    texts = ["".join("".join(block.text.lines) for block in sheet.blocks) for sheet in sheets]
    assert texts[0] == "Mia and Tom"
    assert texts[2:5] == ["Mia and TomAda Example", "© 2026 Ada Example", "For Tom"]


def test_text_stands_left_and_its_picture_right(picture: Path) -> None:
    sheets = planned("lulu", 9, picture)
    for index, sheet in enumerate(sheets):
        if any(each.fills for each in sheet.pictures):
            assert index % 2 == 0, "right pages are the 1st, 3rd, ..."
            assert sheets[index - 1].story_page == sheet.story_page
            assert sheets[index - 1].blocks


def test_long_text_keeps_the_pairs_and_says_how_much_went_over(picture: Path) -> None:
    long = " ".join(f"word{number}" for number in range(200))
    pages = (a_page("Mia.", picture), a_page(long, picture), a_page("End.", picture))
    sheets = plan(book(*pages), edition("kdp-paperback"))
    over = [sheet for sheet in sheets if sheet.words_over]
    assert [sheet.story_page for sheet in over] == [2]
    words = [len("".join(f"{line} " for block in s.blocks for line in block.text.lines).split()) for s in sheets]
    further = [index for index, sheet in enumerate(sheets) if sheet.story_page == 2 and index > sheets.index(over[0])]
    assert over[0].words_over == sum(words[index] for index in further)
    assert sheets.index(over[0]) % 2 == len(further) % 2 == 1


def test_a_story_without_pictures_has_empty_pages_around(picture: Path) -> None:
    assert all(sheet.pictures == () for sheet in planned("kdp-paperback", 3, None))
    filled = planned("kdp-paperback", 3, picture)
    empty = [sheet.blank for sheet in filled]
    assert not any(empty[index] and empty[index + 1] for index in range(len(empty) - 1))


def test_margins_follow_the_number_of_pages(picture: Path) -> None:
    thin, thick = planned("kdp-paperback", 8, picture), planned("kdp-paperback", 150, picture)
    assert thin[0].blocks[0].box.left == pytest.approx(0.375)
    assert thick[0].blocks[0].box.left == pytest.approx(0.625)
