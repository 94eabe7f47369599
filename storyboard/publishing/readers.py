"""How old the readers are: type that they can read comes before type that holds more words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, get_args

from storyboard.publishing.geometry import PageShape, TextStyle

#: Years; empty where nobody said.
Readers = Literal["", "0-3", "4-6", "7-9", "10+"]
READERS: Final = get_args(Readers)
#: The sizes that are tried before a page's own, in shares of its largest; of the oldest the largest is left out.
_LARGER: dict[str, tuple[float, ...]] = {"0-3": (24 / 18, 21 / 18), "4-6": (21 / 18,)}


def for_readers(shape: PageShape, readers: str) -> PageShape:
    """The same places with the type that suits readers of an age. Text that does not fit so is set smaller, as ever."""
    return replace(
        shape,
        text_styles=_sizes(shape.text_styles, readers),
        text_alone_styles=_sizes(shape.text_alone_styles, readers),
    )


def _sizes(styles: tuple[TextStyle, ...], readers: str) -> tuple[TextStyle, ...]:
    if readers == "10+":
        return styles[1:]
    first = styles[0]
    larger = (
        replace(first, size=round(first.size * share), leading=round(first.leading * share))
        for share in _LARGER.get(readers, ())
    )
    return (*larger, *styles)
