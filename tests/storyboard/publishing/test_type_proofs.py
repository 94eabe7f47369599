"""Lines of every script beside those that HarfBuzz and Pango set in the same font files."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageOps
from uniseg.graphemecluster import grapheme_clusters

from storyboard.publishing import shaping, write_book
from storyboard.publishing.geometry import SQUARE_SCREEN
from storyboard.publishing.typeface import CHOICES
from tests.storyboard.publishing import type_references
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.scripts import SCRIPTS
from tests.storyboard.publishing.type_references import SCALE, Glyph

FACE = "Andika"
SIZE = SQUARE_SCREEN.text_alone_styles[0].size
#: Thousandths of the type size: both count in whole font units or 1024ths of a pixel, so that only rounding is left.
ROUNDING = 0.1
#: Two rasterisers share the ink of an edge out differently between its neighbours, and pages round widths to whole
#: thousandths: at most 45 of 255 are left of that under a blur of two thirds of a point. Two letters that are exchanged
#: in a line leave more than 150.
BLUR = SCALE * 2 / 3
RASTERS_DIFFER = 80
LETTERS_DIFFER = 120
#: Of a line's length, of which its rounded widths may take away.
ROUNDED = 0.003


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pango")


def agree(ours: list[Glyph], theirs: list[Glyph]) -> None:
    assert [(each.font, each.glyph) for each in ours] == [(each.font, each.glyph) for each in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.advance, one.x, one.y) == pytest.approx((other.advance, other.x, other.y), abs=ROUNDING)


@pytest.mark.parametrize("face", [*CHOICES, *(f"{face}-Bold" for face in CHOICES)])
@pytest.mark.parametrize("script", SCRIPTS)
def test_glyphs_and_their_places_are_those_of_harfbuzz(script: str, face: str) -> None:
    language, line = SCRIPTS[script]
    runs = shaping.runs(line, face, language)
    for run in runs:
        agree(type_references.of_run(run), type_references.harfbuzz(run, in_rtl=shaping.is_rtl(line)))
    assert "".join(run.text for run in runs) == line


@pytest.mark.parametrize("script", SCRIPTS)
def test_lines_are_those_of_pango(script: str, folder: Path) -> None:
    """Order of directions, glyphs, advances and offsets of the whole line."""
    language, line = SCRIPTS[script]
    theirs = type_references.pango(line, FACE, language, SIZE, folder)
    agree(type_references.own(line, FACE, language), theirs.glyphs)


def printed(line: str, language: str, folder: Path) -> Image.Image:
    """The line as the book has it, at the scale of the references."""
    path = folder / "book.pdf"
    write_book(replace(book(a_page(line)), language=language), path)
    place = SQUARE_SCREEN.text_alone
    above = (place.top + place.height / 2) * 72
    below = SQUARE_SCREEN.height * 72 - above
    with closing(pypdfium2.PdfDocument(path)) as document:
        found: Image.Image = document[1].render(scale=SCALE, crop=(72, below - 36, 72, above - 36)).to_pil()
    return found.convert("L")


def ink(image: Image.Image) -> Image.Image:
    """Dark on white, cut to what is drawn; paper of either side is white."""
    inverted = ImageOps.invert(image.point(lambda level: 255 if level > 250 else level))
    box = inverted.point(lambda level: 255 if level > 100 else 0).getbbox()
    assert box
    return inverted.crop(box)


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of two lines of ink on 0..255, where they lie best on each other."""
    size = (max(one.width, other.width) + 8, max(one.height, other.height) + 8)

    def sheet(image: Image.Image, left: int, top: int) -> Image.Image:
        found = Image.new("L", size)
        found.paste(image, (4 + left, 4 + top))
        return found.filter(ImageFilter.GaussianBlur(BLUR))

    fixed = sheet(one, 0, 0)
    moved = (sheet(other, left, top) for left in (-1, 0, 1) for top in (-1, 0, 1))
    return min(max(ImageChops.difference(fixed, each).tobytes()) for each in moved)


def exchanged(line: str) -> str:
    """The line with two different neighbours in its middle exchanged; marks stay with their letter."""
    clusters = list(grapheme_clusters(line))
    pairs = enumerate(pairwise(clusters))
    at = next(at for at, (one, other) in pairs if at >= len(clusters) // 2 and one != other and " " not in one + other)
    clusters[at : at + 2] = clusters[at + 1], clusters[at]
    return "".join(clusters)


@pytest.mark.parametrize("script", SCRIPTS)
def test_printed_lines_look_like_pango_s(script: str, folder: Path, tmp_path: Path) -> None:
    language, line = SCRIPTS[script][0], SCRIPTS[script][1].removesuffix(".")
    # A Latin full stop behind Korean would be on a line of its own in Pango 1.50, which guesses base lines by script.
    ours = ink(printed(line, language, tmp_path))
    theirs = ink(type_references.pango(line, FACE, language, SIZE, folder).image)
    assert abs(ours.width - theirs.width) <= 1 + ROUNDED * theirs.width
    assert abs(ours.height - theirs.height) <= 2
    assert difference(ours, theirs) < RASTERS_DIFFER
    wrong = ink(printed(exchanged(line), language, tmp_path))
    assert difference(wrong, theirs) > LETTERS_DIFFER
