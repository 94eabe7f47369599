"""Words that are wider than a line are divided as their language does it, and read back whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from storyboard.publishing import Language, linebreak, shaping, write_book
from storyboard.publishing.geometry import POINTS_PER_INCH, TextStyle
from storyboard.publishing.text import break_lines
from tests.storyboard.publishing.books import a_page, book
from tests.storyboard.publishing.pdf_text import BookText

STYLE = TextStyle("Andika", 18, 26)
#: One long word in each language that has a dictionary, with the places where it may be divided.
DIVIDED = {
    "en": "in-com-pre-hens-ib-il-ity",
    "de": "Do-nau-dampf-schiff-fahrts-ge-sell-schaft",
    "es": "ex-tra-or-di-na-ria-men-te",
    "fr": "an-ti-cons-ti-tu-tion-nel-le-ment",
    "it": "pre-ci-pi-te-vo-lis-si-me-vol-men-te",
    "nl": "ver-ant-woor-de-lijk-heid",
    "pl": "naj-nie-praw-do-po-dob-niej-szy",
    "pt": "in-cons-ti-tu-ci-o-nal-men-te",
    "sv": "sjuk-skö-terske-ut-bild-ning",
    "ru": "до-сто-при-ме-ча-тель-ность",
    "uk": "най-не-ймо-ві-р-ні-ший",
    "el": "ηλε-κτρο-ε-γκε-φα-λο-γράφη-μα",
}
#: Of the others, Turkish and Vietnamese have no dictionary, and scripts from the right or without spaces no hyphens.
UNDIVIDED = set(get_args(Language)) - set(DIVIDED)


@pytest.mark.parametrize("language", DIVIDED)
def test_words_are_divided_by_their_language(language: str) -> None:
    word = DIVIDED[language].replace("-", "")
    width = 1.2 if language != "sv" else 1.4
    for before, behind in (("", ""), ("“", ",”"), ("(", ").")):
        lines = break_lines(before + word + behind, STYLE, width, language)
        assert len(lines) > 1
        assert all(line.endswith(linebreak.SOFT_HYPHEN) for line in lines[:-1])
        bare = [line.removesuffix(linebreak.SOFT_HYPHEN) for line in lines]
        assert "".join(bare) == before + word + behind
        allowed = _places(DIVIDED[language])
        assert all(at - len(before) in allowed for at in _ends(bare[:-1]))
        assert all(shaping.width(line, STYLE.typeface, STYLE.size) <= width * POINTS_PER_INCH for line in lines)


def _places(divided: str) -> set[int]:
    return set(_ends(divided.split("-")[:-1]))


def _ends(parts: list[str]) -> list[int]:
    return [len("".join(parts[: index + 1])) for index in range(len(parts))]


@pytest.mark.parametrize("language", sorted(UNDIVIDED - {"th"}))
def test_without_a_dictionary_a_word_is_broken_without_hyphens(language: str) -> None:
    lines = break_lines("çekoslovakyalı" * 3, STYLE, 1.2, language)
    assert len(lines) > 1
    assert not any(linebreak.SOFT_HYPHEN in line for line in lines)


def test_words_that_fit_a_line_are_never_divided() -> None:
    text = "A responsibility and an incomprehensibility of extraordinary mountains. " * 4
    assert not any(linebreak.SOFT_HYPHEN in line for line in break_lines(text, STYLE, 6.0, "en"))


def test_a_divided_word_reads_back_whole(tmp_path: Path) -> None:
    path, word = tmp_path / "book.pdf", DIVIDED["de"].replace("-", "") * 3
    write_book(replace(book(a_page(f"„{word}“!")), language="de"), path)
    assert BookText(path).pages[1].replace(linebreak.SOFT_HYPHEN, "") == f"„{word}“!1"
