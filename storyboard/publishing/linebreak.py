"""Where a paragraph may be broken: Unicode's rules (UAX 14), and words of Thai and Japanese by trained models."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

import budoux
import pyphen
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

#: A longer run of letters without a place to break may be broken after this many, as anywhere where it fills a line.
MAX_RUN = 60
SOFT_HYPHEN = "\u00ad"

_THAI = re.compile(r"[\u0e00-\u0e7f]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WORD = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_SIMPLE = re.compile(r"[\w\u0300-\u036f]*")
_LETTERS_THAT_COUNT = ("CJK UNIFIED", "HIRAGANA", "KATAKANA")
_FIRST_OF_DENSE_SCRIPTS = "\u0e00"  # from Thai on, words are not parted by spaces, or letters stand alone
_FIRST_MARK = "\u0300"  # below it every letter stands alone

Measure = Callable[[str], float]


def pieces(paragraph: str, language: str, measure: Measure, room: float) -> Iterator[tuple[str, str]]:
    """Unbreakable pieces with the glue before each: a space, or nothing inside a word that may be broken.

    Args:
        measure: width of a piece, in the unit of `room`.
        room: width of the line.
    """
    for word in paragraph.split(" "):
        glue = " "
        for part in _parts(word, language):
            for piece in _chopped(part, language, measure, room):
                yield glue, piece
                glue = ""


@lru_cache(maxsize=4096)
def _parts(word: str, language: str) -> tuple[str, ...]:
    if _SIMPLE.fullmatch(word) and max(word, default="") < _FIRST_OF_DENSE_SCRIPTS:
        return (word,)
    units = list(line_break_units(word))
    if language.startswith("ja") and _KANA.search(word):
        units = _phrases(word, units)
    return tuple(part for unit in units for part in _thai_words(unit))


def _phrases(word: str, units: list[str]) -> list[str]:
    """Japanese phrases, whose ends are also places where Unicode's rules allow a break."""
    allowed, wished = _ends(units), _ends(_japanese().parse(word))
    cuts = [0, *sorted(allowed & wished)]
    return [word[start:end] for start, end in pairwise(cuts)]


def _ends(parts: list[str]) -> set[int]:
    found, position = set(), 0
    for part in parts:
        position += len(part)
        found.add(position)
    return found


def _thai_words(unit: str) -> list[str]:
    if not _THAI.search(unit):
        return [unit]
    words: list[str] = _thai().parse(unit)
    return words


# The library reads its model from the file at every call.
_japanese = cache(budoux.load_default_japanese_parser)
_thai = cache(budoux.load_default_thai_parser)


def count_words(text: str) -> int:
    """Words; where no spaces part them, letters of Chinese and Japanese, and words of Thai as a model finds them."""
    return sum(_words_in(word) for word in text.split())


def _words_in(word: str) -> int:
    dense = sum(unicodedata.name(char, "").startswith(_LETTERS_THAT_COUNT) for char in word)
    thai = sum(len(_thai_words(each)) for each in _THAI.findall(word))
    return max(1, dense + thai)


def _chopped(part: str, language: str, measure: Measure, room: float) -> Iterator[str]:
    """A part that is wider than a line, at its hyphenation points; where there are none, between letters."""
    if len(part) <= MAX_RUN and measure(part) <= room:
        yield part
        return
    syllables = _syllables(part, language)
    if len(syllables) > 1 and all(measure(each + SOFT_HYPHEN) <= room for each in syllables):
        yield from _hyphenated(syllables, measure, room)
    else:
        yield from _letters(part, measure, room)


def _hyphenated(syllables: list[str], measure: Measure, room: float) -> Iterator[str]:
    line = syllables[0]
    for syllable in syllables[1:]:
        if measure(line + syllable + SOFT_HYPHEN) > room:
            yield line + SOFT_HYPHEN
            line = ""
        line += syllable
    yield line


def _syllables(part: str, language: str) -> list[str]:
    """Syllables by the language's dictionary, signs around the word with the first and the last; else the whole."""
    dictionary, inside = _dictionary(language), _WORD.search(part)
    if dictionary is None or inside is None or not inside[0].isalpha():
        return [part]
    before, behind = part[: inside.start()], part[inside.end() :]
    divided: str = dictionary.inserted(inside[0], SOFT_HYPHEN)
    return (before + divided + behind).split(SOFT_HYPHEN)


@cache
def _dictionary(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language.replace("-", "_"))
    return pyphen.Pyphen(lang=known) if known else None


def _letters(part: str, measure: Measure, room: float) -> Iterator[str]:
    """Marks stay with their letter."""
    line, used, count = "", 0.0, 0
    alone = max(part) < _FIRST_MARK
    for cluster in part if alone else grapheme_clusters(part):
        advance = measure(cluster)
        if line and (used + advance > room or count >= MAX_RUN):
            yield line
            line, used, count = "", 0.0, 0
        line, used, count = line + cluster, used + advance, count + 1
    yield line
