"""What a handler gets in hand: its job, a way to say how far it is, and the fence around everything it writes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections, transaction
from django.utils import timezone

from jobs import events, leases, line
from jobs.errors import JobStopped
from jobs.models import Job

log = logging.getLogger(__name__)

LIVE_EVERY = 0.25
STORED_EVERY = 1.0
BEATS = 6  # within one lease


class Work:
    """One attempt at one job. All methods raise `JobStopped` once the job was cancelled or passed to another worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finished = False
        self.over = False  # ended in another way, which is written down
        self._last_live = 0.0
        self._last_stored = 0.0

    @property
    def params(self) -> Mapping[str, Any]:
        """The plain values that the job was submitted with."""
        params: Mapping[str, Any] = self.job.params
        return params

    @property
    def checkpoint(self) -> Path:
        """Where this job may keep its state between attempts; the same file for every attempt."""
        folder: Path = settings.CHECKPOINTS
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.job.pk}.checkpoint"

    def report(self, done: int, total: int, step: str) -> None:
        """Say that `done` of `total` units are finished. What is shown never falls, also over several attempts."""
        job = self.job
        first = job.total == 0
        if first or done * job.total >= job.done * total:
            job.done, job.total = done, total
        changed, job.step = step != job.step, step[:200]
        self._store(at_once=first or changed)
        now = time.monotonic()
        if now - self._last_live >= LIVE_EVERY:
            self._last_live = now
            events.progress(job)

    def new_stage(self) -> None:
        """Count from 0 again, for work of another kind: finished drawing says nothing about learning."""
        self.job.done = self.job.total = self.job.done_at_start = 0
        self.job.paced_since = timezone.now()
        if not leases.save_progress(self.job):
            raise JobStopped

    def give_way(self, kinds: Collection[str]) -> None:
        """Go back into the line, with what is kept, where something of these kinds waits that comes before this."""
        if line.before(self.job, kinds):
            leases.requeue(self.job, blameless=True)
            raise JobStopped

    def _store(self, *, at_once: bool) -> None:
        now = time.monotonic()
        if (at_once and self._last_stored == 0.0) or now - self._last_stored >= STORED_EVERY:
            self._last_stored = now
            alive = leases.save_progress(self.job)
        else:
            alive = leases.still_running(self.job)
        if not alive:
            raise JobStopped

    @contextmanager
    def keeping(self, changed: Sequence[str] = ()) -> Iterator[None]:
        """A transaction for a part of the result, e.g. one candidate; it is kept even if the job is cancelled later."""
        with transaction.atomic():
            self._lock()
            yield
            if not leases.renew(self.job) or not leases.still_running(self.job):
                raise JobStopped
            if changed:
                events.record(self.job.topic, changed=changed)

    def _lock(self) -> None:
        """People and jobs first, then what jobs change: who cancels takes them in this order too."""
        if not leases.lock(self.job):
            raise JobStopped

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """The transaction of the final result: it and the state `done` become visible together, or not at all."""
        with transaction.atomic():
            self._lock()
            yield
            if not leases.finish(self.job):
                raise JobStopped
        self.finished = True


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease from a small thread: a long computation inside one step must not look dead."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(settings.JOB_LEASE / BEATS):
            close_old_connections()
            try:
                leases.renew(job)
            except Error as trouble:
                log.warning("heartbeat of job %s was not written: %s", job.pk, trouble)
            close_old_connections()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
