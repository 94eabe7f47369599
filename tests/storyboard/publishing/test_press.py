"""ICC profiles from outside: which are taken, and what becomes of a book's colours."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from storyboard.publishing import MAX_ICC, Press, PublishingError, edition, read_press, write_book
from storyboard.publishing.colour import to_press
from storyboard.publishing.press import PRESS_ICC, plain_press
from tests.storyboard.publishing.books import a_page, book

GOOD = PRESS_ICC.read_bytes() if PRESS_ICC.exists() else b""
SCREEN = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def changed(start: int, value: bytes) -> bytes:
    """The good profile with some bytes of its head written over."""
    return GOOD[:start] + value + GOOD[start + len(value) :]


def test_a_press_is_known_by_the_name_of_its_profile() -> None:
    press = read_press(GOOD)
    assert press == plain_press()
    assert press.name == "Artifex CMYK SWOP Profile"


WRONG = [
    (b"", "no ICC"), (b"%PDF-1.4" * 40, "no ICC"), (GOOD[:-1], "no ICC"), (SCREEN, "for a screen"),
    (changed(16, b"RGB "), "has the colours RGB"), (changed(12, b"link"), "a link of two devices"),
    (changed(8, b"\4"), "ICC version 4"), (b"\0" * (MAX_ICC + 1), "more than 8 MB"),
    (changed(128, struct.pack(">I", 1 << 30)), "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("icc", "said"), WRONG, ids=range(len(WRONG)))
def test_other_files_are_refused_with_the_reason(icc: bytes, said: str) -> None:
    with pytest.raises(PublishingError, match=said):
        read_press(icc)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(start=st.integers(128, 4000), noise=st.binary(min_size=1, max_size=64))
def test_a_damaged_profile_is_refused_or_used_and_never_more(start: int, noise: bytes) -> None:
    try:
        press = read_press(changed(start, noise))
    except PublishingError:
        return
    assert press.name.isprintable()


def test_no_colour_gets_more_ink_than_the_limit() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    colours[:8] = 0
    inked = to_press(plain_press(), 2.4).convert(Image.fromarray(colours))
    assert (np.asarray(inked).astype(int).sum(-1) / 255).max() <= 2.4
    free = to_press(plain_press(), None).convert(Image.fromarray(colours))
    assert (np.asarray(free).astype(int).sum(-1) / 255).max() > 2.4


def test_the_print_shops_profile_makes_the_inks_and_is_named(picture: Path, tmp_path: Path) -> None:
    other = Press("Coated 7 “ü”", read_press(GOOD).icc + b"")
    content = book(a_page("Mia", picture, "a fox"))
    made = edition("ingramspark", press=other)
    path = tmp_path / "book.pdf"
    write_book(content, path, made)
    with pikepdf.open(path) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputCondition) == str(intent.Info) == other.name
        assert intent.DestOutputProfile.read_bytes() == other.icc
    assert edition("kdp-paperback", press=other).press is None
    assert edition("ingramspark").press == plain_press()
