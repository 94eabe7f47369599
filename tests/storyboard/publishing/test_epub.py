"""EPUB: what is in the file, in which order, and that no text of a writer becomes anything but text."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZIP_STORED, ZipFile

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.publishing import (
    BookContent,
    Language,
    PublishingError,
    check,
    edition,
    typeface,
    write_book,
)
from storyboard.publishing.epub.markup import document, node
from storyboard.publishing.text import clean
from tests.storyboard.publishing.books import a_page, book, comic
from tests.storyboard.publishing.scripts import SCRIPTS

FIXED, FLOWING = "epub-fixed", "epub-reflowable"
X, OPF = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}"
EPUB = "{http://www.idpf.org/2007/ops}type"
LONG = " ".join(f"word{number}" for number in range(150))
HOSTILE = "</p><script src='http://x.example'>1</script>\n<img src=x onerror=1>&amp;&#60;]]>\n\n<a href='javascript:1'>"


@pytest.fixture
def content(picture: Path) -> BookContent:
    told = [a_page(f"{text}\n\nMia!", picture, f"a fox, {script}") for script, (_, text) in SCRIPTS.items()]
    pages = (*told, a_page(HOSTILE, picture, HOSTILE), a_page(LONG, picture, "a bear"), a_page("End."))
    return replace(book(*pages), identifier="story-1")


def made(content: BookContent, profile: str, folder: Path, *, draft: bool = False) -> dict[str, bytes]:
    """The files of a book."""
    path = folder / f"{profile}-{content.language}.epub"
    write_book(content, path, edition(profile, draft=draft))
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def leaves(files: dict[str, bytes]) -> list[Element]:
    """The pages in the order of the spine."""
    package = fromstring(files["EPUB/package.opf"])
    hrefs = {each.attrib["id"]: each.attrib["href"] for each in package.iter(f"{OPF}item")}
    return [fromstring(files[f"EPUB/{hrefs[each.attrib['idref']]}"]) for each in package.iter(f"{OPF}itemref")]


def told(page: Element) -> list[tuple[str, str]]:
    """Headings, paragraphs and descriptions in the order of reading, without what is hidden from reading aloud."""
    found = [each for each in page.iter() if each.tag in (f"{X}h1", f"{X}p", f"{X}img")]
    return [(each.tag.removeprefix(X), each.get("alt") or _text(each)) for each in found if not each.get("aria-hidden")]


def _text(element: Element) -> str:
    for each in element.iter(f"{X}br"):
        each.text = "\n"
    return "".join(element.itertext())


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_the_same_book_gives_the_same_bytes(profile: str, content: BookContent, tmp_path: Path) -> None:
    one, two = tmp_path / "one.epub", tmp_path / "two.epub"
    for path in (one, two):
        write_book(content, path, edition(profile))
    assert one.read_bytes() == two.read_bytes()
    with ZipFile(one) as file:
        entries = file.infolist()
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", ZIP_STORED, b"")
    assert one.read_bytes()[38:58] == b"application/epub+zip"
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert sum(each.filename.endswith(".jpg") for each in entries) == 1


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_pages_tell_the_book_in_order_and_as_it_was_written(profile: str, content: BookContent, tmp_path: Path) -> None:
    title, *pages = leaves(made(content, profile, tmp_path))
    assert told(title) == [("h1", "Mia and Tom"), ("img", "a fox, latin"), ("p", "Ada Example")]
    for (script, (_, text)), page in zip(SCRIPTS.items(), pages, strict=False):
        kind = [name for name, _ in told(page)]
        assert (kind, told(page)[0][1]) == (["img", "p", "p"], f"a fox, {script}")
        assert _spaceless([each for _, each in told(page)[1:]]) == _spaceless([text, "Mia!"])
    rest = [each for page in pages[len(SCRIPTS) :] for _, each in told(page)]
    wanted = [" ".join(HOSTILE.split()), HOSTILE, "a bear", LONG, "End."]
    assert _spaceless(rest) == _spaceless(wanted)
    assert len(pages) == len(content.pages) + (profile == FIXED)


def _spaceless(texts: list[str]) -> str:
    return "".join("".join(texts).split())


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_words_on_pictures_are_read_behind_their_picture(profile: str, picture: Path, tmp_path: Path) -> None:
    files = made(book(comic(picture)), profile, tmp_path)
    page = leaves(files)[1]
    wanted = ["a fox", "Who is there?", "a robot", "It is <me>!", "Mia met Tom."]
    assert [" ".join(text.split()) for _, text in told(page)] == wanted
    drawn = [each for each in page.iter("{http://www.w3.org/2000/svg}svg")]
    entry = next(
        each for each in fromstring(files["EPUB/package.opf"]).iter(f"{OPF}item") if each.get("id") == "page-1"
    )
    assert (len(drawn), entry.get("properties")) == ((2, "svg") if profile == FIXED else (0, None))
    assert all(each.get("aria-hidden") == "true" for each in drawn)


def test_words_on_pictures_stay_apart_from_the_text_where_it_flows(picture: Path, tmp_path: Path) -> None:
    page = leaves(made(book(comic(picture)), FLOWING, tmp_path))[1]
    framed = [(each.get("class"), _text(each)) for each in page.iter(f"{X}div")]
    assert framed == [("picture", ""), ("said", "Who is there?"), ("picture", ""), ("told", "It is <me>!")]


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_text_is_never_markup(profile: str, content: BookContent, tmp_path: Path) -> None:
    elements = [each for page in leaves(made(content, profile, tmp_path)) for each in page.iter()]
    plain = {"html", "head", "title", "meta", "link", "body", "section", "span", "h1", "p", "br", "img", "div"}
    assert {each.tag.removeprefix(X) for each in elements} <= plain
    assert {each.get("href") for each in elements} == {None, "book.css"}
    assert {each.get("src") for each in elements} == {None, "pictures/1.jpg"}
    assert not [name for each in elements for name in each.attrib if name.startswith("on")]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_makes_a_file_that_can_be_read(text: str) -> None:
    read = fromstring(document(node("p", {"title": text}, text, node("br"), text)))
    kept = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    assert read.text == (kept.replace("\r\n", "\n").replace("\r", "\n") or None)
    assert [each.tag for each in read.iter()] == ["p", "br"]
    assert read.keys() == ["title"]


@pytest.mark.parametrize(
    ("language", "turns", "sides"), [("en", "ltr", ["right", "left"]), ("he", "rtl", ["left", "right"])]
)
def test_books_open_from_their_side(
    language: str, turns: str, sides: list[str], content: BookContent, tmp_path: Path
) -> None:
    files = made(replace(content, language=language), FIXED, tmp_path)
    package = fromstring(files["EPUB/package.opf"])
    spine = next(package.iter(f"{OPF}spine"))
    assert spine.get("page-progression-direction") == turns
    assert [each.get("properties") for each in spine][:2] == [f"page-spread-{side}" for side in sides]
    page = leaves(files)[1 + list(SCRIPTS).index("arabic")]
    assert (page.get("lang"), page.get("dir")) == (language, turns)
    assert next(each.get("dir") for each in page.iter(f"{X}p")) == "rtl"


def test_contents_and_pages_can_be_found(content: BookContent, tmp_path: Path) -> None:
    for profile in (FIXED, FLOWING):
        files = made(content, profile, tmp_path)
        toc, pages, marks = fromstring(files["EPUB/nav.xhtml"]).iter(f"{X}nav")
        assert [each.get(EPUB) for each in (toc, pages, marks)] == ["toc", "page-list", "landmarks"]
        lines = ["".join(each.itertext()) for each in toc.iter(f"{X}a")]
        assert lines[0] == "Mia and Tom"
        assert lines[1] == "1  Mia the fox woke up. “Who is there?”"
        assert len(lines) == 1 + len(content.pages)
        for link in [*toc.iter(f"{X}a"), *pages.iter(f"{X}a"), *marks.iter(f"{X}a")]:
            name, _, place = link.attrib["href"].partition("#")
            assert not place or [each for each in fromstring(files[f"EPUB/{name}"]).iter() if each.get("id") == place]
    # numbers are those of the fixed pages, on one of which a text goes on
    assert [link.text for link in pages.iter(f"{X}a")][-2:] == ["14", "16"]


def said(files: dict[str, bytes], name: str) -> list[str]:
    package = fromstring(files["EPUB/package.opf"])
    return [each.text or "" for each in package.iter(f"{OPF}meta") if each.get("property") == name]


def test_accessibility_is_said_and_not_more_than_is_true(content: BookContent, tmp_path: Path, picture: Path) -> None:
    described = made(content, FLOWING, tmp_path)
    assert said(described, "schema:accessMode") == ["textual", "visual"]
    assert said(described, "schema:accessModeSufficient") == ["textual"]
    assert {"alternativeText", "displayTransformability"} <= set(said(described, "schema:accessibilityFeature"))
    bare = made(book(a_page("Once", picture)), FIXED, tmp_path)
    assert said(bare, "schema:accessModeSufficient") == ["textual,visual"]
    assert not {"alternativeText", "displayTransformability"} & set(said(bare, "schema:accessibilityFeature"))
    assert said(bare, "schema:accessibilityHazard") == ["none"]
    assert said(bare, "rendition:layout") == ["pre-paginated"]
    assert said(bare, "dcterms:modified") == ["2026-11-23T18:30:00Z"]


def test_each_edition_of_a_story_keeps_its_name(content: BookContent, tmp_path: Path) -> None:
    def name(content: BookContent, profile: str) -> str:
        package = fromstring(made(content, profile, tmp_path)["EPUB/package.opf"])
        return next(package.iter("{http://purl.org/dc/elements/1.1/}identifier")).text or ""

    small = replace(content, pages=(a_page("Once"),))
    assert name(small, FIXED) == name(replace(small, title="Mia"), FIXED) != name(small, FLOWING)
    assert name(small, FIXED) != name(replace(small, identifier="story-2"), FIXED)


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_every_letter_is_in_a_typeface_of_the_book(profile: str, content: BookContent, tmp_path: Path) -> None:
    files = made(content, profile, tmp_path)
    fonts = [TTFont(BytesIO(data)) for name, data in files.items() if name.endswith(".ttf")]
    letters = {char for page in content.pages for char in clean(page.text)} - {"\n"}
    assert letters <= {chr(code) for font in fonts for code in font.getBestCmap()}
    assert sum(len(data) for name, data in files.items() if name.endswith(".ttf")) < 500_000
    for font in fonts:
        named = {each.nameID: each.toUnicode() for each in font["name"].names}
        assert named[1].startswith("Book type")  # a cut typeface must not bear a reserved name
        assert named[0]
        assert "OFL" in named[14] or "Open Font License" in named[13]


def test_all_typefaces_may_be_embedded() -> None:
    for name in (face for language in get_args(Language) for face in typeface.chain("Andika", language)):
        assert not TTFont(typeface.file(name), lazy=True)["OS/2"].fsType & 0x0002, name


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_every_page_of_a_draft_is_marked(profile: str, content: BookContent, tmp_path: Path) -> None:
    for draft in (True, False):
        marks = [
            [each.text for each in page.iter() if each.text == "DRAFT"]
            for page in leaves(made(content, profile, tmp_path, draft=draft))
        ]
        assert all(bool(each) is draft for each in marks)


def test_preflight_knows_what_flows(content: BookContent, tmp_path: Path, picture: Path) -> None:
    codes = {profile: {each.code for each in check(content, edition(profile)).findings} for profile in (FIXED, FLOWING)}
    assert codes == {FIXED: {"no_picture", "text_over"}, FLOWING: {"no_picture"}}
    bare = check(book(a_page("Once", picture)), edition(FLOWING)).findings
    assert [(each.code, each.page) for each in bare] == [("no_alt", 1)]


@pytest.mark.parametrize("profile", [FIXED, FLOWING])
def test_a_book_without_a_title_is_refused(profile: str, tmp_path: Path) -> None:
    found = check(book(a_page("Once"), title=" "), edition(profile))
    assert (found.pages, next(each.level for each in found.findings)) == (0, "error")
    assert "title" in found.findings[0].message
    with pytest.raises(PublishingError, match="needs a title"):
        write_book(book(a_page("Once"), title=" "), tmp_path / "book.epub", edition(profile))
    assert list(tmp_path.iterdir()) == []
