"""JSON from strangers: read only if every value in it is plain and can be kept."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from storyboard.packing.archive import PackDamaged

LONGEST_TEXT: Final = 10_000
_DEEPEST, _LARGEST = 16, 2**63
_TEXT_CONTROLS = "\n\t"


def plain(data: bytes) -> Any:
    """JSON of which every part can be stored: no value is too large, too deep, not finite, or twice under one name.

    Raises:
        PackDamaged: it is none.
    """
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        _check(found)
    except (ValueError, RecursionError) as error:
        raise PackDamaged(f"Its contents cannot be read ({str(error)[:200]}).") from None
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("one name twice")
    return made


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _check(found: Any) -> None:
    """Step by step instead of by recursion: how deep it goes is for the sender to say."""
    waiting = [(found, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(value, Mapping):
            waiting.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            waiting.extend((part, depth + 1) for part in value)
        elif not _storable(value):
            raise ValueError("a text or number that cannot be kept")


def _storable(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and all(
            letter in _TEXT_CONTROLS or unicodedata.category(letter) not in ("Cc", "Cs") for letter in value
        )
    if isinstance(value, int):
        return -_LARGEST <= value < _LARGEST
    return not isinstance(value, float) or math.isfinite(value)
