"""Two thousand random texts of letters of all scripts, fifty to a book."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.publishing import BookContent, edition, typeface, write_book
from storyboard.publishing.planner import plan
from storyboard.publishing.shaping import runs
from storyboard.publishing.text import clean
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.pdf_text import BookText
from tests.storyboard.publishing.scripts import SCRIPTS

TEXTS, BOOKS = 50, 40
JOINERS_MARKS_AND_ENDS = "\u200c\u200d\u0301\n "
LETTERS = sorted({char for _, text in SCRIPTS.values() for char in text} | set(JOINERS_MARKS_AND_ENDS))
WORDS = sorted({word for _, text in SCRIPTS.values() for word in text.split()})
TEXT = st.one_of(
    st.text(st.sampled_from(LETTERS), max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)
LANGUAGES = sorted({language for language, _ in SCRIPTS.values()} | {"de", "fa", "ur"})


@settings(
    max_examples=BOOKS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example, HealthCheck.too_slow],
)
@given(
    texts=st.lists(TEXT, min_size=TEXTS, max_size=TEXTS),
    language=st.sampled_from(LANGUAGES),
    face=st.sampled_from(["Andika", "Andika-Bold"]),
)
def test_any_mixture_is_drawn_in_its_typefaces_and_reads_back(
    texts: list[str], language: str, face: str, tmp_path: Path
) -> None:
    for text in texts:
        for line in clean(text).split("\n"):
            all_letters_are_in_the_typeface_that_draws_them(line, face, language)
    path = tmp_path / "book.pdf"
    content = replace(book(*[a_page(text) for text in texts]), language=language)
    write_book(content, path)
    found = BookText(path)
    assert found.embedded
    assert by_page(content, found) == {number: bare(clean(text)) for number, text in enumerate(texts, start=1)}


def all_letters_are_in_the_typeface_that_draws_them(line: str, face: str, language: str) -> None:
    made = runs(line, face, language)
    assert "".join(run.text for run in made) == line
    for run in made:
        assert "".join(part.text for part in run.parts) == run.text
        known = typeface.load(run.face).pdf.face.charToGlyph
        assert all(known.get(ord(code)) for part in run.parts for code in part.glyphs), (run.text, run.face)


def by_page(content: BookContent, found: BookText) -> dict[int, str]:
    """What each story page says, over all sheets that it takes, without the numbers that are printed on them."""
    said: dict[int, str] = defaultdict(str)
    for sheet, text in zip(plan(content, edition()), found.pages, strict=True):
        if sheet.story_page is not None:
            assert text.endswith(str(sheet.number))
            said[sheet.story_page] += bare(text.removesuffix(str(sheet.number)))
    return dict(said)


def bare(text: str) -> str:
    """Without spaces and ends of lines, which lines have instead of each other."""
    return "".join(text.split()).replace("\u00ad", "")
