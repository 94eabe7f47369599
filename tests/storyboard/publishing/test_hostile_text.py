"""Text that a PDF writer could take for markup, file names, addresses or PDF operators is printed as it was typed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.publishing import PageContent, PublishingError, typeface, write_book
from storyboard.publishing.text import clean
from tests.storyboard.publishing.books import book

HOSTILE = (
    '<img src="/etc/passwd">',
    '<img src="file:///etc/passwd" width="100" height="100"/>',
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="data:image/png;base64,iVBORw0KGgo=">',
    '<a href="javascript:alert(1)">Mia</a>',
    '<a href="http://127.0.0.1:9/">Tom</a>',
    '<link href="http://127.0.0.1:9/">x</link>',
    '<onDraw name="open" label="/etc/passwd"/>',
    "<font color=\"[[[getattr(pow, '__globals__')] for x in [1]]]\">x</font>",
    "<para><b><i>never closed",
    "</para></b></i>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<seq/><index item='x'/><unichar code='65'/>",
    "%(name)s {0.__class__} ${HOME} `id`",
    ") Tj ET /Im1 Do BT (",
    "(((( \\) \\\\ \\053",
    "endstream endobj 1 0 obj <</S /JavaScript /JS (app.alert(1))>>",
    "EMC BDC /Span <</Alt (x)>>",
)
ACTIONS = ("/URI", "/JavaScript", "/JS", "/Launch", "/GoToR", "/EmbeddedFile", "/AA", "/OpenAction", "/Annots")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str, picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    write_book(book(PageContent(text, picture, text), title=text, author=text), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        read = "".join(document[1].get_textpage().get_text_bounded().split())
        assert document.get_metadata_dict()["Title"] == text
        assert document.get_toc() is not None
    assert read == "".join(text.split()) + "1"
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []
        names = {str(key) for found in opened.objects for key in _keys(found)}
        assert [len(page.get_images()) for page in opened.pages] == [1, 1]
    assert names.isdisjoint(ACTIONS)


def _keys(found: pikepdf.Object) -> list[str]:
    return list(found.keys()) if isinstance(found, pikepdf.Dictionary | pikepdf.Stream) else []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=300))
def test_any_text_is_printed_whole_or_refused_with_reason(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.pdf"
    if missing := typeface.missing(clean(text), "Andika"):
        with pytest.raises(PublishingError) as raised:
            write_book(book(PageContent(text)), path)
        assert raised.value.characters == missing
        return
    write_book(book(PageContent(text)), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) >= 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("abcXYZ äéßŻłığ ЖяЩ “”—…!?<>&()\\%$[]{}/\n"), max_size=300))
def test_printed_text_reads_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.pdf"
    write_book(book(PageContent(text)), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        pages = [document[index].get_textpage().get_text_bounded() for index in range(1, len(document))]
    read = "".join("".join(page.split()).removesuffix(str(number)) for number, page in enumerate(pages, start=1))
    assert read == "".join(clean(text).split())


def test_the_largest_book_is_made_in_time(tmp_path: Path) -> None:
    """200 pages of unbroken letters; the limit of the job is an hour, this has to be seconds."""
    path = tmp_path / "book.pdf"
    write_book(book(*[PageContent("W" * 2000)] * 200), path)
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) > 200
