"""Text that a PDF writer could take for markup, file names, addresses or PDF operators is printed as it was typed."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.publishing import BookContent, PublishingError, check, edition, typeface, write_book
from storyboard.publishing.content import MAX_TITLE
from storyboard.publishing.geometry import SQUARE_SCREEN
from storyboard.publishing.planner import plan
from storyboard.publishing.text import clean
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.hostile import HOSTILE
from tests.storyboard.publishing.pdf_text import BookText
from tests.storyboard.publishing.scripts import SCRIPTS
from tests.storyboard.publishing.test_random_texts import bare, by_page

ACTIONS = {"/URI", "/JavaScript", "/JS", "/Launch", "/GoToR", "/EmbeddedFile", "/AA", "/OpenAction", "/Annots"}
#: Reading, connecting and starting; not the making and clearing of folders.
WATCHED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "urllib.", "ctypes.")
PRINTED = [text for text in HOSTILE if not typeface.missing(clean(text), "Andika")]
REFUSED = [text for text in HOSTILE if text not in PRINTED]

_seen: list[tuple[str, str]] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event.startswith(WATCHED) and not isinstance(arguments[0], int):
        _seen.append((event, str(arguments[0])))


sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """What is opened, connected to or started meanwhile (PEP 578)."""
    global _seen
    found: list[tuple[str, str]] = []
    _seen = found
    try:
        yield found
    finally:
        _seen = None


def test_the_watch_sees_files_sockets_and_programs(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with watched() as seen:
        (tmp_path / "file").read_bytes()
        socket.socket().close()
        subprocess.run(["true"], check=True)
    assert {event for event, _ in seen} >= {"open", "socket.__new__", "subprocess.Popen"}


def hostile_book(texts: list[str], picture: Path) -> BookContent:
    """Each text is a page's words and its picture's description; short ones also title and author."""
    short = [text for text in texts if clean(text) and len(text) <= MAX_TITLE][:2]
    return book(*[a_page(text, picture, text) for text in texts], title=short[0], author=short[-1])


@pytest.mark.parametrize("start", range(0, len(PRINTED), 40))
def test_hostile_text_is_only_text(start: int, picture: Path, tmp_path: Path) -> None:
    path, texts = tmp_path / "book.pdf", PRINTED[start : start + 40]
    content = hostile_book(texts, picture)
    harmless = [a_page(text, picture) for text in (*(line for _, line in SCRIPTS.values()), "endless" * 40)]
    write_book(book(*harmless), path)  # typefaces, syllables and modules are read once, when they are wanted
    with watched() as seen:
        write_book(content, path)
    assert {(event, name) for event, name in seen if not name.startswith(str(tmp_path))} == set()
    found = BookText(path)
    assert found.keys.isdisjoint(ACTIONS)
    assert found.embedded
    assert by_page(content, found) == {number: bare(clean(text)) for number, text in enumerate(texts, start=1)}
    with closing(pypdfium2.PdfDocument(path)) as document:
        about = document.get_metadata_dict()
        assert (about["Title"], about["Author"]) == (clean(content.title), clean(content.author))
        assert document.get_toc() is not None


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(HOSTILE)) >= 200
    assert 0 < len(REFUSED) < 20


@pytest.mark.parametrize("text", REFUSED)
def test_letters_without_meaning_are_refused_by_name(text: str, tmp_path: Path) -> None:
    with watched() as seen, pytest.raises(PublishingError, match=r"U\+[0-9A-F]{4}") as raised:
        write_book(book(a_page("Mia"), a_page(text)), tmp_path / "book.pdf")
    assert (raised.value.page, raised.value.characters) == (2, typeface.missing(clean(text), "Andika"))
    assert seen == []
    assert not (tmp_path / "book.pdf").exists()


def test_what_does_not_fit_is_said_and_keeps_its_size(picture: Path) -> None:
    """Type is of the sizes that pages have; what is too long goes on behind, and preflight counts it."""
    content = hostile_book(PRINTED[-200:], picture)
    sheets = plan(content, edition())
    styles = {*SQUARE_SCREEN.text_styles, *SQUARE_SCREEN.text_alone_styles, SQUARE_SCREEN.long_text_style}
    assert {block.text.style for sheet in sheets if sheet.story_page for block in sheet.blocks} <= styles
    said = {each.page for each in check(content, edition()).findings if each.code == "text_over"}
    over = [sheet.story_page for sheet in sheets if sheet.story_page and sheet.heading is None]
    assert said == set(over)
    assert len(said) > 5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=300))
def test_any_text_is_printed_whole_or_refused_with_reason(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.pdf"
    if missing := typeface.missing(clean(text), "Andika"):
        with pytest.raises(PublishingError) as raised:
            write_book(book(a_page(text)), path)
        assert raised.value.characters == missing
        return
    write_book(book(a_page(text)), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) >= 2


def test_the_largest_book_is_made_in_time(tmp_path: Path) -> None:
    """200 pages of unbroken letters; the limit of the job is an hour, this has to be seconds."""
    path = tmp_path / "book.pdf"
    write_book(book(*[a_page("W" * 2000)] * 200), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) > 200
