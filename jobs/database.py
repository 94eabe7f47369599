"""Lines to the database that are kept open, readings of one instant, and people who are not deleted meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

#: Seconds that a line is kept; a database that was away shows when the line is used again, and a new one is taken.
KEPT = 60


def keep() -> None:
    """Keep this thread's line between two uses of it; others are closed after each, as Django does by default."""
    if connection.settings_dict["CONN_MAX_AGE"] != KEPT:
        # A copy: all threads share the original, and short-lived ones would leave lines behind.
        connection.settings_dict = {**connection.settings_dict, "CONN_MAX_AGE": KEPT, "CONN_HEALTH_CHECKS": True}


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction whose readings are all of one instant, whatever others write meanwhile. Nothing is written in it.

    Not inside another transaction: that one's isolation would hold. SQLite lets nobody else write as it is.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def hold_people(*people: int) -> None:
    """Let nobody delete these people until the transaction ends. Call it first in one that makes rows which name them.

    Such rows hold them by themselves, but only after what was locked before, and who deletes a person waits for that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [list(people)])


#: Django knows no lock that lets others change a row and not delete it.
_HOLD = 'SELECT 1 FROM "auth_user" WHERE "id" = ANY(%s) ORDER BY "id" FOR KEY SHARE'
