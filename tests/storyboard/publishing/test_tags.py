"""The screen's book as a program reads it aloud: PDF/UA-1 by a public checker and by `ua`, and what the tree says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from pikepdf import Array, Name

from storyboard.publishing import BookContent, edition, write_book
from tests.storyboard.publishing import ua
from tests.storyboard.publishing.books import a_page, book, comic
from tests.storyboard.publishing.scripts import SCRIPTS

LONG = " ".join(f"word{number}" for number in range(150))


@pytest.fixture
def content(picture: Path) -> BookContent:
    """Every script, a page that goes on, one without a description and one of text alone."""
    told = [a_page(f"{text}\n\nMia!", picture, f"a fox {script}") for script, (_, text) in SCRIPTS.items()]
    return book(*told, a_page(LONG, picture, "a bear"), a_page("Once", picture), a_page("The end."))


@pytest.fixture
def pdf(content: BookContent, tmp_path: Path) -> Path:
    path = tmp_path / "book.pdf"
    write_book(content, path)
    return path


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("draft", [False, True])
def test_books_keep_to_pdf_ua(language: str, draft: bool, content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(replace(content, language=language), path, edition(draft=draft))
    assert ua.findings(path) == []
    assert pdfua.validate(str(path)).findings == ()
    with pikepdf.open(path) as read:
        assert read.check_pdf_syntax() == []


def test_the_tree_tells_the_book_in_order(pdf: Path) -> None:
    with pikepdf.open(pdf) as read:
        document, *rest = ua.elements(read)
        sections = [[str(kid.S) for kid in each.K] for each in rest if str(each.S) == "/Sect"]
        assert (str(document.S), str(document.Lang)) == ("/Document", "en")
        assert sections[0] == ["/H1", "/Figure", "/P"]
        assert sections[1 : 1 + len(SCRIPTS)] == [["/Figure", "/P", "/P"]] * len(SCRIPTS)
        assert sections[-3:] == [["/Figure", "/P", "/P"], ["/P"], ["/P"]]
        figures = [str(each.Alt) for each in rest if str(each.S) == "/Figure"]
        assert figures == ["a fox latin", *(f"a fox {script}" for script in SCRIPTS), "a bear"]
        paragraphs = [each for each in rest if str(each.S) == "/P"]
        assert {str(each.Lang) for each in paragraphs} == {"en"}


def test_a_piece_says_the_letters_of_its_source(pdf: Path) -> None:
    """Text behind the marks of each paragraph, in the tree's order: ActualText where there is one."""
    with pikepdf.open(pdf) as read:
        told = [spoken(each) for each in ua.elements(read) if str(each.S) in ("/H1", "/P")]
    texts = [part for _, text in SCRIPTS.values() for part in (text, "Mia!")]
    wanted = ["Mia and Tom", "Ada Example", *texts, LONG, "Once", "The end."]
    assert told[-4] + told[-3] == LONG.replace(" ", "")
    assert [*told[:-4], told[-4] + told[-3], *told[-2:]] == [each.replace(" ", "") for each in wanted]


