"""What has to be done now and then by whoever looks after the line, such as emptying a trash."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

#: seconds
EVERY = 3600.0


class Chores:
    """The functions that `settings.JOB_CHORES` names, once at the start of a lead and then every hour."""

    def __init__(self) -> None:
        self._done_at: float | None = None

    def do_what_is_due(self) -> None:
        """Do them all if it is time. One that fails is tried again the next time and keeps nobody from the others."""
        now = time.monotonic()
        if self._done_at is not None and now - self._done_at < EVERY:
            return
        self._done_at = now
        for name in settings.JOB_CHORES:
            chore: Callable[[], object] = import_string(name)
            try:
                chore()
            except (Error, OSError):  # a full disk, or a database that is away
                log.exception("%s was not done", name)
