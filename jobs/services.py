"""What the web side may do with jobs: submit, cancel, retry."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jobs import access, events, leases, line, quotas, selectors
from jobs.errors import Refused, Trouble
from jobs.models import ACTIVE, Job, JobEvent, JobState, Role, Topic
from jobs.tasks import queue_of, ring

ATTEMPTS = 3


@dataclass(frozen=True)
class Order:
    """A job to be submitted.

    Attributes:
        topic: the stream that its events go to, e.g. ``story:<uuid>``.
        kind: a name in `settings.JOB_HANDLERS`.
        params: plain JSON values, all that the handler needs.
        key: the client's Idempotency-Key; a second order with the same key is the same job.
        owner_id: whose things it works on; left out, those of the person who asks.
        priority: among the jobs of one person the higher one comes first.
        model: what a worker has to load for it; a worker that has it already is preferred.
    """

    topic: str
    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    params: Mapping[str, object]
    key: str | None = None
    owner_id: int | None = None
    priority: int = 0
    model: str = ""


def submit(user: AbstractBaseUser, order: Order) -> Job:
    """Put a job in line. The row is the queue; the ring goes out after the commit."""
    if (known := find(user, order)) is not None:
        return known
    try:
        with transaction.atomic():
            _check_quotas(user)
            return _create(user, order)
    except IntegrityError:
        # Another request with this key came first, between the look-up and the insert.
        if (known := find(user, order)) is None:
            raise
        return known


def follow(job: Job, order: Order) -> Job:
    """A job that comes out of another one, for the person who asked for that; no quota keeps it out.

    Call it in the transaction that ends the other one: then it waits exactly if that one is done.
    """
    return _create(job.asked_by, order)


def _check_quotas(user: AbstractBaseUser) -> None:
    # Orders of one person come one after the other, or several at once would all find the last free place. The key is
    # left unlocked: jobs refer to it, and whoever writes one while holding its topic would wait for this order.
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    quotas.check(user)


def find(user: AbstractBaseUser, order: Order) -> Job | None:
    """The job that an earlier order with the same key made."""
    if not order.key:
        return None
    job = Job.objects.filter(asked_by=user.pk, key=order.key).first()
    if job is not None and (job.kind, job.subject_id) != (order.kind, order.subject_id):
        raise Refused(422, Trouble("key_reused", "This Idempotency-Key belongs to another job.", hint="Use a new key."))
    return job


def _create(user: AbstractBaseUser, order: Order) -> Job:
    job = Job.objects.create(
        owner_id=order.owner_id or user.pk,
        asked_by_id=user.pk,
        priority=order.priority,
        topic=order.topic,
        kind=order.kind,
        subject_kind=order.subject_kind,
        subject_id=order.subject_id,
        params=dict(order.params),
        model=order.model,
        key=order.key or None,
        attempt_limit=ATTEMPTS,
    )
    events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
    _ring_after_commit(job)
    return job


def _ring_after_commit(job: Job) -> None:
    transaction.on_commit(lambda: ring(queue_of(job.kind)), robust=True)


def cancel(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """A waiting job ends at once; a running one is told to stop. Cancelling a finished job changes nothing."""
    job = selectors.get(user, job_id)
    cancel_row(job)
    job.refresh_from_db()
    return job


def cancel_row(job: Job) -> None:
    """The same for one who may do it to anybody's job."""
    now = timezone.now()
    rows = Job.objects.filter(pk=job.pk)
    with transaction.atomic():
        _active(rows)  # or it could go from one of the two states to the other between the questions
        changed = rows.filter(state=JobState.QUEUED).update(
            state=JobState.CANCELLED, finished_at=now, paused=False
        ) or rows.filter(state=JobState.RUNNING).update(state=JobState.CANCELLING, stop_wished_at=now)
        if changed:
            job.refresh_from_db()
            events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])


def lock_all(**which: object) -> None:
    """Let nobody switch these jobs until the transaction ends: first of all that it locks, as workers do."""
    _active(Job.objects.filter(**which))


def _active(rows: QuerySet[Job]) -> list[Job]:
    return list(rows.filter(state__in=ACTIVE).select_for_update(no_key=True).order_by("pk"))


def cancel_all(*subjects: uuid.UUID) -> None:
    """Cancel what waits or runs for things that are about to be deleted."""
    _cancel(Job.objects.filter(subject_id__in=subjects))


def cancel_topic(topic: str) -> None:
    """Cancel everything that waits or runs for a topic."""
    _cancel(Job.objects.filter(topic=topic))