def spoken(element: Any) -> str:
    """The letters of an element without spaces, which stand between lines without being drawn."""
    letters, inside, actual = "", False, 0
    font: Any = None
    for name, operands in ua.steps(pikepdf.Page(element.Pg)):
        if name == "BDC" and "/MCID" in operands[1]:
            inside = int(operands[1].MCID) == int(element.K)
        elif name == "BDC" and inside:
            letters, actual = letters + str(operands[1].ActualText), 1
        elif name == "EMC":
            actual, inside = 0, inside and bool(actual)
        elif name == "Tf":
            font = element.Pg.Resources.Font[str(operands[0])]
        elif name in ua.TEXT and inside and not actual:
            known = ua.letters_of(font)
            letters += "".join(chr(known[code]) for code in ua.codes(operands))
    return "".join(letters.split())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_on_pictures_are_read_behind_their_picture(language: str, picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(replace(book(comic(picture)), language=language), path)
    assert ua.findings(path) == []
    assert pdfua.validate(str(path)).findings == ()
    with pikepdf.open(path) as read:
        pieces = [each for each in ua.elements(read) if "/K" in each and str(each.S) in ("/P", "/Figure")][2:]
        told = [str(each.Alt) if "/Alt" in each else spoken(each) for each in pieces]
    assert told == ["a fox", "Whoisthere?", "a robot", "Itis<me>!", "MiametTom."]


def test_print_has_no_tags(content: BookContent, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(content, path, edition("home-booklet"))
    with pikepdf.open(path) as read:
        assert "/StructTreeRoot" not in read.Root
        assert all(b"/MCID" not in page.Contents.read_bytes() for page in read.pages)


def test_a_book_without_a_title_does_not_claim_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(book(a_page("Once"), title=""), path)
    assert ua.findings(path) == ["5: the metadata do not name PDF/UA-1", "7.1: the metadata have no title"]


def _title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["dc:title"]


def _unmark(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/Artifact BMC", b"/Span BMC"))


def _nest(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    page.Contents = pdf.make_stream(b"/Artifact BMC " + page.Contents.read_bytes() + b" EMC")


def _figure(pdf: pikepdf.Pdf) -> Any:
    return next(each for each in ua.elements(pdf) if str(each.S) == "/Figure")


def _font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(ua.shown(pdf).values()))[0]


def _narrow(pdf: pikepdf.Pdf) -> None:
    _font(pdf).Widths = Array([1] * len(_font(pdf).Widths))


DAMAGES: list[tuple[str, Callable[[pikepdf.Pdf], object]]] = [
    ("5", lambda pdf: pdf.Root.__delitem__("/Metadata")),
    ("7.1", _title),
    ("7.1", lambda pdf: pdf.Root.__delitem__("/MarkInfo")),
    ("7.1", lambda pdf: pdf.Root.__delitem__("/ViewerPreferences")),
    ("7.1", lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")),
    ("7.1", lambda pdf: pdf.Root.StructTreeRoot.ParentTree.__setitem__("/Nums", Array())),
    ("7.1", lambda pdf: setattr(_figure(pdf), "K", 99)),
    ("7.1", lambda pdf: setattr(_figure(pdf), "S", Name.Picture)),
    ("7.1", _unmark),
    ("7.1", _nest),
    ("7.2", lambda pdf: pdf.Root.__delitem__("/Lang")),
    ("7.3", lambda pdf: _figure(pdf).__delitem__("/Alt")),
    ("7.3", lambda pdf: setattr(_figure(pdf).A, "BBox", Array([0, 0, 9999, 9999]))),
    ("7.4", lambda pdf: setattr(_figure(pdf), "S", Name.H3)),
    ("7.18", lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs")),
    ("7.21.4.1", lambda pdf: _font(pdf).FontDescriptor.__delitem__("/FontFile2")),
    ("7.21.5", _narrow),
    ("7.21.6", lambda pdf: setattr(_font(pdf), "Encoding", Name.WinAnsiEncoding)),
    ("7.21.7", lambda pdf: setattr(_font(pdf), "ToUnicode", pdf.make_stream(b""))),
    ("7.21.7", lambda pdf: setattr(_font(pdf), "ToUnicode", pdf.make_stream(b"<41> <0000>"))),
]


@pytest.mark.parametrize(("clause", "damage"), DAMAGES)
def test_the_reader_finds_what_is_wrong(clause: str, damage: Callable[[pikepdf.Pdf], object], pdf: Path) -> None:
    broken = pdf.with_name("broken.pdf")
    with closing(pikepdf.open(pdf)) as read:
        damage(read)
        read.save(broken)
    assert clause in {each.partition(":")[0] for each in ua.findings(broken)}
