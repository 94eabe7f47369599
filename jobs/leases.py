"""Every change of a job's state: one conditional UPDATE each, so that of two who try, one wins.

A worker holds a job by an owner token with a lease. All its writes filter on the token: after a cancel, a requeue or
another worker's claim they match no row, and the worker stops.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from jobs import events
from jobs.errors import Trouble
from jobs.models import HELD, Job, JobState

LEASE = timedelta(seconds=30)
WORKER_LOST = Trouble(
    "worker_lost",
    "The work stopped several times before it was finished.",
    hint="Try again. If it happens once more, close other programs first: memory may be short.",
)


def _switch(rows: QuerySet[Job], **values: object) -> bool:
    """Update the one matching row and record the event; `False` where no row matched."""
    with transaction.atomic():
        job_id = rows.values_list("pk", flat=True).first()
        if job_id is None or not rows.filter(pk=job_id).update(**values):
            return False
        job = Job.objects.get(pk=job_id)
        events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
    return True


def _next_in_line() -> QuerySet[Job]:
    """Waiting jobs, first those of the person who was served least recently, then by age."""
    served = Job.objects.filter(owner=OuterRef("owner")).values("owner").annotate(last=Max("started_at")).values("last")
    waiting = Job.objects.filter(state=JobState.QUEUED).annotate(served=Subquery(served))
    return waiting.order_by(F("served").asc(nulls_first=True), "created_at")


def claim_next(task_id: str) -> Job | None:
    """Take the next waiting job for this worker; `None` where none waits."""
    while True:
        token = uuid.uuid4()
        with transaction.atomic():
            line = _next_in_line()
            if connection.features.has_select_for_update_skip_locked:
                line = line.select_for_update(skip_locked=True, of=("self",))
            job_id = line.values_list("pk", flat=True).first()
            if job_id is None:
                return None
            now = timezone.now()
            won = _switch(
                Job.objects.filter(pk=job_id, state=JobState.QUEUED),
                state=JobState.RUNNING,
                attempt=F("attempt") + 1,
                owner_token=token,
                task_id=task_id,
                lease_until=now + LEASE,
                started_at=now,
                done_at_start=F("done"),
            )
        if won:
            return Job.objects.get(pk=job_id)


def renew(job: Job) -> bool:
    """Push the lease out; `False` where the job is no longer this worker's."""
    return bool(_mine(job).update(lease_until=timezone.now() + LEASE))


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, owner_token=job.owner_token, state__in=HELD)


def still_running(job: Job) -> bool:
    """Whether this worker may go on: the token is current and nobody cancelled."""
    return _mine(job).filter(state=JobState.RUNNING).exists()


def save_progress(job: Job) -> bool:
    """Store how far it is; `False` where the worker has to stop."""
    mine = _mine(job).filter(state=JobState.RUNNING)
    far = {"done": job.done, "total": job.total, "done_at_start": job.done_at_start, "step": job.step}
    return bool(mine.update(**far, lease_until=timezone.now() + LEASE))


def finish(job: Job) -> bool:
    """running -> done. `False` where the worker lost the job: its result must not be kept."""
    done = F("total")
    mine = _mine(job).filter(state=JobState.RUNNING)
    return _switch(mine, state=JobState.DONE, done=done, step="", error=None, **_released())


def fail(job: Job, trouble: Trouble) -> bool:
    """running -> failed, with the reason; a job that was cancelled meanwhile ends as cancelled."""
    running = _mine(job).filter(state=JobState.RUNNING)
    return _switch(running, state=JobState.FAILED, error=trouble.body(), **_released()) or give_up(job)


def give_up(job: Job) -> bool:
    """cancelling -> cancelled, by the worker that noticed it."""
    return _switch(_mine(job).filter(state=JobState.CANCELLING), state=JobState.CANCELLED, **_released())


def requeue(job: Job, trouble: Trouble = WORKER_LOST, *, blameless: bool = False) -> None:
    """Put a job whose worker is gone back in line, or end it: as cancelled if that was wished, as failed at the limit.

    A `blameless` interruption (the whole program ended) does not count as an attempt.
    """
    held = Job.objects.filter(pk=job.pk, owner_token=job.owner_token, attempt=job.attempt)
    if _switch(held.filter(state=JobState.CANCELLING), state=JobState.CANCELLED, **_released()):
        return
    running = held.filter(state=JobState.RUNNING)
    limit = F("attempt_limit") + 1 if blameless else F("attempt_limit")
    within = Q() if blameless else Q(attempt__lt=F("attempt_limit"))
    freed: dict[str, object] = {"owner_token": None, "lease_until": None}
    if not _switch(running.filter(within), state=JobState.QUEUED, attempt_limit=limit, **freed):
        _switch(running, state=JobState.FAILED, error=trouble.body(), **_released())


def _released() -> Mapping[str, object]:
    return {"owner_token": None, "lease_until": None, "finished_at": timezone.now()}
