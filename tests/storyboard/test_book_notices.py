"""What was found on a book is kept with it, whole, so that it can be told in every language."""

from __future__ import annotations

from storyboard.publishing import Finding
from storyboard.schemas.books import FindingOut


def test_a_finding_is_kept_whole() -> None:
    found = FindingOut.of(Finding("warning", "text_over", "Too long.", 2, values=(("words", 3),)))
    assert FindingOut.kept(found.model_dump()) == found
    assert (found.page, found.values) == (2, {"words": 3})


def test_what_a_book_of_an_earlier_version_was_told_is_a_sentence_alone() -> None:
    old = FindingOut.kept("Page 2 has no text.")
    assert (old.code, old.message, old.page, old.values) == ("", "Page 2 has no text.", None, {})
