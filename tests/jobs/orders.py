"""Jobs for tests."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User

from jobs.models import Job
from jobs.services import Order, submit

TOPIC = "story:00000000-0000-0000-0000-000000000001"


def order(kind: str = "export", key: str | None = None, subject: uuid.UUID | None = None) -> Order:
    """An order of a job on a story."""
    return Order(TOPIC, kind, "story", subject or uuid.UUID(int=1), {}, key)


def submitted(user: User, kind: str = "export") -> Job:
    """A job in line."""
    return submit(user, order(kind))


def error_of(job: Job) -> dict[str, object]:
    """What a failed job shows."""
    error: dict[str, object] | None = fresh(job).error
    assert error is not None
    return error


def fresh(job: Job) -> Job:
    """The row as it is now."""
    return Job.objects.get(pk=job.pk)
