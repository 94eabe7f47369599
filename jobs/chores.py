"""What has to be done now and then by whoever looks after the line, such as emptying a trash."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs.models import Job

log = logging.getLogger(__name__)

#: seconds
EVERY = 3600.0
#: how long an order that is sent again under its key is known
KEYS_KEPT = timedelta(days=1)


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


def forget_keys() -> int:
    """Let keys go with which orders are no longer sent again; the jobs stay. Returns how many."""
    old = Job.objects.filter(key__isnull=False, created_at__lt=timezone.now() - KEYS_KEPT)
    return old.update(key=None)
