"""The picture that a writer chose for the front of the book: on the title page, the cover and the EPUB's cover."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image

from storyboard.publishing import GONE, BookContent, PageContent, PanelContent, Place, edition, write_book, write_cover
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import book
from tests.storyboard.publishing.test_print_shops import coarse

RED, GREEN, BLUE = (200, 40, 40), (40, 160, 60), (40, 60, 200)


@pytest.fixture
def content(tmp_path: Path) -> BookContent:
    """A red picture, and below it on the second page a place that is not drawn, a green and a blue picture."""
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for path, colour in zip(paths, (RED, GREEN, BLUE), strict=True):
        Image.new("RGB", (64, 64), colour).save(path)
    red, green, blue = (PanelContent(path, "a colour") for path in paths)
    return book(PageContent("One.", (red,)), PageContent("Two.", (PanelContent(), green, blue)))


#: what is chosen, and whose picture then stands there
CHOICES = [
    (None, RED),
    (Place(2, 2), GREEN),
    (Place(2, 3), BLUE),
    (Place(2, 1), RED),
    (GONE, RED),
]


def _near(found: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 10 for one, other in zip(found[:3], colour, strict=True))


@pytest.mark.parametrize(("chosen", "colour"), CHOICES)
def test_the_title_page_shows_it(content: BookContent, chosen: Place | None, colour: tuple[int, int, int]) -> None:
    title = plan(replace(content, cover_panel=chosen), edition())[0]
    assert [Image.open(each.path).getpixel((0, 0)) for each in title.pictures] == [colour]


def test_pages_with_it_name_its_panel(content: BookContent) -> None:
    (title,) = plan(replace(content, cover_panel=Place(2, 3)), edition())[0].pictures
    assert (title.page, title.panel) == (2, 3)


def test_the_printed_cover_shows_it(content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "cover.pdf"
    write_cover(replace(content, cover_panel=Place(2, 3)), coarse("kdp-paperback"), 150, path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        image: Any = document[0].render(scale=1).to_pil()
    assert _near(image.getpixel((round(0.75 * image.width), image.height // 2)), BLUE)


@pytest.mark.parametrize("profile", ["epub-fixed", "epub-reflowable"])
def test_the_epub_s_cover_is_it(content: BookContent, profile: str, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    write_book(replace(content, cover_panel=Place(2, 2)), path, edition(profile))
    with ZipFile(path) as file:
        package = ElementTree.fromstring(file.read("EPUB/package.opf"))
        (cover,) = [each.get("href") for each in package.iter() if each.get("properties") == "cover-image"]
        assert _near(Image.open(BytesIO(file.read(f"EPUB/{cover}"))).getpixel((32, 32)), GREEN)