def cancel_waiting_of(topic: str, username: str) -> None:
    """Cancel what waits for a topic and was asked for by somebody who is no longer let in."""
    _cancel(Job.objects.filter(topic=topic, asked_by__username=username, state=JobState.QUEUED))


def forget(user: AbstractBaseUser) -> None:
    """Delete the jobs of somebody who goes for good: with all events those of their own things; others are told.

    Call it in the transaction that deletes them, with their row locked.
    """
    jobs = Job.objects.filter(Q(owner=user.pk) | Q(asked_by=user.pk))
    list(jobs.select_for_update(no_key=True).order_by("pk"))
    _cancel(jobs)
    own = set(jobs.filter(owner=user.pk).values_list("topic", flat=True))
    others = set(jobs.exclude(owner=user.pk).values_list("topic", flat=True))
    jobs.delete()
    for topic in sorted(others):
        events.record(topic, changed=[topic])
    JobEvent.objects.filter(topic__in=own).delete()
    Topic.objects.filter(name__in=own).delete()


def _cancel(rows: QuerySet[Job]) -> None:
    with transaction.atomic():
        for job in _active(rows):
            cancel_row(job)


def retry(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """Put a failed or cancelled job back in line; it goes on from its checkpoint if there is one."""
    job = selectors.get(user, job_id)
    with transaction.atomic():
        _check_quotas(user)
        return retry_row(job)


def retry_row(job: Job) -> Job:
    """The same for one who may do it to anybody's job."""
    with transaction.atomic():
        ended = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
        again = {"error": None, "finished_at": None, "step": ""}
        if not ended.update(state=JobState.QUEUED, attempt_limit=F("attempt") + ATTEMPTS, **again):
            raise Refused(409, Trouble("not_retryable", "Only a failed or cancelled job can be tried again."))
        job.refresh_from_db()
        events.record(job.topic, job=job, changed=[f"{job.subject_kind}:{job.subject_id}"])
        _ring_after_commit(job)
    return job


def cancel_many(user: AbstractBaseUser, topic: str | None, *, running: bool) -> list[Job]:
    """Cancel what a person asked for in one topic or in all: what waits, or also what runs."""
    return [_ended(job) for job in _mine(user, topic) if running or job.state == JobState.QUEUED]


def _ended(job: Job) -> Job:
    cancel_row(job)
    job.refresh_from_db()
    return job


def _mine(user: AbstractBaseUser, topic: str | None) -> list[Job]:
    return [job for job in selectors.in_line(user) if topic is None or job.topic == topic]


def pause(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """Take a job out of the line; one that runs stops at its next step and keeps what it has."""
    return _paused(selectors.get(user, job_id))


def _paused(job: Job) -> Job:
    leases.pause(job)
    job.refresh_from_db()
    return job


def resume(user: AbstractBaseUser, job_id: uuid.UUID) -> Job:
    """Put a paused job back into the line."""
    return _resumed(selectors.get(user, job_id))


def _resumed(job: Job) -> Job:
    with transaction.atomic():
        if leases.resume(job):
            _ring_after_commit(job)
    job.refresh_from_db()
    return job


def pause_many(user: AbstractBaseUser, topic: str | None, *, running: bool) -> list[Job]:
    """Pause what a person asked for in one topic or in all: what waits, or also what runs."""
    return [_paused(job) for job in _mine(user, topic) if running or job.state == JobState.QUEUED]


def resume_many(user: AbstractBaseUser, topic: str | None) -> list[Job]:
    """Put everything that a person paused back into the line."""
    paused = [job for job in _mine(user, topic) if job.paused]
    return [_resumed(job) for job in paused if access.may(user, job.owner_id, job.topic, Role.EDITOR)]


def move(user: AbstractBaseUser, job_id: uuid.UUID, before: uuid.UUID | None) -> list[Job]:
    """Put a waiting job before another one of the same person, or behind all. Returns the person's line."""
    job = selectors.get(user, job_id)
    if job.asked_by_id != user.pk or not line.put_before(job, before):
        message = "Only your own waiting jobs can change places."
        raise Refused(409, Trouble("not_waiting", message, hint="Look at the list again: work may have begun."))
    events.record(job.topic, changed=[job.topic])
    return selectors.in_line(user)


def set_priority(user: AbstractBaseUser, job_id: uuid.UUID, priority: int) -> Job:
    """Let a job go before (or behind) the other jobs of the same person."""
    job = selectors.get(user, job_id)
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(priority=priority)
    job.refresh_from_db()
    return job
