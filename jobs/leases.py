"""Every change of a job's state: one conditional UPDATE each, so that of two who try, one wins.

A worker holds a job by an owner token with a lease. All its writes filter on the token: after a cancel, a requeue or
another worker's claim they match no row, and the worker stops.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jobs import events, line
from jobs.errors import Trouble
from jobs.models import HELD, Job, JobState

WORKER_LOST = Trouble(
    "worker_lost",
    "The work stopped several times before it was finished.",
    hint="Try again. If it happens once more, close other programs first: memory may be short.",
)


def lease() -> timedelta:
    """How long a worker that gives no sign of life keeps its job."""
    return timedelta(seconds=settings.JOB_LEASE)


def _switch(rows: QuerySet[Job], **values: object) -> bool:
    """Update the one matching row and record the event; `False` where no row matched."""
    with transaction.atomic():
        job_id = rows.values_list("pk", flat=True).first()
        if job_id is None or not rows.filter(pk=job_id).update(**values):
            return False
        job = Job.objects.get(pk=job_id)
        events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
    return True


def claim_next(task_id: str, kinds: Collection[str] | None = None) -> Job | None:
    """Take the next waiting job of these kinds (default: of any) for this worker; `None` where none waits."""
    while True:
        with transaction.atomic():
            job_id = line.first(kinds)
            if job_id is None:
                return None
            won = _claim(Job.objects.filter(pk=job_id, state=JobState.QUEUED, paused=False), task_id)
        if won:
            return Job.objects.get(pk=job_id)


def _claim(row: QuerySet[Job], task_id: str) -> bool:
    now = timezone.now()
    return _switch(
        row,
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        owner_token=uuid.uuid4(),
        task_id=task_id,
        lease_until=now + lease(),
        started_at=now,
        done_at_start=F("done"),
    )


def renew(job: Job) -> bool:
    """Push the lease out; `False` where the job is no longer this worker's."""
    return bool(_mine(job).update(lease_until=timezone.now() + lease()))


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, owner_token=job.owner_token, state__in=HELD)


def still_running(job: Job) -> bool:
    """Whether this worker may go on: the token is current and nobody cancelled."""
    return _mine(job).filter(state=JobState.RUNNING).exists()


def save_progress(job: Job) -> bool:
    """Store how far it is; `False` where the worker has to stop."""
    mine = _mine(job).filter(state=JobState.RUNNING)
    far = {"done": job.done, "total": job.total, "done_at_start": job.done_at_start, "step": job.step}
    return bool(mine.update(**far, lease_until=timezone.now() + lease()))


def lock(job: Job) -> bool:
    """Keep others from switching this job until the transaction ends. `False` where the worker lost it already."""
    return _mine(job).select_for_update(no_key=True).first() is not None


def finish(job: Job) -> bool:
    """running -> done. `False` where the worker lost the job: its result must not be kept."""
    done = F("total")
    mine = _mine(job).filter(state=JobState.RUNNING)
    return _switch(mine, state=JobState.DONE, done=done, step="", error=None, **_released(job))


def fail(job: Job, trouble: Trouble) -> bool:
    """running -> failed, with the reason; a job that was cancelled meanwhile ends as cancelled."""
    running = _mine(job).filter(state=JobState.RUNNING)
    return _switch(running, state=JobState.FAILED, error=trouble.body(), **_released(job)) or give_up(job)


def give_up(job: Job) -> bool:
    """cancelling -> cancelled, by the worker that noticed it."""
    return _switch(_mine(job).filter(state=JobState.CANCELLING), state=JobState.CANCELLED, **_released(job))


def requeue(job: Job, trouble: Trouble = WORKER_LOST, *, blameless: bool = False) -> None:
    """Put a job whose worker is gone back in line, or end it: as cancelled if that was wished, as failed at the limit.

    A `blameless` interruption (the whole program ended) does not count as an attempt.
    """
    held = Job.objects.filter(pk=job.pk, owner_token=job.owner_token, attempt=job.attempt)
    if _switch(held.filter(state=JobState.CANCELLING), state=JobState.CANCELLED, **_released(job)):
        return
    running = held.filter(state=JobState.RUNNING)
    limit = F("attempt_limit") + 1 if blameless else F("attempt_limit")
    within = Q() if blameless else Q(attempt__lt=F("attempt_limit"))
    if not _switch(running.filter(within), state=JobState.QUEUED, attempt_limit=limit, **_let_go(job)):
        _switch(running, state=JobState.FAILED, error=trouble.body(), **_released(job))


def _let_go(job: Job) -> dict[str, object]:
    """No worker holds it; the time that this attempt took is counted, up to the last sign of life."""
    row = Job.objects.filter(pk=job.pk).values_list("started_at", "lease_until").first()
    began, until = row or (None, None)
    took = (min(timezone.now(), until) - began).total_seconds() if began and until else 0.0
    return {"owner_token": None, "lease_until": None, "seconds": F("seconds") + max(0.0, took)}


def _released(job: Job) -> Mapping[str, object]:
    return {**_let_go(job), "finished_at": timezone.now()}


def pause(job: Job) -> bool:
    """Take a job out of the line until `resume`. One that runs gives its worker up; its checkpoint stays."""
    waiting = Job.objects.filter(pk=job.pk, paused=False, state=JobState.QUEUED)
    running = Job.objects.filter(pk=job.pk, owner_token=job.owner_token, state=JobState.RUNNING)
    again = {"state": JobState.QUEUED, "attempt_limit": F("attempt_limit") + 1}
    return _switch(waiting, paused=True) or _switch(running, paused=True, **again, **_let_go(job))


def resume(job: Job) -> bool:
    """Back into the line, at its old place."""
    return _switch(Job.objects.filter(pk=job.pk, paused=True, state=JobState.QUEUED), paused=False)
