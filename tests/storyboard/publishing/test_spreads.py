"""Pictures over two pages: where they begin, what each half shows, and where their words stand."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from storyboard.publishing import (
    BookContent,
    Bubble,
    Edition,
    Figure,
    PageContent,
    PanelContent,
    PublishingError,
    check,
    edition,
    profiles,
    write_book,
)
from storyboard.publishing.layout import Sheet
from storyboard.publishing.pictures import cut
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.sample import painted

FIXED = [each for each in profiles() if each != "epub-reflowable"]
LONG = " ".join(f"word{number}" for number in range(220))


@pytest.fixture
def hill(tmp_path: Path) -> Path:
    """A square picture of which every part looks different."""
    return painted(tmp_path / "hill.png", 3)


def over_two(picture: Path | None, text: str = "Far away.", *bubbles: Bubble, **of_panel: Any) -> PageContent:
    panel = PanelContent(picture, "a hill" if picture else "", bubbles, **of_panel)
    return PageContent(text, (panel,), spread=True)


def halves(sheets: list[Sheet], page: int) -> list[int]:
    return [at for at, each in enumerate(sheets) if any(p.spread for p in each.pictures) and each.story_page == page]


@pytest.mark.parametrize("profile", FIXED)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_both_halves_face_each_other(profile: str, language: str, before: int, hill: Path) -> None:
    """Whatever stands before them; the two pages of an opening are an odd index and the next one."""
    pages = (*[a_page("Mia.", hill, "a fox")] * before, over_two(hill), a_page("On.", hill, "a fox"), over_two(hill))
    made = edition(profile)
    sheets = plan(replace(book(*pages), language=language), made)
    for page in (before + 1, before + 3):
        first, second = halves(sheets, page)
        assert (first % 2, second) == (1, first + 1)
        left, right = (first, second) if language == "en" else (second, first)
        width = made.shape(len(sheets)).width
        assert sheets[left].pictures[0].box.moved(-width) == sheets[right].pictures[0].box
        assert (sheets[first].pictures[0].alt, sheets[second].pictures[0].alt) == ("a hill", "")
        assert sheets[first].blocks
        assert not sheets[second].blocks


def test_a_page_is_put_in_only_where_it_has_to_be_and_told(hill: Path) -> None:
    for before, put_in in ((0, False), (1, True), (2, False)):
        content = book(*[a_page("Mia.", hill, "a fox")] * before, over_two(hill))
        found = [each for each in check(content, edition()).findings if each.code == "page_put_in"]
        assert [(each.page, each.sheet) for each in found] == ([(before + 1, before + 1)] if put_in else [])
        sheets = plan(content, edition())
        assert len(sheets) == 1 + before + put_in + 2
        assert [each.number for each in sheets] == [None, *range(1, len(sheets))]


def test_pairs_stay_pairs_where_text_goes_on_behind(hill: Path) -> None:
    sheets = plan(book(over_two(hill, LONG), a_page("On.", hill, "a fox"), over_two(hill)), edition("kdp-paperback"))
    assert [halves(sheets, page)[0] % 2 for page in (1, 3)] == [1, 1]
    text = next(at for at, each in enumerate(sheets) if each.story_page == 2)
    assert text % 2 == 1
    assert sheets[halves(sheets, 1)[0]].words_over > 0


def test_a_page_without_a_picture_is_one_page_until_it_has_one() -> None:
    assert [each.story_page for each in plan(book(over_two(None)), edition())] == [None, 1]


def test_over_two_pages_there_is_one_picture() -> None:
    with pytest.raises(PublishingError, match="only one"):
        PageContent("", (PanelContent(), PanelContent()), spread=True)


def rendered(path: Path, index: int, dots: int = 72) -> Image.Image:
    with closing(pypdfium2.PdfDocument(path)) as document:
        page: Image.Image = document[index].render(scale=dots / 72).to_pil().convert("RGB")
        return page


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures of one size, blurred, so that edges of dots do not count."""
    blur = ImageFilter.GaussianBlur(2)
    return max(ImageStat.Stat(ImageChops.difference(one.filter(blur), other.filter(blur))).mean)


def wanted(hill: Path, width: float, height: float) -> Image.Image:
    """Both pages with what is painted beyond them, at 72 dots an inch."""
    size = (round(72 * (2 * width + 0.25)), round(72 * (height + 0.25)))
    with Image.open(hill) as opened:
        return cut(opened.convert("RGB"), size[0] / size[1]).resize(size, Image.Resampling.LANCZOS)


