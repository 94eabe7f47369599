"""Forms of an English word in a text: as it is, with an ending, or changed by the plural."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Plurals and possessives that are put behind a word; the plural is an "es" only after a hiss: "cubes" are no cubs.
ENDING = r"(?:['’]s|(?P<plural>(?:(?<=[sxzo])e|(?<=[cs]h)e)?s))?"
#: Plurals that change the end of a word instead.
_CHANGES = {
    r"(?<=[^aeiou])y$": "ies",
    r"(l|ar|ea|ie|oa)f$": r"\1ves",
    r"ife$": "ives",
    r"mouse$": "mice",
    r"goose$": "geese",
    r"man$": "men",
    r"child$": "children",
}


def changed_plurals(word: str) -> list[str]:
    """The plural where it is not the word and an ending: ``wolves``."""
    return [re.sub(end, plural, word, flags=re.I) for end, plural in _CHANGES.items() if re.search(end, word, re.I)]


def any_of(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases, the longest first, with whatever space is between their words."""
    spelt = {r"\s+".join(re.escape(part) for part in phrase.split()) for phrase in phrases}
    return "|".join(sorted(filter(None, spelt), key=len, reverse=True)) or "(?!)"


def is_one_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether `any_of` the phrases matches all of `text`, case ignored as patterns do: “ı” is an “i” to them."""
    return re.fullmatch(any_of(phrases), text, re.I) is not None


def spans(text: str, word: str) -> list[tuple[int, int]]:
    """Where `word` stands as a whole word, case ignored: start and end, half-open.

    Endings are allowed but not part of the span; a plural that changes the word's own letters is so whole.
    """
    pattern = re.compile(rf"(?<!\w)({any_of([word, *changed_plurals(word)])}){ENDING}(?!\w)", re.I)
    return [match.span(1) for match in pattern.finditer(text)]
