"""Two tabs, one thing: a write names the revision it was made on, and a stale one is refused, never merged over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from pydantic import BaseModel

from jobs.errors import Refused, Trouble

MISSING = Trouble("revision_missing", "The change does not say which revision it was made on.", hint="Reload the page.")

#: More would not fit the database's 64-bit numbers.
DIGITS = 18


def parse(if_match: str | None) -> int:
    """The number in an If-Match header, with or without quotes."""
    bare = (if_match or "").removeprefix("W/").strip('" ')
    if not bare.isdecimal() or len(bare) > DIGITS:
        raise Refused(422, MISSING)
    return int(bare)


def write(
    rows: QuerySet[Any], revision: int, values: dict[str, object], current: Callable[[], BaseModel], what: str
) -> None:
    """Update the one row in `rows` if it still has `revision`, and count the revision up.

    Raises:
        Refused: 409 with the fresh object under ``details.current`` where somebody else was faster.
    """
    if rows.filter(revision=revision).update(**values, revision=F("revision") + 1):
        return
    trouble = Trouble(
        "revision_conflict",
        f"This {what} was changed in another window.",
        safe="Both versions are still there: what you typed is in this window, the other one is saved.",
        hint="Compare the two and keep the one you want.",
        details={"current": current().model_dump(mode="json")},
    )
    raise Refused(409, trouble)
