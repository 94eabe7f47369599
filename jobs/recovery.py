"""Finding work that nobody does any more: after a start, after a worker's death, after a cancel that was not heard."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import current_app
from celery.exceptions import TimeLimitExceeded
from celery.signals import task_failure
from django.db import close_old_connections
from django.utils import timezone

from jobs import leases
from jobs.errors import Trouble
from jobs.models import HELD, Job, JobState
from jobs.tasks import ring

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=5)
TOO_LONG = Trouble("took_too_long", "The work took longer than is allowed and was ended.", hint="Try again.")


def requeue_all() -> int:
    """At start, under the data folder's lock: no worker is alive, so whatever is marked as held is free again."""
    held = list(Job.objects.filter(state__in=HELD))
    for job in held:
        leases.requeue(job, blameless=True)
    for _ in range(Job.objects.filter(state=JobState.QUEUED).count()):
        ring()  # the rings of the last process went with it
    return len(held)


def sweep() -> None:
    """Requeue expired leases, end what ignores a cancel, and ring if somebody waits and nobody works."""
    now = timezone.now()
    for job in Job.objects.filter(state=JobState.CANCELLING, cancelled_at__lt=now - GRACE):
        end_by_force(job)
    for job in Job.objects.filter(state__in=HELD, lease_until__lt=now):
        leases.requeue(job)
    waiting = Job.objects.filter(state=JobState.QUEUED).exists()
    if waiting and not Job.objects.filter(state__in=HELD).exists():
        ring()


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
            ring()
    close_old_connections()
