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
from django.db.models import F, QuerySet
from django.utils import timezone

from jobs import database, events, line
from jobs.errors import Trouble
from jobs.models import HELD, Job, JobState
from jobs.workers import Hand

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


def claim_next(task_id: str, kinds: Collection[str] | None = None, hand: Hand | None = None) -> Job | None:
    """Take the next waiting job of these kinds (default: of any) for this worker; `None` where none is for it now."""
    while True:
        with transaction.atomic():
            job_id = line.first(kinds, hand)
            if job_id is None:
                return None
            won = _claim(Job.objects.filter(pk=job_id, state=JobState.QUEUED, paused=False), task_id)
        if won:
            return Job.objects.get(pk=job_id)


def claim_beside(job: Job, kinds: Collection[str] | None, hand: Hand, most: int) -> list[Job]:
    """Take up to `most` jobs more that can be done together with one that was just taken for the first time."""
    if job.attempt > 1:
        return []
    row = Job.objects.filter(state=JobState.QUEUED, paused=False)
    taken = [each.pk for each in line.beside(job, kinds, hand, most) if _claim(row.filter(pk=each.pk), job.task_id)]
    for pk in (job.pk, *taken):
        Job.objects.filter(pk=pk).update(company=1 + len(taken))
    return list(Job.objects.filter(pk__in=taken).order_by("-priority", "place"))


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
        paced_since=now,
        done_at_start=F("done"),
        passed=0,
        company=1,
    )


def renew(job: Job) -> bool:
    """Push the lease out; `False` where the job is no longer this worker's."""
    return bool(_mine(job).update(lease_until=timezone.now() + lease()))


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, owner_token=job.owner_token, state__in=HELD)


def _going_on(job: Job) -> QuerySet[Job]:
    return _mine(job).filter(state=JobState.RUNNING, paused=False)


def still_running(job: Job) -> bool:
    """Whether this worker may go on: the token is current, and nobody cancelled or paused."""
    return _going_on(job).exists()


def save_progress(job: Job) -> bool:
    """Store how far it is; `False` where the worker has to stop."""
    pace = {"done_at_start": job.done_at_start, "paced_since": job.paced_since}
    far = {"done": job.done, "total": job.total, "step": job.step}
    return bool(_going_on(job).update(**far, **pace, lease_until=timezone.now() + lease()))


def lock(job: Job) -> bool:
    """Keep others from switching this job until the transaction ends. `False` where the worker lost it already.

    What it made may name its people, who come before jobs.
    """
    database.hold_people(job.owner_id, job.asked_by_id)
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
    """cancelling -> cancelled, or a paused one back into the line: by its worker, or for one that does not listen."""
    return _end_cancelled(_mine(job), job) or _put_back(_mine(job), job)


def _end_cancelled(rows: QuerySet[Job], job: Job) -> bool:
    return _switch(rows.filter(state=JobState.CANCELLING), state=JobState.CANCELLED, **_released(job))


def _put_back(rows: QuerySet[Job], job: Job) -> bool:
    """running -> queued without blame: it does not count as an attempt."""
    limit = F("attempt_limit") + 1
    return _switch(rows.filter(state=JobState.RUNNING), state=JobState.QUEUED, attempt_limit=limit, **_let_go(job))


def requeue(job: Job, trouble: Trouble = WORKER_LOST, *, blameless: bool = False) -> None:
    """Put a job whose worker is gone back in line, or end it: as cancelled if that was wished, as failed at the limit.

    A `blameless` interruption (the whole program ended) does not count as an attempt.
    """
    held = Job.objects.filter(pk=job.pk, owner_token=job.owner_token, attempt=job.attempt)
    running = held.filter(state=JobState.RUNNING)
    with transaction.atomic():
        held.select_for_update(no_key=True).first()  # a wish that comes meanwhile is heard before or after, not between
        if _end_cancelled(held, job) or _put_back(held if blameless else held.filter(paused=True), job):
            return
        if not _switch(running.filter(attempt__lt=F("attempt_limit")), state=JobState.QUEUED, **_let_go(job)):
            _switch(running, state=JobState.FAILED, error=trouble.body(), **_released(job))


def _let_go(job: Job) -> dict[str, object]:
    """No worker holds it; the time that this attempt took is counted, up to the last sign of life."""
    row = Job.objects.filter(pk=job.pk).values_list("started_at", "lease_until", "company").first()
    began, until, company = row or (None, None, 1)
    took = (min(timezone.now(), until) - began).total_seconds() / company if began and until else 0.0
    seconds = F("seconds") + max(0.0, took)
    return {"owner_token": None, "lease_until": None, "stop_wished_at": None, "seconds": seconds}


def _released(job: Job) -> Mapping[str, object]:
    return {**_let_go(job), "paused": False, "finished_at": timezone.now()}


def pause(job: Job) -> bool:
    """Take a job out of the line until `resume`. The worker of one that runs is told to stop; its checkpoint stays."""
    row = Job.objects.filter(pk=job.pk, paused=False)
    running = row.filter(state=JobState.RUNNING)
    with transaction.atomic():
        row.select_for_update(no_key=True).first()  # or it could go from one state to the other between the questions
        return _switch(row.filter(state=JobState.QUEUED), paused=True) or _switch(
            running, paused=True, stop_wished_at=timezone.now()
        )


def resume(job: Job) -> bool:
    """Back into the line, at its old place; one whose worker has not stopped yet just goes on."""
    row = Job.objects.filter(pk=job.pk, paused=True, state__in=[JobState.QUEUED, JobState.RUNNING])
    return _switch(row, paused=False, stop_wished_at=None)
