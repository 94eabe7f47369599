"""One page for print shops and readers: what a drawing model made, what the author made, and with which tools.

Amazon KDP asks for images, text and translations apart, and a picture that was generated stays so whatever is done to
it afterwards (as ebookpbook.com reports it, 27 May 2026).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storyboard.publishing import colour, shaping
from storyboard.publishing.bookfile import BookFile
from storyboard.publishing.content import MAX_AUTHOR, MAX_TITLE, BookContent, PublishingError
from storyboard.publishing.geometry import POINTS_PER_INCH, Box, TextStyle
from storyboard.publishing.panels import Block
from storyboard.publishing.pen import Pen
from storyboard.publishing.profiles import SCREEN, profiles
from storyboard.publishing.text import SetText, Source, break_lines, printable

_WORDS = Path(__file__).with_suffix(".json")
_WIDTH, _HEIGHT, _MARGIN = 8.27, 11.69, 0.9  # A4
_HEADING, _TITLE = TextStyle("Andika-Bold", 20, 28), TextStyle("Andika-Bold", 12, 18)
_BODY = TextStyle("Andika", 10, 15)
_GAP = 0.14  # inches above a heading
_MOST_MODELS = 3


@dataclass(frozen=True)
class Disclosure:
    """What stands on the sheet.

    Attributes:
        saved: when the story was changed last, which is also the file's date.
        pictures: how many stand in the book.
        drawn: when they were drawn.
        models: name and hash of each model's weights, with the number of pictures it drew.
        cards: how many learnt characters were used.
        enlarger: what brings small pictures to print size.
        tools: name and version of each program.
    """

    title: str
    author: str
    language: str
    saved: datetime
    pictures: int
    drawn: tuple[datetime, ...]
    models: tuple[tuple[str, int], ...]
    cards: int
    enlarger: str
    tools: tuple[str, ...]


@cache
def _sentences() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_WORDS.read_text("utf-8"))
    return found


def languages() -> tuple[str, ...]:
    """The languages that the sheet is written in; books in all others get it in English."""
    return tuple(_sentences())


def paragraphs(sheet: Disclosure) -> list[tuple[TextStyle, str]]:
    """The sheet's text in order, each with its style."""
    language = sheet.language.split("-", maxsplit=1)[0].lower()
    said = _sentences().get(language, _sentences()["en"])
    return [
        (_HEADING, said["heading"]),
        (_BODY, said["about"]),
        *_book(sheet, said),
        (_TITLE, said["pictures"]),
        (_BODY, (said["pictures_by_ai"] if sheet.pictures else said["no_pictures"]).format(count=sheet.pictures)),
        *([(_BODY, said["characters_by_ai"].format(count=sheet.cards))] if sheet.cards else []),
        (_TITLE, said["text"]),
        (_BODY, said["text_by_author"]),
        (_TITLE, said["translations"]),
        (_BODY, said["no_translations"]),
        (_TITLE, said["tools"]),
        *((_BODY, said["model"].format(model=model, count=count)) for model, count in sheet.models[:_MOST_MODELS]),
        *([(_BODY, said["enlarged"].format(name=sheet.enlarger))] if sheet.pictures else []),
        (_BODY, ", ".join(sheet.tools)),
        (_TITLE, said["answers"]),
        (_BODY, said["answer_pictures_yes"] if sheet.pictures else said["answer_pictures_no"]),
        (_BODY, said["answer_text"]),
        (_BODY, said["answer_translations"]),
        (_TITLE, said["record"]),
        (_BODY, said["where_record"]),
    ]


def _book(sheet: Disclosure, said: dict[str, str]) -> list[tuple[TextStyle, str]]:
    lines = [said["book"].format(title=sheet.title)]
    if sheet.author:
        lines.append(said["author"].format(author=sheet.author))
    form = said["date"]
    lines.append(said["saved"].format(date=sheet.saved.strftime(form)))
    if sheet.drawn:
        first, last = min(sheet.drawn), max(sheet.drawn)
        lines.append(said["drawn"].format(first=first.strftime(form), last=last.strftime(form)))
    return [(_BODY, each) for each in lines]


def disclosure_pdf(sheet: Disclosure) -> bytes:
    """The sheet as a PDF of one A4 page: the same sheet gives the same bytes.

    Raises:
        PublishingError: the title or the author's name cannot be printed.
    """
    blocks = _set(sheet)
    head = BookContent(title=sheet.title, author=sheet.author, language=sheet.language, pages=(), created=sheet.saved)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.pdf"
        inks = colour.inks(profiles()[SCREEN])
        with BookFile(path, head, _WIDTH, _HEIGHT) as canvas:
            pen = Pen(canvas, _HEIGHT, inks)
            for block in blocks:
                pen.text(block, inks.text)
            canvas.save()
        return path.read_bytes()


def _set(sheet: Disclosure) -> list[Block]:
    """Every line in a box of its own width, at the side where its language begins."""
    printable(sheet.title, Source("the title", MAX_TITLE, language=sheet.language), _BODY.typeface)
    printable(sheet.author, Source("the author's name", MAX_AUTHOR, language=sheet.language), _BODY.typeface)
    whole = paragraphs(sheet)
    rtl, top, blocks = shaping.is_rtl(whole[0][1]), _MARGIN, []
    for style, text in whole:
        top += _GAP if style == _TITLE else 0
        source = Source("the sheet", 4000, language=sheet.language)
        for line in break_lines(printable(text, source, style.typeface), style, _WIDTH - 2 * _MARGIN, sheet.language):
            blocks.append(_line(line, style, sheet.language, top, rtl=rtl))
            top += style.leading / POINTS_PER_INCH
    if top > _HEIGHT - _MARGIN:
        raise PublishingError("The title or the author's name is too long for the sheet. Shorten it.")
    return blocks


def _line(line: str, style: TextStyle, language: str, top: float, *, rtl: bool) -> Block:
    width = shaping.width(line, style.typeface, style.size, language) / POINTS_PER_INCH
    left = _WIDTH - _MARGIN - width if rtl else _MARGIN
    box = Box(left, top, width, style.leading / POINTS_PER_INCH)
    return Block(SetText((line,), style, language, rtl), box)
