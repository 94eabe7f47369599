"""Every script as a reader sees it and as a program reads it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from storyboard.publishing import Language, PublishingError, check, edition, shaping, typeface, write_book
from storyboard.publishing.geometry import SQUARE_SCREEN
from storyboard.publishing.shaping import runs
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.scripts import SCRIPTS

GOLDENS = Path(__file__).with_name("goldens")
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

RIGHT_TO_LEFT = {"hebrew": ("שועל", "קטן", "שנים"), "arabic": ("استيقظ", "الثعلب", "الصغير", "١٢")}


def printed(script: str, folder: Path) -> Path:
    language, text = SCRIPTS[script]
    path = folder / f"{script}.pdf"
    write_book(replace(book(a_page(text)), language=language), path)
    return path


def line_of(path: Path) -> Image.Image:
    """The middle of the first story page, where its one line stands."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        page: Image.Image = document[1].render(scale=1.5).to_pil().convert("L")
    place = SQUARE_SCREEN.text_alone
    middle = round((place.top + place.height / 2) * 108)
    return page.crop((120, middle - 36, 798, middle + 36))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_line_looks_as_it_was_approved(script: str, tmp_path: Path) -> None:
    """Stored pictures, looked at one by one; blurred, so that another rasteriser's edges do not count."""
    blur = ImageFilter.GaussianBlur(1.5)
    drawn = line_of(printed(script, tmp_path)).filter(blur)
    with Image.open(GOLDENS / f"{script}.png") as golden:
        difference = ImageChops.difference(drawn, golden.convert("L").filter(blur))
    assert ImageStat.Stat(difference).mean[0] < 0.5
    assert max(difference.tobytes()) < 60


def test_another_line_does_not_pass_for_the_approved_one() -> None:
    """The tolerance is tight enough: no two of the pictures are alike by it."""
    blur = ImageFilter.GaussianBlur(1.5)
    lines = [Image.open(GOLDENS / f"{script}.png").convert("L").filter(blur) for script in SCRIPTS]
    for index, one in enumerate(lines):
        for other in lines[index + 1 :]:
            assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 2


def read(path: Path) -> str:
    """The text of the first story page by poppler, without its marks of direction."""
    command = ["pdftotext", "-f", "2", "-l", "2", str(path), "-"]
    found = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return " ".join("".join(char for char in found if char not in MARKS).split()).removesuffix(" 1")


@pytest.mark.parametrize("script", SCRIPTS)
def test_text_reads_back_as_it_was_written(script: str, tmp_path: Path) -> None:
    found, wanted = read(printed(script, tmp_path)), SCRIPTS[script][1]
    assert sorted(found.replace(" ", "")) == sorted(wanted.replace(" ", ""))
    if script not in RIGHT_TO_LEFT:
        assert found.replace(" ", "") == wanted.replace(" ", "")


@pytest.mark.parametrize("script", RIGHT_TO_LEFT)
def test_words_from_the_right_read_back_in_order(script: str, tmp_path: Path) -> None:
    """Readers work the order out from the places of the glyphs: words are certain, signs between them are not."""
    found = read(printed(script, tmp_path))
    places = [found.index(word) for word in RIGHT_TO_LEFT[script]]
    assert places == sorted(places)


def test_a_letter_of_no_typeface_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match=r"no letter for “𐎀”") as raised:
        write_book(book(a_page("a 𐎀")), tmp_path / "book.pdf")
    assert (raised.value.page, raised.value.characters) == (1, "𐎀")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine without some of Debian's typefaces."""
    for name in request.param:
        for each in (name, f"{name}-Bold"):
            monkeypatch.setitem(typeface._FILES, each, tmp_path / "none.ttf")
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for each in (typeface.chain, typeface.face_of, shaping.runs):
        each.cache_clear()


ALL = ["LXGWWenKai", "KleeOne", "NanumGothic"]
#: (language, text, packages to install)
ABSENT = [
    ("ja", "「雪」", "package fonts-klee)"),
    ("zh", "「雪」", "package fonts-lxgw-wenkai)"),
    ("ko", "雪 눈", "package fonts-nanum)"),
    ("en", "😀 ゆき 눈", "packages fonts-klee and fonts-nanum)"),
]


@pytest.mark.parametrize("bare", [ALL], indirect=True)
@pytest.mark.parametrize(("language", "text", "packages"), ABSENT)
@pytest.mark.usefixtures("bare")
def test_the_package_with_the_missing_letters_is_named(language: str, text: str, packages: str) -> None:
    (found,) = check(replace(book(a_page(text)), language=language), edition()).findings[:1]
    assert packages in found.message
    assert "make printing" in found.message
    assert "start the studio again" in found.message


@pytest.mark.parametrize("bare", [["KleeOne"]], indirect=True)
@pytest.mark.usefixtures("bare")
def test_letters_drawn_for_another_language_are_a_warning() -> None:
    findings = check(replace(book(a_page("雪 Mia")), language="ja"), edition()).findings
    (found,) = (each for each in findings if each.code == "foreign_letters")
    assert (found.level, "雪" in found.message, "fonts-klee" in found.fix) == ("warning", True, True)
    assert "foreign_letters" not in {each.code for each in check(book(a_page("雪 Mia")), edition()).findings}


@pytest.mark.parametrize("bare", [["LXGWWenKai", "KleeOne"]], indirect=True)
@pytest.mark.usefixtures("bare")
def test_letters_that_the_language_s_own_typeface_lacks_are_in_the_largest() -> None:
    (found,) = check(replace(book(a_page("눈 々")), language="ko"), edition()).findings[:1]
    assert "fonts-lxgw-wenkai" in found.message


#: Letters and signs that only some of the languages on offer have.
LETTERS_OF = {
    "ur": "ٹڈڑےںھ۔", "fa": "پچژگکی؟", "yi": "אַאָײַװױפּפֿתּבֿכּ", "he": "שָׁ״־", "vi": "ăđơưậẵ", "pl": "ąćęłńśźż„”", "tr": "ğışİ",
    "uk": "їєґі’«»", "es": "¿¡ñ", "fr": "œ«»", "pt": "ãõç", "el": "ΐώς", "bn": "ড়ঢ়ৎ", "hi": "ज़।",
}  # fmt: skip


@pytest.mark.parametrize("language", LETTERS_OF)
def test_languages_on_offer_have_all_their_letters(language: str) -> None:
    assert language in get_args(Language)
    assert typeface.missing(LETTERS_OF[language], "Andika", language) == ""


@pytest.mark.parametrize("line", ["Η μικρή αλεπού ξύπνησε", "Лиса Мия проснулась", "Cáo nhỏ chạy trong tuyết"])
def test_the_words_of_an_alphabet_are_in_one_typeface(line: str) -> None:
    """Andika has some Greek letters, for mathematics: words of them are not half in it."""
    assert len({run.face for run in runs(line, "Andika")}) == 1


def test_letters_of_the_book_s_own_language_are_not_warned_of() -> None:
    for language in ("zh", "ja"):
        findings = check(replace(book(a_page("雪 Mia")), language=language), edition()).findings
        assert "foreign_letters" not in {each.code for each in findings}


def test_books_do_not_depend_on_what_was_set_before(tmp_path: Path) -> None:
    alone = printed("devanagari", tmp_path).read_bytes()
    for script in ("bengali", "arabic", "devanagari"):
        again = printed(script, tmp_path)
    assert again.read_bytes() == alone
