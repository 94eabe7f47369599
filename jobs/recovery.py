"""Finding work that nobody does any more: after a start, after a worker's death, after a cancel that was not heard."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from celery import current_app
from celery.exceptions import TimeLimitExceeded
from celery.signals import task_failure
from django.db import close_old_connections
from django.utils import timezone

from jobs import leases, line
from jobs.errors import Trouble
from jobs.models import HELD, Job, JobState
from jobs.tasks import kinds_of, queue_of, queues, ring

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=5)
#: seconds between two rings for a waiting job: while nobody works, and while somebody does
RING_IDLE, RING_BUSY = 1.0, 15.0
TOO_LONG = Trouble("took_too_long", "The work took longer than is allowed and was ended.", hint="Try again.")


def requeue_all() -> int:
    """At start, under the data folder's lock: no worker is alive, so whatever is marked as held is free again."""
    held = list(Job.objects.filter(state__in=HELD))
    for job in held:
        leases.requeue(job, blameless=True)
    for queue in queues():
        if line.waiting(kinds_of(queue)).exists():
            ring(queue)  # the rings of the last process went with it; whoever finishes a job rings for the next
    return len(held)


class Sweeper:
    """Looks again and again; there may be several, of whom one at a time should sweep."""

    def __init__(self) -> None:
        self._rung = dict.fromkeys(queues(), 0.0)

    def sweep(self) -> None:
        """Requeue expired leases, end what ignores a cancel, and ring where somebody waits."""
        now = timezone.now()
        for job in Job.objects.filter(state=JobState.CANCELLING, cancelled_at__lt=now - GRACE):
            end_by_force(job)
        for job in Job.objects.filter(state__in=HELD, lease_until__lt=now):
            leases.requeue(job)
        for queue in queues():
            self._ring_again(queue)

    def _ring_again(self, queue: str) -> None:
        """Once where nobody works at all, else seldom: a ring may be lost while one of several workers is free."""
        kinds = kinds_of(queue)
        idle = not Job.objects.filter(state__in=HELD, kind__in=kinds).exists()
        pause = RING_IDLE if idle else RING_BUSY
        if time.monotonic() - self._rung[queue] >= pause and line.waiting(kinds).exists():
            self._rung[queue] = time.monotonic()
            ring(queue)


def end_by_force(job: Job) -> None:
    """Kill the worker child that does not come to its next step. The row is let go first: late writes fail."""
    leases.give_up(job)
    current_app.control.revoke(job.task_id, terminate=True, signal="SIGKILL")


@task_failure.connect
def _worker_died(sender: object = None, task_id: str = "", exception: object = None, **_: object) -> None:
    """Runs in the worker's parent when its child was killed or exceeded the hard time limit."""
    close_old_connections()
    for job in Job.objects.filter(state__in=HELD, task_id=task_id):
        log.warning("job %s lost its worker: %s", job.pk, exception)
        if isinstance(exception, TimeLimitExceeded):
            leases.fail(job, TOO_LONG)
        else:
            leases.requeue(job)
            ring(queue_of(job.kind))
    close_old_connections()