#: (profile, bleed at the fold, bleed outside)
CUTS = [("screen", 0.0, 0.0), ("kdp-paperback", 0.0, 0.125), ("lulu", 0.125, 0.125)]


@pytest.mark.parametrize(("profile", "fold", "outside"), CUTS)
def test_each_half_is_cut_where_its_paper_ends(
    profile: str, fold: float, outside: float, hill: Path, tmp_path: Path
) -> None:
    """Left and right page as the printer gets them are the parts of the picture, to the dot."""
    path, made = tmp_path / "book.pdf", edition(profile)
    content = book(over_two(hill, ""))
    write_book(content, path, made)
    first, second = halves(plan(content, made), 1)
    whole, inch = wanted(hill, 8.5, 8.5), 72
    paint = 0.125 - outside
    top, bottom = round(inch * paint), round(inch * (8.75 - paint))
    left = whole.crop((round(inch * paint), top, round(inch * (8.625 + fold)), bottom))
    right = whole.crop((round(inch * (8.625 - fold)), top, round(inch * (17.25 - paint)), bottom))
    for at, part, other in ((first, left, right), (second, right, left)):
        page = rendered(path, at)
        assert page.size == part.size
        assert unlike(page, part) < 3
        assert unlike(page, other) > 10


def test_a_stapled_sheet_shows_no_more_than_each_page_has(hill: Path, tmp_path: Path) -> None:
    """On a booklet's sheet another page lies beside each half, but for the middle one."""
    path, made = tmp_path / "book.pdf", edition("home-booklet")
    write_book(book(over_two(hill, ""), a_page("On."), a_page("On."), a_page("End.")), path, made)
    sheets = plan(book(over_two(hill, ""), a_page("On."), a_page("On."), a_page("End.")), made)
    first = halves(sheets, 1)[0]
    assert (first, len(sheets)) == (3, 8)
    whole = wanted(hill, 5.5, 8.5).crop((9, 9, 9 + 792, 9 + 612))
    assert unlike(rendered(path, 3), whole) < 3  # the middle sheet has pages 4 and 5


def test_what_is_cut_off_is_not_in_the_file(hill: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(book(over_two(hill)), path, edition("kdp-paperback"))
    with closing(pypdfium2.PdfDocument(path)) as document:
        drawn = [each for page in document for each in page.get_objects() if each.type == 3]
        sizes = {each.get_metadata().width / each.get_metadata().height for each in drawn}
    assert sorted(round(each, 2) for each in sizes) == [1.0, 1.97]  # vignettes and title; both halves


@pytest.mark.parametrize("profile", ["screen", "kdp-paperback", "lulu", "home-booklet", "ingramspark", "epub-fixed"])
def test_the_same_book_gives_the_same_bytes(profile: str, hill: Path, tmp_path: Path) -> None:
    content, made = book(a_page("Mia.", hill, "a fox"), over_two(hill)), edition(profile)
    for name in ("one", "two"):
        write_book(content, tmp_path / name, made)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def codes(content: BookContent, made: Edition) -> list[str]:
    return [each.code for each in check(content, made).findings]


def test_words_stand_on_one_side_of_the_fold(hill: Path) -> None:
    """Of the square of 17.25 inches; the fold is in its middle. Nobody's words are in the binding's margin."""
    left, across = Bubble("Left", 0.1, 0.3, 0.2, 0.1, (0.9, 0.5)), Bubble("Across", 0.45, 0.5, 0.2, 0.1, (0.5, 0.9))
    made = edition("kdp-paperback")
    sheets = plan(book(over_two(hill, "", left, across)), made)
    first, second = (sheets[at] for at in halves(sheets, 1))
    assert [each.words for each in first.bubbles] == ["Left"]
    assert [each.words for each in second.bubbles] == ["Across"]
    (one,), (other,) = first.bubbles, second.bubbles
    assert one.box.left == pytest.approx(17.25 * 0.1 - 0.125)
    assert one.box.top == pytest.approx(17.25 * 0.3 - 4.375)
    assert other.box.left == pytest.approx(0.375)
    assert (one.moved, other.moved) == (False, True)
    assert one.tail is not None
    assert one.tail[0] == pytest.approx(8.5)  # towards somebody on the right page, as far as the fold
    assert one.box.top < one.tail[1] < 17.25 * 0.5 - 4.375
    found = check(book(over_two(hill, "", left, across)), made).findings
    assert [each.sheet for each in found if each.code == "bubble_in_fold"] == [sheets.index(second)]
    assert "unsafe_text" not in [each.code for each in found]
    assert "bubble_in_fold" not in codes(book(over_two(hill, "", left)), made)


@pytest.mark.parametrize("profile", FIXED)
@pytest.mark.parametrize(("language", "left"), [("en", 0.1), ("ar", 0.7)])
def test_words_over_the_picture_do_not_cover_the_text(profile: str, language: str, left: float, hill: Path) -> None:
    low = Bubble("Low", left, 0.6, 0.2, 0.15)
    content = replace(book(over_two(hill, "Far away. " * 12, low)), language=language)
    (sheet,) = [each for each in plan(content, edition(profile)) if each.bubbles]
    (block,), (bubble,) = sheet.blocks, sheet.bubbles
    assert block.ground
    assert bubble.box.bottom <= block.ground.top + 1e-9
    assert block.ground.bottom < edition(profile).trim.height


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Figure("Mia"), True),
        (Figure("Mia", 0.3, 0.7), True),
        (Figure("Mia", 0.4, 0.6), True),
        (Figure("Mia", 0.0, 0.5), False),
        (Figure("Mia", 0.55, 1.0), False),
    ],
)
def test_who_may_stand_in_the_binding_is_told_where_it_is_glued(figure: Figure, told: bool, hill: Path) -> None:
    content = book(over_two(hill, figures=(figure,)))
    for profile in ("kdp-paperback", "ingramspark", "lulu"):
        assert ("figure_in_fold" in codes(content, edition(profile))) == told, profile
    for profile in ("screen", "home-booklet", "epub-fixed"):
        assert "figure_in_fold" not in codes(content, edition(profile)), profile


