"""Questions about jobs and events."""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs import access
from jobs.errors import not_found
from jobs.models import ACTIVE, HELD, Job, JobEvent, JobState, Role, Topic
from jobs.schemas import EventOut, EventsOut, JobOut

PAST_RUNS = 20
SURE_AFTER = 3


def for_user(user: AbstractBaseUser) -> QuerySet[Job]:
    """The jobs a person may see."""
    return Job.objects.filter(access.visible(user))


def get(user: AbstractBaseUser, job_id: uuid.UUID, role: Role = Role.EDITOR) -> Job:
    """One job, or 404; 403 for somebody who may see it but not in this role."""
    job = for_user(user).filter(id=job_id).first()
    if job is None:
        raise not_found("job")
    access.require(user, job.owner_id, job.topic, role)
    return job


def in_line(user: AbstractBaseUser) -> list[Job]:
    """What a person asked for and is not over: first what runs, then what waits, the next one first."""
    mine = for_user(user).filter(asked_by=user.pk)
    waiting = mine.filter(state=JobState.QUEUED).order_by("paused", "-priority", "place", "created_at")
    return [*mine.filter(state__in=HELD).order_by("started_at"), *waiting]


def of_topic(topic: str, last: int = 20) -> list[Job]:
    """All jobs that wait or run, and the `last` finished ones, oldest first."""
    jobs = Job.objects.filter(topic=topic)
    finished = jobs.exclude(state__in=ACTIVE).order_by("-created_at")[:last]
    return list(jobs.filter(Q(state__in=ACTIVE) | Q(pk__in=finished.values("pk"))).order_by("created_at"))


def latest_of_subjects(subjects: Iterable[uuid.UUID], kinds: Collection[str]) -> dict[uuid.UUID, Job]:
    """For each subject its newest job of these kinds, where it has one."""
    jobs = Job.objects.filter(subject_id__in=list(subjects), kind__in=kinds).order_by("created_at")
    return {job.subject_id: job for job in jobs}


def current_seq(topic: str) -> int:
    """The number of the newest event of a topic; 0 where there is none."""
    return Topic.objects.filter(name=topic).values_list("seq", flat=True).first() or 0


def newest_event(topic: str) -> tuple[int, datetime | None]:
    """The number of the newest event of a topic and when it was recorded; 0 and `None` where there is none."""
    newest = JobEvent.objects.filter(topic=topic).order_by("-seq").values_list("seq", "created_at").first()
    return newest or (0, None)


def busy(topic: str) -> bool:
    """Whether a job of a topic waits or runs."""
    return Job.objects.filter(topic=topic, state__in=ACTIVE).exists()


def events_since(topic: str, since: int, limit: int = 500) -> EventsOut:
    """The events after `since`, oldest first."""
    if (newest := current_seq(topic)) <= since:
        return EventsOut(seq=newest, events=[])
    rows = JobEvent.objects.filter(topic=topic, seq__gt=since).order_by("seq")[:limit].values()
    events = [EventOut.model_validate({name: row[name] for name in ("seq", "kind", "job", "changed")}) for row in rows]
    return EventsOut(seq=current_seq(topic), events=events)


def usual_seconds(kind: str) -> float | None:
    """Median duration in seconds of the last finished runs of a kind."""
    runs = Job.objects.filter(kind=kind, state=JobState.DONE, started_at__isnull=False, finished_at__isnull=False)
    spans = runs.order_by("-finished_at").values_list("started_at", "finished_at", "company")[:PAST_RUNS]
    times = [(end - start).total_seconds() / company for start, end, company in spans if start and end]
    return statistics.median(times) if times else None


def eta_seconds(
    job: Job, now: datetime | None = None, usual: Callable[[str], float | None] = usual_seconds
) -> float | None:
    """Seconds until an active job is done: from its own pace, else from past runs; `None` where neither is known.

    For a waiting job it is the length of its own run, without the wait.

    Args:
        usual: how long past runs of a kind took.
    """
    if not job.active:
        return None
    now = now or timezone.now()
    made = job.done - job.done_at_start
    if job.state != JobState.QUEUED and made >= SURE_AFTER:
        return round(_since(job.paced_since or job.started_at, now) / made * (job.total - job.done), 1)
    whole = usual(job.kind)
    if whole is None:
        return None
    return round(max(0.0, whole - (0.0 if job.state == JobState.QUEUED else _since(job.started_at, now))), 1)


def _since(began: datetime | None, now: datetime) -> float:
    return (now - began).total_seconds() if began else 0.0


def jobs_out(jobs: Iterable[Job]) -> list[JobOut]:
    """Jobs as the API shows them, in the given order; past runs are looked up once for each kind."""
    usual = cache(usual_seconds)
    return [job_out(job, usual) for job in jobs]


def job_out(job: Job, usual: Callable[[str], float | None] = usual_seconds) -> JobOut:
    """A job as the API shows it."""
    return JobOut.model_validate(
        {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "paused": job.paused,
            "priority": job.priority,
            "place": job.place,
            "subject": {"kind": job.subject_kind, "id": job.subject_id},
            "done": job.done,
            "total": job.total,
            "step": job.step,
            "eta_seconds": eta_seconds(job, usual=usual),
            "attempt": job.attempt,
            "error": job.error,
            "created_at": job.created_at,
            "seq": job.seq,
        }
    )
