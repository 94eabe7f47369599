"""Writing events: numbered without gaps, in the transaction of the change they tell about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from jobs import live, selectors
from jobs.models import Job, JobEvent


def record(topic: str, *, job: Job | None = None, changed: Sequence[str] = ()) -> int:
    """Append one event and return its number. Call it inside the transaction that makes the change.

    Args:
        topic: the stream, e.g. ``story:<uuid>``.
        job: the job whose state changed, already saved.
        changed: names such as ``character:<uuid>`` of things that read differently now; with ``@7`` behind it, that it
            is a thing of revision 7, and nothing else changed.
    """
    with transaction.atomic(savepoint=False):  # an error ends the whole change
        seq = _next_number(topic)
        if job is not None:
            job.seq = seq
            Job.objects.filter(pk=job.pk).update(seq=seq)
        JobEvent.objects.create(
            topic=topic,
            seq=seq,
            kind="changed" if job is None else "job",
            job=None if job is None else selectors.job_out(job).model_dump(mode="json"),
            changed=list(changed),
        )
        transaction.on_commit(lambda: live.send(topic, {"type": "topic.grew"}), robust=True)
    return seq


#: One statement of both databases instead of three: everything that is changed goes through it.
_COUNT_UP = (
    'INSERT INTO "jobs_topic" ("name", "seq") VALUES (%s, 1) '
    'ON CONFLICT ("name") DO UPDATE SET "seq" = "jobs_topic"."seq" + 1 RETURNING "seq"'
)


def _next_number(topic: str) -> int:
    """Count up under the row's lock: the next writer waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, [topic])
        seq: int = cursor.fetchone()[0]
    return seq


def progress(job: Job) -> None:
    """Tell watchers how far a job is. Not stored as an event."""
    body = {
        "type": "progress",
        "job": str(job.pk),
        "done": job.done,
        "total": job.total,
        "step": job.step,
        "eta_seconds": selectors.eta_seconds(job),
    }
    live.send(job.topic, {"type": "topic.progress", "body": body})
