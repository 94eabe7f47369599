"""What the web side may do with jobs: submit, cancel, retry."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jobs import events, selectors
from jobs.errors import Refused, Trouble
from jobs.models import ACTIVE, Job, JobState
from jobs.tasks import ring

ATTEMPTS = 3


@dataclass(frozen=True)
class Order:
    """A job to be submitted.

    Attributes:
        topic: the stream that its events go to, e.g. ``story:<uuid>``.
        kind: a name in `settings.JOB_HANDLERS`.
        params: plain JSON values, all that the handler needs.
        key: the client's Idempotency-Key; a second order with the same key is the same job.
    """

    topic: str
    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    params: Mapping[str, object]
    key: str | None = None


def submit(user: AbstractBaseUser, order: Order) -> Job:
    """Put a job in line. The row is the queue; the ring goes out after the commit."""
    if (known := find(user, order)) is not None:
        return known
    try:
        with transaction.atomic():
            return _create(user, order)
    except IntegrityError:
        # Another request with this key came first, between the look-up and the insert.
        if (known := find(user, order)) is None:
            raise
        return known


def find(user: AbstractBaseUser, order: Order) -> Job | None:
    """The job that an earlier order with the same key made."""
    if not order.key:
        return None
    job = selectors.for_user(user).filter(key=order.key).first()
    if job is not None and (job.kind, job.subject_id) != (order.kind, order.subject_id):
        raise Refused(422, Trouble("key_reused", "This Idempotency-Key belongs to another job.", hint="Use a new key."))
    return job


def _create(user: AbstractBaseUser, order: Order) -> Job:
    job = Job.objects.create(
        owner_id=user.pk,
        topic=order.topic,
        kind=order.kind,
        subject_kind=order.subject_kind,
        subject_id=order.subject_id,
        params=dict(order.params),
        key=order.key or None,
        attempt_limit=ATTEMPTS,
    )
    events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
    transaction.on_commit(ring, robust=True)
    return job


def cancel(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """A waiting job ends at once; a running one is told to stop. Cancelling a finished job changes nothing."""
    job = selectors.get(user, job_id)
    _cancel(job)
    job.refresh_from_db()
    return job


def _cancel(job: Job) -> None:
    now = timezone.now()
    rows = Job.objects.filter(pk=job.pk)
    with transaction.atomic():
        changed = rows.filter(state=JobState.QUEUED).update(
            state=JobState.CANCELLED, cancelled_at=now, finished_at=now
        ) or rows.filter(state=JobState.RUNNING).update(state=JobState.CANCELLING, cancelled_at=now)
        if changed:
            job.refresh_from_db()
            events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])


def cancel_all(subject_id: uuid.UUID) -> None:
    """Cancel what waits or runs for a thing that is about to be deleted."""
    for job in Job.objects.filter(subject_id=subject_id, state__in=ACTIVE):
        _cancel(job)


def retry(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """Put a failed or cancelled job back in line; it goes on from its checkpoint if there is one."""
    job = selectors.get(user, job_id)
    with transaction.atomic():
        ended = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
        again = {"error": None, "finished_at": None, "cancelled_at": None, "step": ""}
        if not ended.update(state=JobState.QUEUED, attempt_limit=F("attempt") + ATTEMPTS, **again):
            raise Refused(409, Trouble("not_retryable", "Only a failed or cancelled job can be tried again."))
        job.refresh_from_db()
        events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
        transaction.on_commit(ring, robust=True)
    return job
