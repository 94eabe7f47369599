"""Lines to the database that are kept open by threads which are used again and again."""

from __future__ import annotations

from django.db import connection

#: Seconds that a line is kept; a database that was away shows when the line is used again, and a new one is taken.
KEPT = 60


def keep() -> None:
    """Keep this thread's line between two uses of it; others are closed after each, as Django does by default."""
    if connection.settings_dict["CONN_MAX_AGE"] != KEPT:
        # A copy: all threads share the original, and short-lived ones would leave lines behind.
        connection.settings_dict = {**connection.settings_dict, "CONN_MAX_AGE": KEPT, "CONN_HEALTH_CHECKS": True}
