"""The rows behind background work: the `Job` row is the queue, `JobEvent` rows are what the editor is told."""

from __future__ import annotations

import time
import uuid

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    """queued -> running -> done | failed; a cancel goes through cancelling while a worker still holds the job.

    A pause goes through running with `paused` set, until the worker has put the job back into the line.
    """

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING)
HELD = (JobState.RUNNING, JobState.CANCELLING)


class Role(models.IntegerChoices):
    """What somebody may do with the things of a topic; each may also do what is above it."""

    VIEWER = 1
    EDITOR = 2
    OWNER = 3


def now_in_line() -> int:
    """The place behind everybody: microseconds since 1970."""
    return time.time_ns() // 1000


class Job(models.Model):
    """One piece of work. Celery only rings; whoever wins the conditional update of this row does the work.

    `owner` owns what is worked on. `asked_by` asked for the work: is served in turn with others. `model` is what a
    worker has to load for it; `passed` counts how often others went first because their model was loaded already;
    `company` is how many jobs, with itself, its worker does together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders")
    topic = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=100, null=True)
    model = models.CharField(max_length=100, default="")
    passed = models.PositiveSmallIntegerField(default=0)
    company = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    priority = models.SmallIntegerField(default=0)
    place = models.PositiveBigIntegerField(default=now_in_line)
    paused = models.BooleanField(default=False)
    attempt = models.PositiveIntegerField(default=0)
    attempt_limit = models.PositiveIntegerField(default=3)
    owner_token = models.UUIDField(null=True)
    task_id = models.CharField(max_length=50, default="")
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, default="")
    #: what was done already, and when, as this attempt or its present stage began: its pace counts from there
    done_at_start = models.PositiveIntegerField(default=0)
    paced_since = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0.0)
    error = models.JSONField(null=True)
    seq = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    stop_wished_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked_by", "key"], name="one_job_per_key")]
        indexes = [
            models.Index(
                fields=["asked_by", "-priority", "place"],
                name="jobs_in_line",
                condition=models.Q(state="queued", paused=False),
            ),
            models.Index(fields=["asked_by", "-started_at"], name="jobs_served"),
            # Not of held ones only: SQLite does not see that `state IN (?, ?)` is the condition of such an index.
            models.Index(fields=["state", "asked_by"], name="jobs_by_state"),
            models.Index(fields=["kind", "-finished_at"], name="jobs_past"),
            models.Index(fields=["topic", "created_at"], name="jobs_of_topic"),
            models.Index(fields=["subject_id", "created_at"], name="jobs_of_subject"),
        ]

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ACTIVE


class Worker(models.Model):
    """What a worker said last: the model that it holds and whether it has a job. A hint for others, never a promise.

    `queues` are those that it hears the rings of; `gpu_used` and `gpu_total` are bytes of its accelerator's memory.
    """

    name = models.CharField(max_length=150, primary_key=True)
    model = models.CharField(max_length=100, default="")
    busy = models.BooleanField(default=False)
    queues = models.JSONField(default=list)
    gpu_used = models.BigIntegerField(null=True)
    gpu_total = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField()


class Share(models.Model):
    """A door into somebody else's topic: the story with its characters, jobs and events."""

    topic = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares")
    role = models.PositiveSmallIntegerField(choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_share_per_person")]
        indexes = [models.Index(fields=["topic"], name="shares_of_topic")]


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
