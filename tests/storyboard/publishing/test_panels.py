"""One to six panels on a page, and speech bubbles with tails on them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from storyboard.publishing import (
    Bubble,
    Edition,
    PageContent,
    PanelContent,
    PublishingError,
    check,
    edition,
    write_book,
)
from storyboard.publishing.geometry import Box, TextStyle
from storyboard.publishing.panels import Spot, panel_boxes, place_bubble
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import a_page, book, with_panel

SQUARE, WIDE, TALL = Box(0, 0, 6, 6), Box(0, 0, 9, 3), Box(1, 1, 3, 9)

#: (box, panels, how many stand in each row, side of each), worked out by hand with gaps of 0.12
ROWS: list[tuple[Box, int, list[int], float]] = [
    (SQUARE, 1, [1], 6), (SQUARE, 2, [2], 2.94), (SQUARE, 3, [1, 2], 2.94), (SQUARE, 4, [2, 2], 2.94),
    (SQUARE, 5, [2, 3], 1.92), (SQUARE, 6, [3, 3], 1.92), (WIDE, 2, [2], 3), (WIDE, 3, [3], 2.92),
    (WIDE, 4, [4], 2.16), (WIDE, 6, [3, 3], 1.44), (TALL, 2, [1, 1], 3), (TALL, 3, [1, 1, 1], 2.92),
    (TALL, 4, [1, 1, 1, 1], 2.16), (TALL, 5, [2, 2, 1], 1.44), (TALL, 6, [2, 2, 2], 1.44),
]  # fmt: skip


@pytest.mark.parametrize(("box", "count", "rows", "side"), ROWS)
def test_panels_are_squares_in_rows_around_the_middle(box: Box, count: int, rows: list[int], side: float) -> None:
    found = panel_boxes(box, count)
    tops = sorted({round(each.top, 6) for each in found})
    assert [sum(round(each.top, 6) == top for each in found) for top in tops] == rows
    assert {(round(each.width, 6), round(each.height, 6)) for each in found} == {(side, side)}
    across, down = [each.left + side for each in found], [each.bottom for each in found]
    assert min(each.left for each in found) + max(across) == pytest.approx(2 * box.centre)
    assert min(each.top for each in found) + max(down) == pytest.approx(box.top + box.bottom)
    assert min(each.left for each in found) >= box.left - 1e-6
    assert min(each.top for each in found) >= box.top - 1e-6


def test_rows_of_a_book_bound_on_the_right_begin_there() -> None:
    left, right = panel_boxes(SQUARE, 4), panel_boxes(SQUARE, 4, right_bound=True)
    assert right == [left[1], left[0], left[3], left[2]]


def test_a_page_has_one_to_six_panels() -> None:
    with pytest.raises(PublishingError, match="1 to 6"):
        PageContent("", (PanelContent(),) * 7)
    with pytest.raises(PublishingError, match="has 0 pictures"):
        PageContent("", ())


def test_a_bubble_stands_where_its_shares_say() -> None:
    found = place_bubble(
        Bubble("Who is there?", 0.1, 0.2, 0.5, 0.25, (0.5, 0.9)), Spot(Box(1, 2, 4, 4), 3, None, "en", "Lexend")
    )
    assert found.box == Box(1.4, 2.8, 2.0, 1.0)
    assert found.tail == pytest.approx((3.0, 5.6))
    assert found.block.text.style == TextStyle("Lexend", 18, 23)
    assert found.words_over == 0


def test_words_that_do_not_fit_are_counted_and_whole() -> None:
    words = " ".join(["word"] * 40)
    found = place_bubble(Bubble(words, 0, 0, 0.25, 0.1), Spot(SQUARE, 1, None, "en", "Andika"))
    assert found.words_over > 20
    assert found.block.text.style.size == 7
    assert " ".join(found.block.text.lines) == words
    assert found.box.height > 0.6
    assert found.block.text.height <= found.block.box.height + 1e-9


@pytest.mark.parametrize("wrong", [Bubble("a", 0, 0, 0, 1), Bubble("a" * 2000, 0, 0, 1, 1), Bubble("𐎀", 0, 0, 1, 1)])
def test_a_bubble_that_cannot_be_printed_names_its_page(wrong: Bubble) -> None:
    with pytest.raises(PublishingError, match="bubble of page 4") as raised:
        place_bubble(wrong, Spot(SQUARE, 4, 2, "en", "Andika"))
    assert (raised.value.page, raised.value.panel) == (4, 2)


def comic(folder: Path, count: int) -> PageContent:
    """A page of plain panels, each of another colour and with a bubble that says which it is."""
    colours = ["#c04040", "#40a050", "#4060c0", "#c09030", "#8050a0", "#309090"]
    panels = []
    for number, colour in enumerate(colours[:count], start=1):
        path = folder / f"{number}.png"
        Image.new("RGB", (64, 64), colour).save(path)
        bubble = Bubble(f"Panel {number}!", 0.1, 0.08, 0.6, 0.3, (0.5, 0.8))
        panels.append(PanelContent(path, f"panel {number}", (bubble,)))
    return PageContent("Six things happened.", tuple(panels))


def shown(path: Path, page: int) -> tuple[Image.Image, str]:
    with closing(pypdfium2.PdfDocument(path)) as document:
        image: Any = document[page].render(scale=1).to_pil()
        return image, " ".join(document[page].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_panels_and_bubbles_reach_the_paper_in_the_order_of_reading(count: int, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(book(comic(tmp_path, count)), path)
    image, text = shown(path, 1)
    said = "Six things happened. 1"
    assert all(f"Panel {number}!" in text for number in range(1, count + 1))
    assert said in text
    boxes = [Box(1.55, 0.6, 5.4, 5.4)] if count == 1 else panel_boxes(Box(1.55, 0.6, 5.4, 5.4), count)
    for number, box in enumerate(boxes, start=1):
        wanted = Image.open(tmp_path / f"{number}.png").getpixel((0, 0))
        corner = image.getpixel((round(72 * (box.left + box.width - 0.3)), round(72 * (box.bottom - 0.3))))
        assert all(abs(one - other) < 8 for one, other in zip(corner, wanted, strict=True))  # type: ignore[arg-type]
        inside = (round(72 * (box.left + 0.15 * box.width)), round(72 * (box.top + 0.23 * box.height)))
        assert image.convert("L").getpixel(inside) == 255
        tail = (round(72 * (box.left + 0.447 * box.width)), round(72 * (box.top + 0.5 * box.height)))
        assert image.convert("L").getpixel(tail) == 255


def test_text_stands_under_panels_of_which_the_first_is_not_drawn(tmp_path: Path) -> None:
    page = comic(tmp_path, 2)
    late = with_panel(page, picture=None, alt="", bubbles=())
    [whole], [sheet] = (plan(book(each), edition())[1:] for each in (page, late))
    assert sheet.blocks == whole.blocks
    assert [each.box for each in sheet.pictures] == [whole.pictures[1].box]
    words = with_panel(comic(tmp_path, 1), picture=None)
    assert plan(book(words), edition())[1].blocks[0].box == whole.blocks[0].box


def test_bubbles_are_looked_at_as_other_text_is(tmp_path: Path) -> None:
    page = comic(tmp_path, 2)
    near = with_panel(page, bubbles=(Bubble("Too near", -0.3, 0, 0.3, 0.1),))
    long = with_panel(comic(tmp_path, 1), bubbles=(Bubble("word " * 50, 0.3, 0.4, 0.1, 0.1),))
    missing = with_panel(page, 2, bubbles=(Bubble("𐎀", 0.3, 0.3, 0.3, 0.3),))
    made = edition("kdp-paperback")
    assert ("error", "unsafe_text", 1) in _found(near, made)
    assert ("warning", "bubble_over", 1) in _found(long, made)
    assert ("error", "missing_glyph", 1) in _found(missing, made)
    assert not {"unsafe_text", "bubble_over"} & {code for _, code, _ in _found(page, made)}


def _found(page: PageContent, made: Edition) -> list[tuple[str, str, int | None]]:
    return [(each.level, each.code, each.page) for each in check(book(page), made).findings]


def test_findings_name_the_panel_where_there_are_several(tmp_path: Path) -> None:
    """What is wrong with the second of three panels, or with the only one."""
    page = comic(tmp_path, 3)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    first, second, third = page.panels
    wrong = {
        "no_picture": replace(second, picture=None),
        "not_chosen": replace(second, picture=None, drawn=True),
        "no_alt": replace(second, alt=""),
        "stale_picture": replace(second, stale=True),
        "unlearnt": replace(second, unlearnt=("Tom",)),
        "unreadable_picture": replace(second, picture=tmp_path / "broken.png"),
        "bubble_over": replace(second, bubbles=(Bubble("word " * 50, 0.3, 0.4, 0.1, 0.1),)),
        "missing_glyph": replace(second, bubbles=(Bubble("𐎀", 0.3, 0.3, 0.3, 0.3),)),
        "unsafe_text": replace(second, bubbles=(Bubble("Near", 1.9, 0, 0.9, 0.2),)),
    }
    for code, panel in wrong.items():
        several, alone = (replace(page, panels=panels) for panels in ((first, panel, third), (panel,)))
        found = [each for each in check(book(page, several), edition("kdp-paperback")).findings if each.code == code]
        assert [(each.page, each.panel) for each in found] == [(2, 2)], code
        assert code == "unsafe_text" or "2 of page 2" in found[0].message or "bubble" in found[0].message
        single = [each for each in check(book(alone), edition("kdp-paperback")).findings if each.code == code]
        moved = code == "unsafe_text"
        assert [(each.page, each.panel) for each in single] == ([] if moved else [(1, None)]), code


#: (profile, trim, left and top in inches, tail): an eighth of the picture from its corner, the tail in its middle.
ON_PICTURES = [
    # 8 x 10 at KDP: a square of 10.25 hangs over by 1.125 left and .125 above; text stands from .375 inwards
    ("kdp-paperback", "8 × 10 in", 0.375, -0.125 + 10.25 / 8, (4.0, 5.0)),
    # 5.5 x 8.5 at home: the square of 4.5 in the place of a picture alone, which is 4.5 wide and 7.15 high
    ("home-booklet", "", 0.5 + 4.5 / 8, 0.5 + (7.15 - 4.5) / 2 + 4.5 / 8, (2.75, 0.5 + 7.15 / 2)),
]


@pytest.mark.parametrize(("profile", "trim", "left", "top", "tail"), ON_PICTURES)
def test_bubbles_stay_with_what_the_picture_shows_on_pages_that_are_not_square(
    profile: str, trim: str, left: float, top: float, tail: tuple[float, float], picture: Path
) -> None:
    page = a_page("", picture, "a fox", bubbles=(Bubble("Hi!", 0.125, 0.125, 0.25, 0.25, (0.5, 0.5)),))
    made = edition(profile, trim)
    (found,) = [each for sheet in plan(book(page), made) for each in sheet.bubbles]
    assert (found.box.left, found.box.top) == pytest.approx((left, top))
    assert found.tail == pytest.approx(tail)


def test_bubbles_speak_in_the_typeface_of_the_book(tmp_path: Path) -> None:
    path, made = tmp_path / "book.pdf", edition(face="Lexend")
    write_book(book(comic(tmp_path, 2)), path, made)
    with pikepdf.open(path) as pdf:
        names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert all("Lexend" in name for name in names), names


def test_each_of_several_panels_has_its_resolution_looked_at(tmp_path: Path) -> None:
    """64 pixels on a panel of a half of a page."""
    found = [each for each in check(book(comic(tmp_path, 3)), edition("kdp-paperback")).findings if each.page == 1]
    assert "low_resolution" in [each.code for each in found]
    sheets = plan(book(comic(tmp_path, 3)), edition("kdp-paperback"))
    assert max(len(sheet.pictures) for sheet in sheets) == 3
