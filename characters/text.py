"""Text as people type it, made safe to keep: one normal form, no control characters, a limit with a clear message."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator

# Line feeds are text; everything else in these categories is invisible and can reorder or hide what is written.
_ALLOWED_CONTROLS = "\n\t"
#: Characters.
MAX_NAME: Final = 60
MAX_OUTFIT_NAME: Final = 40
_BIDI_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """NFC, without control characters, bidirectional overrides and lone surrogates; spaces at the ends removed."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    normal = unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in normal if _is_text(letter)).strip()


def _is_text(letter: str) -> bool:
    if letter in _ALLOWED_CONTROLS:
        return True
    return unicodedata.category(letter) != "Cc" and letter not in _BIDI_OVERRIDES


def one_line(text: str) -> str:
    """As `clean`, with every run of white space made one space."""
    return " ".join(clean(text).split())


def free_name(wanted: str, taken: Iterable[str], longest: int) -> str:
    """The wanted name, with a number behind it where it is taken; one that differs in capitals alone is the same.

    Args:
        longest: characters that a name may have.
    """
    others = {name.casefold() for name in taken}
    numbers = (f" {number}" for number in range(2, len(others) + 3))
    names = (wanted, *(wanted[: longest - len(number)].rstrip() + number for number in numbers))
    return next(name for name in names if name.casefold() not in others)


def _checked(text: str, what: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"The {what} is {len(text)} characters long; it can have at most {limit}.")
    return text


def _filled(text: str, what: str, limit: int) -> str:
    if not text:
        raise ValueError(f"The {what} is empty.")
    return _checked(text, what, limit)


Title = Annotated[str, AfterValidator(lambda text: _filled(one_line(text), "title", 200))]
Author = Annotated[str, AfterValidator(lambda text: _checked(one_line(text), "author's name", 200))]
Name = Annotated[str, AfterValidator(lambda text: _filled(one_line(text), "name", MAX_NAME))]
Description = Annotated[str, AfterValidator(lambda text: _filled(one_line(text), "description", 300))]
OutfitName = Annotated[str, AfterValidator(lambda text: _filled(one_line(text), "name of the outfit", MAX_OUTFIT_NAME))]
Scene = Annotated[str, AfterValidator(lambda text: _checked(one_line(text), "scene", 500))]
Style = Annotated[str, AfterValidator(lambda text: _checked(one_line(text), "style", 100))]
Setting = Annotated[str, AfterValidator(lambda text: _checked(one_line(text), "background", 100))]
BubbleText = Annotated[str, AfterValidator(lambda text: _checked(clean(text), "text of a speech bubble", 300))]
Dedication = Annotated[str, AfterValidator(lambda text: _checked(clean(text), "dedication", 300))]
PageText = Annotated[str, AfterValidator(lambda text: _checked(clean(text), "text of the page", 2000))]
