from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from storyboard.publishing import BookContent, PublishingError, write_book
from tests.storyboard.publishing.books import a_page, book

TEXTS = (
    "Mia the fox woke up. “Who is there?” she asked.",
    "Nobody answered — it was Żółw, the turtle.\n\nIt was ticking.",
    "",
    " ".join(f"word{number}" for number in range(150)),
)


@pytest.fixture
def content(picture: Path) -> BookContent:
    return book(*(a_page(text, picture, "a fox (orange) in snow") for text in TEXTS), a_page("The end."))


@pytest.fixture
def pdf(content: BookContent, tmp_path: Path) -> Path:
    path = tmp_path / "book.pdf"
    write_book(content, path)
    return path


def read(path: Path) -> list[str]:
    """The text of each page, every run of white space made one space."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        pages = [document[index] for index in range(len(document))]
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def test_text_is_live_and_whole(pdf: Path) -> None:
    title, one, two, three, four, five, six = read(pdf)
    assert title == "Mia and Tom Ada Example"
    assert one == f"{TEXTS[0]} 1"
    assert two == " ".join(TEXTS[1].split()) + " 2"
    assert three == "3"
    assert f"{four.removesuffix(' 4')} {five.removesuffix(' 5')}" == TEXTS[3]
    assert six == "The end. 6"


def test_pages_are_square_and_hold_one_picture_each(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        for page in document.pages:
            assert [float(side) for side in page.mediabox] == [0, 0, 612, 612]
            assert [float(side) for side in page.trimbox] == [0, 0, 612, 612]
        assert [len(page.get_images()) for page in document.pages] == [1, 1, 1, 1, 1, 0, 0]
        picture = next(iter(document.pages[1].get_images().values()))
        assert picture.Filter == pikepdf.Name.DCTDecode or list(picture.Filter) == [pikepdf.Name.DCTDecode]
        assert picture.Width / 5.4 >= 150


def test_one_picture_is_stored_once(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        stored = {image.objgen for page in document.pages for image in page.get_images().values()}
    assert len(stored) == 1


def test_every_font_in_use_is_embedded_and_maps_to_unicode(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        for page in document.pages:
            used = set(re.findall(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf", page.Contents.read_bytes()))
            shown = [page.Resources.Font[f"/{name.decode()}"] for name in used if _shows_text(page, name)]
            assert shown
            for font in shown:
                assert "Andika" in str(font.BaseFont)
                assert len(font.FontDescriptor.FontFile2.read_bytes()) > 1000
                assert "/ToUnicode" in font


def _shows_text(page: pikepdf.Page, name: bytes) -> bool:
    """Whether the font is followed by a string; the writer also names its default font without using it."""
    after = page.Contents.read_bytes().split(b"/" + name + b" ")[1:]
    return any(re.search(rb"T[jJ]", part.split(b" Tf", 2)[1]) for part in after if b" Tf" in part)


def test_contents_labels_and_metadata(pdf: Path) -> None:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        toc = [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()]
        labels = [document.get_page_label(index) for index in range(len(document))]
        metadata = document.get_metadata_dict()
    assert [index for _title, index in toc] == [0, 1, 2, 3, 4, 6]
    assert toc[0][0] == "Mia and Tom"
    assert toc[2][0] == "2  Nobody answered — it was Żółw, the…"
    assert toc[3][0] == "3"
    assert labels == ["i", "1", "2", "3", "4", "5", "6"]
    assert (metadata["Title"], metadata["Author"]) == ("Mia and Tom", "Ada Example")
    assert metadata["CreationDate"] == metadata["ModDate"] == "D:20261123183000+00'00'"
    with pikepdf.open(pdf) as opened:
        assert opened.Root.Lang == "en"


def test_same_content_gives_the_same_bytes(content: BookContent, pdf: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    write_book(content, again)
    assert again.read_bytes() == pdf.read_bytes()


def test_pictures_and_letters_reach_the_paper(pdf: Path) -> None:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[1].render(scale=1).to_pil().convert("L")
    assert page.getpixel((5, 5)) == 253
    assert page.crop((306, 45, 307, 430)).getextrema()[0] < 20  # the gradient's dark end
    assert page.crop((100, 440, 512, 565)).getextrema()[0] < 80  # ink
    corner = page.getpixel((113, 45))
    assert isinstance(corner, int | float)
    assert corner > 200


def test_a_book_without_pages_and_names(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    write_book(book(title="", author=""), path)
    assert read(path) == [""]


def test_nothing_is_written_when_the_book_cannot_be_made(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    with pytest.raises(PublishingError):
        write_book(book(a_page("𐎀")), path)
    with pytest.raises(PublishingError):
        write_book(book(a_page("", tmp_path / "none.png")), path)
    assert not path.exists()


def test_publishing_loads_without_the_web() -> None:
    code = (
        "import sys, storyboard.publishing as p; p.write_book;"
        "print([m for m in ('channels', 'ninja', 'torch', 'django.apps.registry') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
