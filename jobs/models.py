"""The rows behind background work: the `Job` row is the queue, `JobEvent` rows are what the editor is told."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    """queued -> running -> done | failed; a cancel goes through cancelling while a worker still holds the job."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING)
HELD = (JobState.RUNNING, JobState.CANCELLING)


class Job(models.Model):
    """One piece of work. Celery only rings; whoever wins the conditional update of this row does the work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    topic = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=100, null=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    attempt_limit = models.PositiveIntegerField(default=3)
    owner_token = models.UUIDField(null=True)
    task_id = models.CharField(max_length=50, default="")
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, default="")
    done_at_start = models.PositiveIntegerField(default=0)
    error = models.JSONField(null=True)
    seq = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_job_per_key")]
        indexes = [
            models.Index(fields=["created_at"], name="queued_jobs", condition=models.Q(state="queued")),
            models.Index(fields=["topic", "created_at"], name="jobs_of_topic"),
            models.Index(fields=["subject_id", "created_at"], name="jobs_of_subject"),
        ]

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ACTIVE


class Topic(models.Model):
    """A stream of events, e.g. ``story:<uuid>``. Its row lock makes the numbers free of gaps and in commit order."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)


class JobEvent(models.Model):
    """Append-only: number `seq` of a topic, with the job as it was then and the names of what changed."""

    topic = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10)
    job = models.JSONField(null=True)
    changed = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="one_event_per_number")]
