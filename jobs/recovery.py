"""Finding work that nobody does any more: after a start, after a worker's death, after a cancel that was not heard."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from celery import current_app
from celery.exceptions import TimeLimitExceeded
from celery.signals import task_failure
from django.db import close_old_connections
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from jobs import leases, line
from jobs.errors import Trouble
from jobs.models import HELD, Job
from jobs.tasks import kinds_of, queues, ring, ring_on

log = logging.getLogger(__name__)

#: how long a worker that was told to stop may take to its next step
GRACE = timedelta(seconds=2)
#: between two looks at the line: too short for a lease to end by it, and longer than a busy machine takes
BREAK = timedelta(seconds=10)
#: seconds between two rings for a waiting job: while nobody works, and while somebody does
RING_IDLE, RING_BUSY = 1.0, 15.0
TOO_LONG = Trouble("took_too_long", "The work took longer than is allowed and was ended.", hint="Try again.")


def requeue_all() -> int:
    """At start, under the data folder's lock: no worker is alive, so whatever is marked as held is free again."""
    held = list(Job.objects.filter(state__in=HELD))
    for job in held:
        leases.requeue(job, blameless=True)
    for queue in queues():
        if line.anybody(kinds_of(queue)):
            ring(queue)  # the rings of the last process went with it; whoever finishes a job rings for the next
    return len(held)


class Sweeper:
    """Looks again and again; there may be several, of whom one at a time should sweep."""

    def __init__(self) -> None:
        self._rung = dict.fromkeys(queues(), 0.0)
        self._since = self._last = datetime.min.replace(tzinfo=UTC)

    def sweep(self, now: datetime | None = None) -> None:
        """End what ignores a cancel or a pause, requeue expired leases, and ring where somebody waits."""
        now = now or timezone.now()
        for job in Job.objects.filter(state__in=HELD, stop_wished_at__lt=now - GRACE):
            end_by_force(job, leases.give_up)
        if self._was_there(now):
            for job in Job.objects.filter(state__in=HELD, lease_until__lt=now):
                end_by_force(job, leases.requeue)
        for queue in queues():
            self._ring_again(queue)

    def _was_there(self, now: datetime) -> bool:
        """Whether this one has looked for half a lease without a break.

        After a sleep of the machine or an outage of the database every lease has ended, of those at work as well. They
        get time to give their sign of life, or a laptop that is closed three times would lose its job for good.
        """
        if now - self._last > BREAK:
            self._since = now
        self._last = now
        return now - self._since >= leases.lease() / 2

    def _ring_again(self, queue: str) -> None:
        """Once where nobody works at all, else seldom: a ring may be lost while one of several workers is free."""
        kinds = kinds_of(queue)
        idle = not Job.objects.filter(state__in=HELD, kind__in=kinds).exists()
        pause = RING_IDLE if idle else RING_BUSY
        if time.monotonic() - self._rung[queue] >= pause and line.anybody(kinds):
            self._rung[queue] = time.monotonic()
            ring(queue)


def end_by_force(job: Job, let_go: Callable[[Job], object]) -> None:
    """Kill the worker child that gives no sign, wherever it is. Without a broker the next sweep tries again."""
    try:
        current_app.control.revoke(job.task_id, terminate=True, signal="SIGKILL")
    except (OSError, BrokerError) as trouble:
        log.warning("job %s occupies its worker, which cannot be told: %s", job.pk, trouble)
        return
    let_go(job)
    for other in Job.objects.filter(state__in=HELD, task_id=job.task_id).exclude(pk=job.pk):
        leases.requeue(other, blameless=True)  # done together with the one that had to end
    ring_on(job)


@task_failure.connect
def _worker_died(sender: object = None, task_id: str = "", exception: object = None, **_: object) -> None:
    """Runs in the worker's parent when its child was killed or exceeded the hard time limit."""
    close_old_connections()
    for job in Job.objects.filter(state__in=HELD, task_id=task_id):
        log.warning("job %s lost its worker: %s", job.pk, exception)
        if isinstance(exception, TimeLimitExceeded) and job.company == 1:
            leases.fail(job, TOO_LONG)
        else:
            leases.requeue(job)
        ring_on(job)
    close_old_connections()
