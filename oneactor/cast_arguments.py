"""Who plays in a picture, as the command line names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from oneactor.actor import Actor
from oneactor.errors import InvalidRequest
from oneactor.requests import Placement
from oneactor.words import CastWords

_BETWEEN = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+)(?=(?:an?|the)\s)", re.I)


def _split(text: str) -> tuple[Path, str, str]:
    """Card, outfit and word of ``CARD[#OUTFIT]`` or ``CARD[:WORD]``; a file may have such signs in its name."""
    path, outfit, word = text, "", ""
    if not Path(path).is_file() and "#" in path:
        path, _, outfit = path.rpartition("#")
    if not Path(path).is_file() and ":" in path:
        path, _, word = path.rpartition(":")
    if not Path(path).is_file():
        raise InvalidRequest(f"There is no card “{path or text}”.")
    return Path(path), outfit, word


def own_phrases(description: str, base_words: Sequence[str]) -> list[str]:
    """What a description of several characters says of each, cut before the articles between their base words."""
    phrases, rest = [], description
    for word, following in pairwise(base_words):
        found = re.search(rf"\b{re.escape(word)}\b.*?(?=\b{re.escape(following)}\b)", rest, re.I)
        cuts = [] if found is None else list(_BETWEEN.finditer(rest, found.start(), found.end()))
        if not cuts:
            return [f"the {each}" for each in base_words]
        phrases.append(rest[: cuts[-1].start()])
        rest = rest[cuts[-1].end() :]
    return [*phrases, rest]


def _wanted(actor: Actor, name: str, word: str) -> list[int]:
    """Which of a card's words are meant."""
    words = [each.lower() for each in actor.header.base_words]
    if word:
        if word.lower() not in words:
            raise InvalidRequest(f"“{actor.header.description}” was not learnt with “{word}”.")
        return [words.index(word.lower())]
    if name and len(words) > 1:
        raise InvalidRequest(f"A joint card has no one to be called “{name}”; write {name}=CARD:{words[0]}.")
    return list(range(len(words)))


def members(text: str) -> list[tuple[CastWords, Placement]]:
    """Words and placements from ``[NAME=]CARD[#OUTFIT]``, or ``[NAME=]CARD[:WORD]``; all who share a joint card.

    Raises:
        InvalidRequest: no such card, or it has no such outfit or word.
        CardDamaged: the card cannot be read.
    """
    name, found, rest = text.partition("=")
    if not found:
        name, rest = "", text
    path, outfit, word = _split(rest)
    actor = Actor.load(path).wearing(outfit)
    words = actor.header.base_words
    phrases = own_phrases((actor.worn or actor).header.description, words)
    chosen = [(phrases[index], words[index]) for index in _wanted(actor, name, word)]
    return [(CastWords(name, own, base), Placement(own, base, path, outfit=outfit)) for own, base in chosen]