def test_the_loss_at_the_fold_is_the_printer_s_own_margin() -> None:
    """KDP's grows with the pages, as its page on margins has it; pages that are stapled lie flat."""
    kdp = profiles()["kdp-paperback"]
    assert [kdp.inner_loss(pages) for pages in (24, 151, 301)] == [0.375, 0.5, 0.625]
    assert [profiles()[each].inner_loss(48) for each in ("home-booklet", "screen")] == [0, 0]


def test_resolution_is_that_of_the_wide_place(hill: Path) -> None:
    """256 dots over 17.25 inches."""
    found = check(book(over_two(hill)), edition("kdp-paperback")).findings
    (low,) = [each for each in found if each.code == "low_resolution"]
    assert dict(low.values)["dots"] == 15


def test_where_text_flows_the_picture_is_whole_and_that_is_told(hill: Path, tmp_path: Path) -> None:
    made, content = edition("epub-reflowable"), book(a_page("Mia.", hill, "a fox"), over_two(hill))
    assert [each.story_page for each in plan(content, made)] == [None, 1, 2]
    assert "spread_flows" in codes(content, made)
    write_book(content, tmp_path / "book.epub", made)
    with ZipFile(tmp_path / "book.epub") as file:
        assert sum(name.endswith(".jpg") for name in file.namelist()) == 1


def test_pages_of_an_epub_say_on_which_side_they_lie(hill: Path, tmp_path: Path) -> None:
    for language, sides in (("en", ["left", "right"]), ("ar", ["right", "left"])):
        content = replace(book(a_page("Mia.", hill, "a fox"), over_two(hill)), language=language)
        write_book(content, tmp_path / "book.epub", edition("epub-fixed"))
        with ZipFile(tmp_path / "book.epub") as file:
            package = fromstring(file.read("EPUB/package.opf"))
            pages = [fromstring(file.read(f"EPUB/page-{at}.xhtml")) for at in (3, 4)]
        refs = package.iter("{http://www.idpf.org/2007/opf}itemref")
        said = {each.get("idref"): each.get("properties") for each in refs}
        assert [said["page-3"], said["page-4"]] == [f"page-spread-{side}" for side in sides]
        shown = [next(page.iter("{http://www.w3.org/1999/xhtml}img")) for page in pages]
        assert [each.get("alt") for each in shown] == ["a hill", ""]
        lefts = [(each.get("style") or "").partition(";")[0] for each in shown]
        assert sorted(lefts) == ["left: -12px", "left: -828px"]
