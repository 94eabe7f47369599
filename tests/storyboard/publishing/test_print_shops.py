"""Sizes of pages, covers and spines against numbers worked out by hand from the printers' own pages."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from storyboard.publishing import (
    Edition,
    PublishingError,
    SpineWidth,
    check,
    edition,
    has_cover,
    profiles,
    write_book,
    write_cover,
)
from storyboard.publishing.cover import Wrap, wrap
from storyboard.publishing.geometry import Box
from storyboard.publishing.imposition import paper, surfaces
from storyboard.publishing.profiles import Cover, Spine, Trim
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.pressreader import breaches

SQUARE, TALL = Trim(name="", width=8.5, height=8.5), Trim(name="", width=8, height=10)

#: (profile, trim, page's width, page's height): KDP and Ingram trim + 1/8 outside and 1/4 in height, Lulu + 1/4 both.
PAGES = [
    ("kdp-paperback", SQUARE, 8.625, 8.75),
    ("kdp-paperback", TALL, 8.125, 10.25),
    ("ingramspark", SQUARE, 8.625, 8.75),
    ("ingramspark", TALL, 8.125, 10.25),
    ("lulu", SQUARE, 8.75, 8.75),
    ("lulu", TALL, 8.25, 10.25),
    ("screen", SQUARE, 8.5, 8.5),
    ("home-booklet", Trim(name="", width=5.5, height=8.5), 11.0, 8.5),
]

#: (profile, pages, spine, width of the cover for 8.5 x 8.5): KDP pages x 0.002347, Lulu pages / 444 + 0.06.
SPINES = [
    ("kdp-paperback", 24, 0.056328, 17.306328),
    ("kdp-paperback", 48, 0.112656, 17.362656),
    ("kdp-paperback", 150, 0.35205, 17.60205),
    ("lulu", 24, 0.114054, 17.364054),
    ("lulu", 48, 0.168108, 17.418108),
    ("lulu", 150, 0.397838, 17.647838),
]

#: IngramSpark's template says how wide a spine is: (pages, spine, width and height of the cover for 8 x 10).
GIVEN_SPINES = [(24, 0.06, 16.31, 10.25), (48, 0.12, 16.37, 10.25), (150, 0.375, 16.625, 10.25)]


def coarse(profile: str) -> Edition:
    """As it is printed, with pictures of few dots: what is looked at here does not depend on them."""
    made = edition(profile)
    few = made.profile.dpi.model_copy(update={"wanted": 30})
    return replace(made, profile=made.profile.model_copy(update={"dpi": few}))


def cover_of(profile: str, pages: int, trim: Trim = SQUARE) -> Wrap:
    found = wrap(replace(edition(profile), trim=trim), pages)
    assert found
    return found


@pytest.mark.parametrize(("profile", "trim", "width", "height"), PAGES)
def test_page_sizes(profile: str, trim: Trim, width: float, height: float) -> None:
    for index in (0, 1):
        on = paper(profiles()[profile], trim, index)
        assert (on.width, on.height) == pytest.approx((width, height))


def test_the_binding_has_no_bleed_at_kdp() -> None:
    kdp, lulu = profiles()["kdp-paperback"], profiles()["lulu"]
    right, left = paper(kdp, SQUARE, 0), paper(kdp, SQUARE, 1)
    assert (right.left, right.right) == (0, 0.125)
    assert (left.left, left.right) == (0.125, 0)
    assert (paper(lulu, SQUARE, 0).left, paper(lulu, SQUARE, 0).right) == (0.125, 0.125)


@pytest.mark.parametrize(("profile", "pages", "spine", "width"), SPINES)
def test_spines_and_covers(profile: str, pages: int, spine: float, width: float) -> None:
    found = cover_of(profile, pages)
    assert found.spine.width == pytest.approx(spine, abs=1e-6)
    assert (found.width, found.height) == pytest.approx((width, 8.75), abs=1e-6)
    assert found.front.left == pytest.approx(8.5 + spine, abs=1e-6)


@pytest.mark.parametrize(("pages", "inches"), [(24, 0.375), (150, 0.375), (151, 0.5), (301, 0.625), (828, 0.875)])
def test_the_gutter_grows_with_the_pages(pages: int, inches: float) -> None:
    assert profiles()["kdp-paperback"].inner_margin(pages) == inches


def test_spine_text_from_79_pages_with_a_sixteenth_clear() -> None:
    assert cover_of("kdp-paperback", 78).spine_text is None
    found = cover_of("kdp-paperback", 79)
    assert found.spine_text
    assert found.spine_text.width == pytest.approx(79 * 0.002347 - 0.125)


#: (pages, title, whether the spine has text): too few pages, too narrow for 7 points, wide enough, too long a title.
SPINE_TEXTS = [(60, "Mia", False), (90, "Mia", False), (150, "Mia", True), (150, "A very long title " * 11, False)]


@pytest.mark.parametrize(("pages", "title", "has"), SPINE_TEXTS)
def test_preflight_says_that_a_spine_stays_bare(pages: int, title: str, has: bool, tmp_path: Path) -> None:
    path, made = tmp_path / "cover.pdf", coarse("kdp-paperback")
    least = made.profile.pages.model_copy(update={"least": pages})
    made = replace(made, profile=made.profile.model_copy(update={"pages": least}))
    content = book(title=title)
    codes = [each.code for each in check(content, made).findings]
    write_cover(content, made, pages, path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert ("spine_text" not in codes, "·" in text) == (has, has)


def test_the_barcode_box_is_at_the_bottom_right_of_the_back() -> None:
    assert cover_of("kdp-paperback", 24).barcode == Box(8.5 - 0.25 - 2.0, 8.5 - 0.25 - 1.2, 2.0, 1.2)


@pytest.mark.parametrize("pages", [1, 4, 7, 8, 12, 24])
def test_a_folded_booklet_reads_in_order(pages: int) -> None:
    """Fold the pile: leaf by leaf from the outside in, then out again."""
    sides = surfaces(pages, profiles()["home-booklet"])
    assert len(sides) % 2 == 0
    fronts, backs = sides[::2], sides[1::2]
    first_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    second_half = [page for front, back in list(zip(fronts, backs, strict=True))[::-1] for page in (back[1], front[0])]
    read = [page for page in first_half + second_half if page is not None]
    assert read == list(range(pages))


@pytest.mark.parametrize("profile", [name for name, each in profiles().items() if each.format == "pdf"])
def test_boxes_fonts_syntax_and_same_bytes_of_every_profile(profile: str, picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    content, made = book(*[a_page("Mia שלום 雪", picture, "a fox")] * 3), coarse(profile)
    assert check(content, made).pages > 0
    write_book(content, path, made)
    once = path.read_bytes()
    write_book(content, path, made)
    assert path.read_bytes() == once
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        for index, page in enumerate(pdf.pages):
            on = paper(made.profile, made.trim, index)
            whole = pytest.approx([0, 0, on.width * 72, on.height * 72], abs=0.01)
            assert [float(each) for each in page.mediabox] == whole
            assert [float(each) for each in page.BleedBox] == whole
            assert [float(each) for each in page.trimbox] == pytest.approx(on.trim_points, abs=0.01)
            fonts = [font for font in page.Resources.Font.values() if "/FontFile2" in font.FontDescriptor]
            assert len(fonts) == len(page.Resources.Font)
        assert ("/Outlines" in pdf.Root) == made.profile.outline


def test_art_goes_to_the_edge_of_the_bleed(picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    picture.write_bytes(_teal(tmp_path))
    write_book(book(a_page("Mia", picture, "a fox")), path, coarse("kdp-paperback"))
    with closing(pypdfium2.PdfDocument(path)) as document:
        pages = [document[index].render(scale=0.5).to_pil() for index in range(len(document))]
    full = [page for page in pages if all(max(page.getpixel(at)) < 140 for at in _corners(page.size))]
    assert len(full) == 1


def _teal(folder: Path) -> bytes:
    path = folder / "teal.png"
    Image.new("RGB", (256, 256), "teal").save(path)
    return path.read_bytes()


def _corners(size: tuple[int, int]) -> list[tuple[int, int]]:
    right, bottom = size[0] - 2, size[1] - 2
    return [(1, 1), (right, 1), (1, bottom), (right, bottom)]


def test_a_cover_is_one_page_with_text_and_white_barcode(picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "cover.pdf"
    write_cover(book(a_page("Mia", picture)), coarse("kdp-paperback"), 150, path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
        image = document[0].render(scale=1).to_pil()
    assert text.count("Mia and Tom") == 2
    found = cover_of("kdp-paperback", 150)
    left, top = (round(72 * (each + 0.125)) for each in (found.barcode.left, found.barcode.top))
    assert image.getpixel((left + 20, top + 20)) == (255, 255, 255)
    assert image.getpixel((2, 2)) == (255, 243, 214)


def test_a_draft_is_marked_on_both_sides_of_its_cover(picture: Path, tmp_path: Path) -> None:
    path, made = tmp_path / "cover.pdf", coarse("kdp-paperback")
    for draft in (False, True):
        write_cover(book(a_page("Mia", picture)), replace(made, draft=draft), 150, path)
        with closing(pypdfium2.PdfDocument(path)) as document:
            text, width = document[0].get_textpage(), document[0].get_width()
            sides = [text.get_text_bounded(right=width / 2), text.get_text_bounded(left=width / 2)]
        assert [side.count("D") for side in sides] == ([1, 1] if draft else [0, 0])


@pytest.mark.parametrize("given", [None, SpineWidth(0.06, 26)])
def test_no_cover_without_the_width_of_its_spine(given: SpineWidth | None, tmp_path: Path) -> None:
    made = replace(edition("ingramspark"), spine=given)
    with pytest.raises(PublishingError, match="own template"):
        write_cover(book(), made, 24, tmp_path / "cover.pdf")
    assert not has_cover(made, 24)


@pytest.mark.parametrize(("pages", "spine", "width", "height"), GIVEN_SPINES)
def test_a_cover_about_a_spine_of_the_printers_template(pages: int, spine: float, width: float, height: float) -> None:
    made = replace(edition("ingramspark"), trim=TALL, spine=SpineWidth(spine, pages))
    found = wrap(made, pages)
    assert found
    assert (found.width, found.height) == pytest.approx((width, height))
    assert found.front.left == pytest.approx(8 + spine)
    assert found.barcode == Box(8 - 0.25 - 2.0, 10 - 0.25 - 1.2, 2.0, 1.2)
    assert (found.spine_text is not None) == (pages == 150)


def test_a_cover_for_the_press_is_in_inks_and_names_its_icc(picture: Path, tmp_path: Path) -> None:
    path, made = tmp_path / "cover.pdf", replace(coarse("ingramspark"), spine=SpineWidth(0.375, 150))
    content = book(a_page("Mia", picture))
    write_cover(content, made, 150, path)
    once = path.read_bytes()
    write_cover(content, made, 150, path)
    assert path.read_bytes() == once
    assert breaches(path) == []
    with pikepdf.open(path) as pdf:
        assert [float(each) for each in pdf.pages[0].mediabox] == pytest.approx([0, 0, 17.625 * 72, 8.75 * 72])
        assert [float(each) for each in pdf.pages[0].trimbox] == pytest.approx([9, 9, 9 + 17.375 * 72, 9 + 8.5 * 72])


def test_preflight_asks_for_the_width_of_the_spine() -> None:
    ingram = edition("ingramspark")
    codes = {}
    for given in (None, SpineWidth(0.06, 24), SpineWidth(0.06, 18)):
        found = check(book(), replace(ingram, spine=given)).findings
        codes[given] = [(each.message, each.fix) for each in found if each.code == "spine_width"]
    assert codes[SpineWidth(0.06, 18)] == []
    ((message, fix),) = codes[None]
    assert "IngramSpark paperback publishes no rule" in message
    assert "18 pages, Square" in fix
    assert "given for 24 pages, and this book has 18" in codes[SpineWidth(0.06, 24)][0][0]


def test_unknown_destinations_are_named() -> None:
    with pytest.raises(PublishingError, match="no print profile"):
        edition("vanity")
    with pytest.raises(PublishingError, match="no page size"):
        edition("kdp-paperback", "A0")


def test_profiles_say_where_their_numbers_come_from() -> None:
    for each in profiles().values():
        assert each.id == "screen" or each.sources
        assert each.checked.year >= 2026


#: what a printer's book is made by; where no page was found, the profile has to say so
NUMBERS = {"bleed", "margin", "pages.least", "pages.most"}


@pytest.mark.parametrize("name", ["kdp-paperback", "ingramspark", "lulu"])
def test_every_number_of_a_print_shop_has_its_page_or_says_that_there_is_none(name: str) -> None:
    found = profiles()[name]
    rules: dict[str, type[Spine | Cover]] = {"spine": Spine, "cover": Cover} if found.spine else {}
    fields = {f"{part}.{field}" for part, rule in rules.items() for field in rule.model_fields} or {"spine"}
    also = {name for name in ("gutter", "max_ink") if getattr(found, name)}
    assert (NUMBERS | fields | also) - {"spine.extra"} <= {each.number for each in found.evidence}
    for each in found.evidence:
        value: object = found
        for part in each.number.split("."):
            value = getattr(value, part)
        assert each.source is None or each.source.startswith("http")
        assert each.source or each.note


def test_preflight_names_the_numbers_without_a_page() -> None:
    for name, said in (("ingramspark", "the most pages"), ("lulu", "the most pages")):
        found = [each for each in check(book(), edition(name)).findings if each.code == "unproven_numbers"]
        assert said in found[0].message
        assert found[0].level == "warning"
    assert "unproven_numbers" not in [each.code for each in check(book(), edition("kdp-paperback")).findings]


def test_numbers_of_a_cover_are_named_where_one_is_made() -> None:
    ingram = edition("ingramspark")
    for made, named in ((ingram, False), (replace(ingram, spine=SpineWidth(0.06, 18)), True)):
        found = next(each for each in check(book(), made).findings if each.code == "unproven_numbers")
        assert ("the place of the barcode" in found.message) == named
        assert ("cover.barcode" in str(dict(found.values)["numbers"])) == named
