"""Each kind of finding turns up where its reason is, at its page, and goes with it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard.publishing import (
    GONE,
    BookContent,
    Bubble,
    Edition,
    Enlarger,
    Figure,
    Finding,
    PageContent,
    Place,
    SpineWidth,
    check,
    edition,
    profiles,
    rules,
    shaping,
    typeface,
)
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import a_page, book, with_panel

FOUR = Enlarger("a model, x4", 4, lambda image: image)
KDP, INGRAM, SCREEN, BOOKLET = (edition(each) for each in ("kdp-paperback", "ingramspark", "screen", "home-booklet"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (2625, 2625), "teal").save(made / "good.png")
    Image.new("RGB", (256, 256), "teal").save(made / "small.png")
    Image.new("RGB", (2625, 2625), "black").save(made / "black.png")
    (made / "broken.png").write_bytes(b"no picture")
    return made


def narrow(made: Edition) -> Edition:
    """As if the printer had asked for a margin that the pages were not drawn up for."""
    return replace(made, profile=made.profile.model_copy(update={"margin": 1.0}))


def of_pages(made: Edition, **rule: int) -> Edition:
    """With other rules for the number of pages."""
    return replace(made, profile=made.profile.model_copy(update={"pages": made.profile.pages.model_copy(update=rule)}))


@dataclass(frozen=True)
class Kind:
    """A reason, and what takes it away. Pages come from a page that is as it should be."""

    code: str
    level: str
    page: int | None
    wrong: Callable[[PageContent], BookContent]
    right: Callable[[PageContent], BookContent]
    made: Edition = SCREEN
    #: where another destination takes the reason away, instead of other content
    instead: Edition | None = None


def good(page: PageContent) -> BookContent:
    return book(page, page)


def second(**change: Any) -> Callable[[PageContent], BookContent]:
    """A book whose second page is another one; a picture is named by its file."""

    def made(page: PageContent) -> BookContent:
        picture = page.panels[0].picture
        assert picture
        named = change | ({"picture": picture.with_name(str(change["picture"]))} if change.get("picture") else {})
        of_page = {name: named.pop(name) for name in ("text",) if name in named}
        return book(page, with_panel(replace(page, **of_page), **named))

    return made


def over_two(**change: Any) -> Callable[[PageContent], BookContent]:
    """A book whose second page has its picture over two."""
    return lambda page: book(page, with_panel(replace(page, spread=True), **change))


KINDS = (
    Kind("unsafe_text", "error", None, good, good, narrow(SCREEN), SCREEN),
    Kind("low_resolution", "error", 2, second(picture="small.png"), good, KDP),
    Kind("missing_glyph", "error", 2, second(text="𐎀"), second(text="a")),
    Kind("page_count", "error", None, lambda page: book(*[page] * 50), good, BOOKLET),
    Kind("page_parity", "error", None, good, good, of_pages(SCREEN, multiple=2), SCREEN),
    Kind("blank_pages", "error", None, lambda page: book(a_page("Mia.")), good, KDP),
    Kind("spine_text", "warning", None, good, good, KDP, of_pages(KDP, least=150)),
    Kind("no_alt", "warning", 2, second(alt=" "), good),
    Kind("no_picture", "warning", 2, second(picture=None), good),
    Kind("not_chosen", "warning", 2, second(picture=None, drawn=True), second(drawn=True)),
    Kind("no_text", "warning", 2, second(text="\n"), good),
    Kind("stale_picture", "warning", 2, second(stale=True), good),
    Kind("unlearnt", "warning", 2, second(unlearnt=("Tom", "Mia")), good),
    Kind("ink", "warning", 2, second(picture="black.png"), good, INGRAM),
    Kind("text_over", "warning", 2, second(text="word " * 300), good),
    Kind("small_text", "warning", 2, second(text="word " * 60), good),
    Kind("small_bubble", "warning", 2, second(bubbles=(Bubble("word " * 12, 0, 0, 0.2, 0.2),)), good),
    Kind("unreadable_picture", "error", 2, second(picture="broken.png"), good),
    Kind("spine_width", "warning", None, good, good, INGRAM, replace(INGRAM, spine=SpineWidth(0.06, 18))),
    Kind("enlarged_twice", "warning", 2, second(picture="small.png"), good, replace(KDP, enlarger=FOUR)),
    Kind("unproven_numbers", "warning", None, good, good, INGRAM, KDP),
    Kind("missing_glyph", "error", None, lambda page: replace(good(page), dedication="𐎀"), good, KDP),
    Kind("cover_deleted", "warning", None, lambda page: replace(good(page), cover_panel=GONE), good),
    Kind(
        "cover_not_drawn",
        "warning",
        2,
        lambda page: replace(second(picture=None)(page), cover_panel=Place(2, 1)),
        lambda page: replace(good(page), cover_panel=Place(2, 1)),
    ),
    Kind("page_put_in", "warning", 2, over_two(), lambda page: book(replace(page, spread=True), page)),
    Kind("spread_flows", "warning", 2, over_two(), good, edition("epub-reflowable")),
    Kind("bubble_in_fold", "warning", 2, over_two(bubbles=(Bubble("Hi", 0.45, 0.5, 0.1, 0.1),)), over_two()),
    Kind("figure_in_fold", "warning", 2, over_two(figures=(Figure("Mia"),)), over_two(), KDP),
    Kind("no_title", "error", None, lambda page: replace(good(page), title=" "), good, edition("epub-fixed")),
    Kind("right_bound", "warning", None, lambda page: replace(good(page), language="he"), good, KDP),
)


def found(code: str, content: BookContent, made: Edition) -> list[Finding]:
    return [each for each in check(content, made).findings if each.code == code]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code}-{kind.page}")
def test_a_finding_comes_with_its_reason_and_goes_with_it(kind: Kind, folder: Path) -> None:
    page = a_page("Mia the fox.", folder / "good.png", "a fox")
    first, *_ = there = found(kind.code, kind.wrong(page), kind.made)
    assert (first.level, first.page) == (kind.level, kind.page)
    assert first.message.endswith(".")
    assert kind.page is None or len(there) == 1
    assert found(kind.code, kind.right(page), kind.instead or kind.made) == []


def test_findings_name_the_printed_page_that_shows_them(folder: Path) -> None:
    page = a_page("Mia the fox.", folder / "good.png", "a fox")
    assert [each.sheet for each in found("unsafe_text", good(page), narrow(SCREEN))] == [0, 1, 2]
    assert [each.sheet for each in found("text_over", second(text="word " * 300)(page), KDP)] == [7]
    assert [each.sheet for each in found("low_resolution", second(picture="small.png")(page), KDP)] == [8]
    assert [each.sheet for each in found("no_alt", second(alt="")(page), SCREEN)] == [2]


def test_sizes_of_text_do_not_hang_on_the_margin(folder: Path) -> None:
    """Pages that were laid out for fewer of them than there are in the end stand elsewhere, in the same sizes."""
    few = plan(second(text="word " * 165)(a_page("Mia.", folder / "good.png", "a fox")), KDP)
    assert KDP.shape(len(few)).text_alone != KDP.shape(10 * len(few)).text_alone
    small = [each.code for each in rules.sizes(few, KDP)]
    assert small == ["small_text"]
    assert [each.code for each in rules.sizes(few * 10, KDP)] == 10 * small


def test_the_editor_has_a_sentence_for_every_kind_and_words_for_every_number() -> None:
    language = Path(__file__).parents[3] / "frontend" / "src" / "language"
    pages, books = (language / "findings.ts").read_text("utf-8").split("const OF_BOOKS")
    for kind in KINDS:
        assert f"\n  {kind.code}: (" in (books if kind.page is None else pages), kind.code
    numbers = (language / "numbers.ts").read_text("utf-8").replace('"', "")
    for each in profiles().values():
        for unproven in each.unproven():
            assert f"{unproven.number}: () => t({unproven.what})" in numbers, unproven.number


def test_a_fault_hides_no_other(folder: Path) -> None:
    """Title, author, dedication, the words and a bubble of one page, and a picture: all at once."""
    page = a_page("𐎀", folder / "small.png", "a fox", bubbles=(Bubble("𐎁", 0.1, 0.1, 0.5, 0.3),))
    pages = (page, a_page("Mia.", folder / "good.png", "a fox", stale=True))
    wrong = replace(book(*pages, title="𐎂", author="𐎃"), dedication="𐎄")
    checked = check(wrong, KDP)
    named = [(each.code, each.page, dict(each.values).get("part")) for each in checked.findings]
    for part in (("title", None), ("author", None), ("dedication", None), ("text", 1), ("bubbles", 1)):
        assert ("missing_glyph", part[1], part[0]) in named
    assert ("low_resolution", 1, None) in named
    assert ("stale_picture", 2, None) in named
    assert (checked.pages, checked.stops) == (0, True)
    assert checked.fault
    assert dict(checked.fault.values)["part"] == "title"
    assert check(good(pages[1]), KDP).fault is None


def test_a_second_pass_is_counted_and_said(folder: Path) -> None:
    """256 px on 8.75 in are 29 dots, 117 after one pass of x4 and 468 after two; on 2.9 in one pass is enough."""
    content = second(picture="small.png")(a_page("Mia.", folder / "good.png", "a fox"))
    (said,) = found("enlarged_twice", content, replace(KDP, enlarger=FOUR))
    assert "29 dots per inch, and is enlarged twice by a model, x4" in said.message
    assert found("low_resolution", content, replace(KDP, enlarger=FOUR)) == []
    two = replace(FOUR, factor=2)
    (low,) = found("low_resolution", content, replace(KDP, enlarger=two))
    assert low.message.startswith("The picture of page 2 has 117 dots per inch")
    assert low.fix.startswith("It is enlarged twice by a model, x4, and from there by smoothing")


#: (language, text that is too long by how much, how it is said)
TOO_LONG = [
    ("en", "word " * 300, "words"),
    ("zh", "雪" * 900, "characters"),
    ("th", "สุนัขจิ้งจอกตัวน้อยเดินเล่นในหิมะ" * 58, "words"),
]


@pytest.mark.parametrize(("language", "text", "unit"), TOO_LONG)
def test_words_over_are_those_that_a_shorter_text_would_not_have(language: str, text: str, unit: str) -> None:
    """Without so many words at its end the text fits, and with one more it does not."""
    content = replace(book(a_page(text)), language=language)
    (said,) = found("text_over", content, SCREEN)
    over = int(said.message.split(" is ")[1].split()[0])
    assert f" {over} {unit} too long" in said.message
    words = text.split() if language == "en" else list(text) if language == "zh" else _thai(text)
    glue = " " if language == "en" else ""
    for count, fits in ((over, True), (over - 1, False)):
        shorter = replace(content, pages=(a_page(glue.join(words[: len(words) - count])),))
        assert (found("text_over", shorter, SCREEN) == []) == fits


def _thai(text: str) -> list[str]:
    from storyboard.publishing.linebreak import _thai_words

    return _thai_words(text)


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Noto Sans Hebrew, as if its maker had kept it from being embedded."""
    path = tmp_path / "locked.ttf"
    data = bytearray(typeface.file("NotoSansHebrew").read_bytes())
    tables = [struct.unpack_from(">4sLLL", data, 12 + 16 * each) for each in range(data[5])]
    start = next(offset for tag, _, offset, _ in tables if tag == b"OS/2")
    struct.pack_into(">H", data, start + 8, 0x0002)
    path.write_bytes(data)
    monkeypatch.setitem(typeface._FILES, "NotoSansHebrew", path)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for each in (typeface.embeddable, typeface.chain, typeface.face_of, shaping.runs):
        each.cache_clear()


@pytest.mark.usefixtures("locked")
def test_a_typeface_that_may_not_be_embedded_is_an_error_and_is_not_used() -> None:
    with_letters = replace(book(a_page("שועל")), language="he")
    codes = {each.code: (each.level, each.page) for each in check(with_letters, SCREEN).findings}
    assert (codes["missing_glyph"], codes["font_not_embedded"]) == (("error", 1), ("error", None))
    assert "NotoSansHebrew" not in typeface.chain("Andika", "he")
    assert found("font_not_embedded", replace(with_letters, pages=(a_page("Mia"),)), SCREEN) == []


def test_a_typeface_that_may_be_embedded_is_no_finding() -> None:
    assert found("font_not_embedded", replace(book(a_page("שועל")), language="he"), SCREEN) == []
