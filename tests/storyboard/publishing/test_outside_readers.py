"""What programs that are not ours say of the files: qpdf of their syntax, poppler of their fonts; and PDF/X-1a."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from storyboard.publishing import BookContent, Bubble, PageContent, PanelContent, profiles, write_book, write_cover
from tests.storyboard.publishing.books import book
from tests.storyboard.publishing.pressreader import breaches
from tests.storyboard.publishing.test_print_shops import coarse

TEXT = "Mia שלום مرحبا नमस्ते 雪"


def content(picture: Path) -> BookContent:
    """Everything that can stand on a page."""
    bubble = Bubble("Who is there?", 0.2, 0.2, 0.4, 0.2, (0.5, 0.7))
    fox, bear = PanelContent(picture, "a fox", (bubble,)), PanelContent(picture, "a bear")
    wide = PageContent(TEXT, (fox,), spread=True)
    return book(PageContent(TEXT, (fox,)), PageContent("Two.", (bear, fox, bear)), wide)


FILES = [name for name, each in profiles().items() if each.format == "pdf"]


@pytest.fixture(params=[*FILES, "screen facing", "kdp-paperback cover", "lulu cover"])
def made(request: pytest.FixtureRequest, picture: Path, tmp_path: Path) -> Path:
    name, _, what = request.param.partition(" ")
    path = tmp_path / f"{name}.pdf"
    if what == "facing":
        write_book(content(picture), path, coarse(name).facing())
    elif what == "cover":
        write_cover(content(picture), coarse(name), 150, path)
    else:
        write_book(content(picture), path, replace(coarse(name), draft=True))
    return path


def test_qpdf_finds_nothing_and_every_font_is_embedded(made: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", made], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    listed = subprocess.run(["pdffonts", made], capture_output=True, text=True, check=True).stdout
    fonts = [line.split()[-5:-2] for line in listed.splitlines()[2:]]
    assert len(fonts) > 1
    assert all(embedded == "yes" for embedded, _subset, _unicode in fonts)


@pytest.fixture
def press_file(picture: Path, tmp_path: Path) -> Path:
    path = tmp_path / "press.pdf"
    write_book(content(picture), path, replace(coarse("ingramspark"), draft=True))
    return path


def test_the_press_file_keeps_to_pdf_x(press_file: Path) -> None:
    assert breaches(press_file) == []


def _first_picture(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(image for page in pdf.pages for image in page.Resources.get("/XObject", {}).values())


def _no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _note(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([])


def _red(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"1 0 0 rg")


def _glass(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0.5))


def _far_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.TrimBox = Array([-9, 0, 100, 100])


def _screen_picture(pdf: pikepdf.Pdf) -> None:
    _first_picture(pdf).ColorSpace = Name.DeviceRGB


def _soft_picture(pdf: pikepdf.Pdf) -> None:
    _first_picture(pdf).SMask = pdf.make_stream(b"")


def _bare_font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.FontDescriptor.FontFile2


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript)


def _untrapped(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Trapped"]


BROKEN: list[tuple[Callable[[pikepdf.Pdf], None], str]] = [
    (_no_intent, "output intents"), (_note, "/Annots"), (_red, "colours by"), (_glass, "graphics state"),
    (_far_trim, "boxes"), (_screen_picture, "plain inks"), (_soft_picture, "plain inks"), (_bare_font, "not embedded"),
    (_script, "/OpenAction"), (_untrapped, "Trapped"),
]  # fmt: skip


@pytest.mark.parametrize(("breaking", "said"), BROKEN, ids=[each.__name__ for each, _ in BROKEN])
def test_the_reader_sees_what_breaks_the_standard(
    breaking: Callable[[pikepdf.Pdf], None], said: str, press_file: Path
) -> None:
    with pikepdf.open(press_file, allow_overwriting_input=True) as pdf:
        breaking(pdf)
        pdf.save(press_file, force_version="1.3", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert any(said in each for each in breaches(press_file))


def test_a_file_for_the_screen_is_no_press_file(picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(content(picture), path)
    assert len(breaches(path)) > 5
