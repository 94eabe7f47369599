from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.publishing import PublishingError, shaping, typeface
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, TextStyle
from storyboard.publishing.text import Source, break_lines, clean, fit, flow, printable

STYLE = TextStyle("Andika", 18, 26)
SMALL = TextStyle("Andika", 14, 20)
PAGE_3 = Source("page 3", 2000, 3)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cafe\u0301", "café"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("evil\u202etxt\u2066", "eviltxt"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("soft\u00adhyphen, zero\u200bwidth\ufeff", "softhyphen, zerowidth"),
        ("tab\tand  two\u2003spaces ", "tab and two spaces"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\n\none\n\n\n\ntwo\n", "one\n\ntwo"),
        ("10\u202f000\u00a0steps", "10\u00a0000\u00a0steps"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_missing_letters_are_named_with_their_page() -> None:
    with pytest.raises(PublishingError, match=r"“😀” \(U\+1F600\), “𐎀” \(U\+10380\) in page 3") as raised:
        printable("Mia 😀 and 𐎀 and 😀", PAGE_3, "Andika")
    assert (raised.value.page, raised.value.characters) == (3, "😀𐎀")


def test_private_letters_count_as_missing() -> None:
    with pytest.raises(PublishingError):
        printable("\uf130", PAGE_3, "Andika")


def test_too_long_text_is_refused_not_cut() -> None:
    assert printable("a" * 2000, PAGE_3, "Andika") == "a" * 2000
    with pytest.raises(PublishingError, match="page 3 is longer than 2,000"):
        printable("a" * 2001, PAGE_3, "Andika")
    with pytest.raises(PublishingError, match="longer"):
        printable(" " * 200_000, PAGE_3, "Andika")


@pytest.mark.parametrize("language", ["English", "Où êtes-vous ?", "Żółw i ćma", "Лиса и робот", "Tiếng Việt"])
def test_latin_and_cyrillic_are_covered(language: str) -> None:
    assert typeface.missing(language, "Andika") == ""
    assert typeface.missing(language, "Andika-Bold") == ""


@settings(max_examples=100, deadline=None)
@given(st.text("abc mW-—é\u00a0\n", max_size=300))
def test_lines_fit_and_lose_nothing(typed: str) -> None:
    text = clean(typed)
    lines = break_lines(text, STYLE, 3.0)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(shaping.width(line, "Andika", 18) <= 3.0 * POINTS_PER_INCH for line in lines)


def test_a_word_without_end_is_broken() -> None:
    assert "".join(break_lines("i" * 200, SMALL, 6.7)) == "i" * 200
    assert len(break_lines("W" * 200, STYLE, 6.7)) > 5


def test_marks_stay_with_their_letter() -> None:
    lines = break_lines("x\u0323\u0301" * 90, STYLE, 2.0)
    assert len(lines) > 1
    assert all(line.startswith("x") for line in lines)


def test_lines_of_a_paragraph_are_of_one_length() -> None:
    text = "Mia the fox woke up in the green forest and somebody was at the door."
    lines = break_lines(text, STYLE, 6.7)
    lengths = [shaping.width(line, "Andika", 18) for line in lines]
    assert len(lines) == 2
    assert min(lengths) > 0.8 * max(lengths)


def test_words_break_behind_hyphens_only() -> None:
    lines = break_lines(" ".join(["snow-white"] * 12), STYLE, 1.1)
    assert set(lines) <= {"snow-white", "snow-", "white"}


def test_fit_takes_the_largest_style_that_fits() -> None:
    box = Box(0, 0, 6.7, 1.7)
    short, long = fit("Hello!", (STYLE, SMALL), box), fit("Hello! " * 40, (STYLE, SMALL), box)
    assert short
    assert short.style is STYLE
    assert long
    assert long.style is SMALL
    assert long.height <= box.height
    assert fit("Hello! " * 200, (STYLE, SMALL), box) is None


def test_flow_keeps_all_words_and_leaves_no_single_last_line() -> None:
    first, further = Box(0, 0, 6.7, 1.7), Box(0, 0, 6.3, 6.4)
    for count in range(20, 240, 5):
        text = "\n".join(f"line {number}" for number in range(count))
        blocks = flow(text, STYLE, (first, further))
        assert "\n".join(line for block in blocks for line in block.lines) == text
        assert all(block.height <= box.height for block, box in zip(blocks, [first] + [further] * 99, strict=False))
        assert len(blocks[-1].lines) > 1
