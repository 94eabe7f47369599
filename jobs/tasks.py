"""The Celery side: a ring carries no job. Whoever hears it claims the next row, and a ring too many finds none."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import Task, shared_task
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.utils.module_loading import import_string

from jobs import leases
from jobs.errors import JobFailed, JobStopped, Trouble
from jobs.models import Job
from jobs.work import Work, heartbeat

log = logging.getLogger(__name__)

BROKEN = Trouble("internal", "Something went wrong in the program while it worked on this.", hint="Try again.")
GONE = Trouble("gone", "What this was to work on has been deleted meanwhile.", hint="Nothing needs to be done.")

Handler = Callable[[Work], None]


@shared_task(bind=True, name="jobs.run_next", ignore_result=True)
def run_next(self: Task[..., None]) -> None:
    """Claim the next waiting job, if there is one, and do it."""
    close_old_connections()
    try:
        job = leases.claim_next(str(self.request.id))
        if job is not None:
            run(job)
    finally:
        close_old_connections()


def ring() -> None:
    """Wake a worker. Never waits for a broker: if the ring is lost, the sweep rings again."""
    run_next.apply_async(retry=False)


def run(job: Job) -> None:
    """Carry out a claimed job and write down how it ended."""
    work = Work(job)
    try:
        with heartbeat(job):
            handler: Handler = import_string(settings.JOB_HANDLERS[job.kind])
            handler(work)
            if not work.finished:
                with work.finishing():
                    pass
        work.checkpoint.unlink(missing_ok=True)
    except JobStopped:
        leases.give_up(job)
    except JobFailed as failure:
        _failed(job, failure)
    except ObjectDoesNotExist:
        leases.fail(job, GONE)
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        leases.fail(job, BROKEN)


def _failed(job: Job, failure: JobFailed) -> None:
    if failure.retryable:
        leases.requeue(job, failure.trouble)
    else:
        leases.fail(job, failure.trouble)
