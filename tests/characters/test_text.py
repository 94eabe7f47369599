"""What people type is kept as they mean it, and nothing hidden with it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.text import clean, free_name, one_line


@given(st.text())
def test_clean_text_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0308", "ä"),
        ("\x00fox\x1b[0m", "fox[0m"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\u202egnp.exe", "gnp.exe"),
        ("  fox  ", "fox"),
        ("\ud800fox", "fox"),
        ("🦊 لومړی", "🦊 لومړی"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_one_line() -> None:
    assert one_line(" a\n\twhite   fox ") == "a white fox"


@pytest.mark.parametrize(
    ("wanted", "taken", "free"),
    [
        ("Mia", [], "Mia"),
        ("Mia", ["Tom", "MIA"], "Mia 2"),
        ("Mia", ["mia", "mia 2", "Mia 4"], "Mia 3"),
        ("Mia the white fox", ["Mia the white fox"], "Mia the white f 2"),
        ("Mia the white fox", ["Mia the white fox", "Mia the white f 2"], "Mia the white f 3"),
        ("Mia in the red  x", ["Mia in the red  x"], "Mia in the red 2"),
    ],
)
def test_a_name_that_is_taken_gets_a_number(wanted: str, taken: list[str], free: str) -> None:
    """In 17 characters; a number takes the place of the last ones."""
    assert free_name(wanted, taken, 17) == free
