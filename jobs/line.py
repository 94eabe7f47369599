"""Whose turn it is: people are served in turn, and each person's jobs by priority, then by place.

Among one person's jobs of the same priority, one goes first whose model the worker has loaded already, and a job is
left for a free worker that has. Both may happen to a job `PASSES` times; then it is taken by whoever comes.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from itertools import takewhile

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from jobs import quotas, workers
from jobs.models import Job, JobState
from jobs.workers import Hand

#: How many people are looked at before a worker gives up: those before had only jobs that others were just taking.
PEOPLE = 20
#: How far a worker looks for a job of its model, and how often the first job may be passed over for that.
AHEAD, PASSES = 32, 4


def waiting(kinds: Collection[str] | None = None) -> QuerySet[Job]:
    """The jobs that a worker for these kinds (default: any) may take now."""
    jobs = _ready(kinds)
    return jobs if quotas.busy() is None else jobs.filter(asked_by__in=_not_busy())


def _not_busy() -> QuerySet[AbstractBaseUser]:
    """Asked of people, not of jobs: or the whole line of somebody busy would be read to find that none is for now."""
    people, busy = get_user_model().objects.all(), quotas.busy()
    return people if busy is None else people.exclude(pk__in=busy)


def anybody(kinds: Collection[str] | None = None) -> bool:
    """Whether somebody waits for a worker for these kinds and may be served now."""
    return bool(_people(kinds))


def makes_room(job: Job, kinds: Collection[str]) -> bool:
    """Whether the end of a job's work lets one of these kinds begin that its person's limit may have kept waiting."""
    room = quotas.room_at_work(job.asked_by_id)
    return room is not None and room > 0 and of_person(job.asked_by_id, kinds).exists()


def _ready(kinds: Collection[str] | None) -> QuerySet[Job]:
    jobs = Job.objects.filter(state=JobState.QUEUED, paused=False)
    return jobs if kinds is None else jobs.filter(kind__in=kinds)


def of_person(user_id: int, kinds: Collection[str] | None = None) -> QuerySet[Job]:
    """One person's waiting jobs of these kinds (default: any), the next one first."""
    return _ready(kinds).filter(asked_by=user_id).order_by("-priority", "place", "created_at")


def before(job: Job, kinds: Collection[str] | None) -> bool:
    """Whether a job at work keeps one of a higher priority from a worker, of its own person or of somebody else.

    Its end makes room for its person's next one, unless even more of theirs are worked at than may be.
    """
    room = quotas.room_at_work(job.asked_by_id)
    own = _ready(kinds).none() if room is not None and room < 0 else of_person(job.asked_by_id, kinds)
    return any(each.filter(priority__gt=job.priority).exists() for each in (waiting(kinds), own))


def first(kinds: Collection[str] | None = None, hand: Hand | None = None) -> uuid.UUID | None:
    """The next job: of the person who was served least recently. Call it in the transaction that takes the job."""
    for person in _people(kinds):
        ahead = list(of_person(person, kinds)[:AHEAD])
        for job in _preferred(ahead, hand or Hand()):
            if _free(job):
                if hand and job.model == hand.model != ahead[0].model:
                    _pass(ahead[0])
                return job.pk
    return None


def beside(job: Job, kinds: Collection[str] | None, hand: Hand, most: int) -> list[Job]:
    """Up to `most` jobs right behind a taken one that can be done together with it, among those of these kinds.

    None where somebody else waits for these workers, or another one is free: then taking one at a time is fairer, or
    quicker.
    """
    room = quotas.room_at_work(job.asked_by_id)
    most = most if room is None else min(most, room)
    if most < 1 or set(_people(kinds)) - {job.asked_by_id} or workers.free(hand):
        return []

    def alike(other: Job) -> bool:
        same = all(getattr(other, name) == getattr(job, name) for name in ("kind", "topic", "model", "priority"))
        return same and other.attempt == 0  # what failed before might take the others with it

    return list(takewhile(alike, of_person(job.asked_by_id, kinds)[:most]))


def left_for(kinds: Collection[str], hand: Hand) -> list[str]:
    """The free workers that hold a model which is waited for and which this one does not hold."""
    models = waiting(kinds).exclude(model__in=["", hand.model]).values_list("model", flat=True)
    return workers.free_holders(set(models[:AHEAD]), hand)


def _preferred(ahead: list[Job], hand: Hand) -> list[Job]:
    """One person's next jobs in the order in which this worker should try to take them; none to leave them."""
    if not ahead or ahead[0].passed >= PASSES or ahead[0].model in ("", hand.model):
        return ahead
    head = ahead[0]
    warm = [job for job in ahead if hand.model and job.model == hand.model and job.priority == head.priority]
    if not warm and hand.name and workers.free_holders([head.model], hand):
        _pass(head)
        return []
    return warm + [job for job in ahead if job not in warm]


def _free(job: Job) -> bool:
    """Whether nobody else is just taking it; nobody will until the transaction ends."""
    row = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, paused=False)
    if connection.features.has_select_for_update_skip_locked:
        row = row.select_for_update(skip_locked=True)
    return row.values_list("pk", flat=True).first() is not None


def _pass(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(passed=F("passed") + 1)


def _people(kinds: Collection[str] | None) -> list[int]:
    """Those who wait, served least recently first. Two look-ups in an index for each, however long the line is."""
    own = Job.objects.filter(asked_by=OuterRef("pk"))
    served = own.filter(started_at__isnull=False).order_by("-started_at").values("started_at")[:1]
    since = _ready(kinds).filter(asked_by=OuterRef("pk")).order_by("-priority", "place").values("place")[:1]
    people = _not_busy().annotate(served=Subquery(served), since=Subquery(since))
    line = people.filter(since__isnull=False).order_by(F("served").asc(nulls_first=True), "since")
    return list(line.values_list("pk", flat=True)[:PEOPLE])


def put_before(job: Job, other: uuid.UUID | None) -> bool:
    """Put a waiting job before another one of the same person, or behind all; the others keep their order.

    Only the places that these jobs hold already are dealt out anew, so nobody else's turn changes.

    Returns:
        Whether both still waited.
    """
    with transaction.atomic():
        rows = Job.objects.filter(state=JobState.QUEUED, asked_by=job.asked_by_id)
        jobs = list(rows.select_for_update().order_by("-priority", "place", "created_at"))
        order = [each for each in jobs if each.pk != job.pk]
        mine = next((each for each in jobs if each.pk == job.pk), None)
        position = next((index for index, each in enumerate(order) if each.pk == other), None)
        if mine is None or (other is not None and position is None):
            return False
        at = len(order) if position is None else position
        mine.priority = order[min(at, len(order) - 1)].priority if order else mine.priority
        order.insert(at, mine)
        for each, place in zip(order, sorted(each.place for each in jobs), strict=True):
            Job.objects.filter(pk=each.pk).update(place=place, priority=each.priority)
    return True
