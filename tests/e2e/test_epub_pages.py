"""Pages of the fixed EPUB in a browser stand as they stand in the PDF."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Browser

from storyboard.publishing import BookContent, edition, write_book
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.scripts import SCRIPTS

DOTS = 96
INK = 140  # of 255: darker is a letter
NEAR = 6  # dots: a browser takes every space from the first typeface, the PDF from that of the word before
TWO_LINES = "The snow fell all night on the forest, on the hill and on the little house of the fox."


@pytest.fixture
def content(tmp_path: Path) -> BookContent:
    path = tmp_path / "picture.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    told = [a_page(f"{text}\n\n{text}", path, "a fox") for _, text in SCRIPTS.values()]
    return book(*told, a_page(TWO_LINES * 3, path, "a bear"), a_page(TWO_LINES))


def in_browser(browser: Browser, path: Path, count: int) -> list[Image.Image]:
    folder = path.with_suffix("")
    with ZipFile(path) as file:
        file.extractall(folder)
    page = browser.new_page(viewport={"width": 816, "height": 816})
    names = ["title", *(f"page-{number}" for number in range(1, count))]
    shots = []
    for name in names:
        page.goto((folder / "EPUB" / f"{name}.xhtml").as_uri())
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
        shots.append(Image.open(BytesIO(page.screenshot())).convert("L"))
    return shots


def in_pdf(path: Path) -> list[Image.Image]:
    with closing(pypdfium2.PdfDocument(path)) as document:
        return [document[index].render(scale=DOTS / 72).to_pil().convert("L") for index in range(len(document))]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_those_of_the_pdf(language: str, content: BookContent, browser: Browser, tmp_path: Path) -> None:
    told = replace(content, language=language)
    write_book(told, tmp_path / "book.pdf", edition("screen"))
    write_book(told, tmp_path / "book.epub", edition("epub-fixed"))
    printed = in_pdf(tmp_path / "book.pdf")
    shown = in_browser(browser, tmp_path / "book.epub", len(printed))
    blur = ImageFilter.GaussianBlur(2)
    for number, (one, other) in enumerate(zip(printed, shown, strict=True)):
        assert one.size == other.size
        difference = ImageChops.difference(one.filter(blur), other.filter(blur))
        assert ImageStat.Stat(difference).mean[0] < 1.5
        boxes = [each.crop((0, 585, 816, 760)).point(lambda dot: 255 * (dot < INK)).getbbox() for each in (one, other)]
        pairs = zip(boxes[0] or (), boxes[1] or (), strict=True)
        assert all(abs(a - b) <= NEAR for a, b in pairs), (number, boxes)
