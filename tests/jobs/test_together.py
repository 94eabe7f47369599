"""Which waiting jobs a worker takes along with the first one, and how each of them ends."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from jobs import leases, selectors, services
from jobs.errors import JobFailed, JobStopped, Trouble
from jobs.models import Job
from jobs.services import Order
from jobs.tasks import ending, run
from jobs.work import Work
from jobs.workers import Hand
from tests.jobs.orders import TOPIC, error_of, fresh

ME, DRAWING = Hand("me@test", queue="gpu"), ["render", "tune"]
ORDER = Order(TOPIC, "render", "panel", uuid.UUID(int=1), {}, model="small")


def asked(user: User, **changes: Any) -> Job:
    return services.submit(user, replace(ORDER, **changes))


def claim(most: int = 3) -> list[Job]:
    job = leases.claim_next("task", DRAWING, ME)
    assert job is not None
    return [job, *leases.claim_beside(job, DRAWING, ME, most)]


def test_alike_jobs_right_behind_are_taken_along(writer: User) -> None:
    alike = [asked(writer) for _ in range(5)]
    assert claim() == alike[:4]
    assert {fresh(job).company for job in alike[:4]} == {4}
    assert {(fresh(job).state, fresh(job).attempt, fresh(job).task_id) for job in alike[:4]} == {("running", 1, "task")}
    assert len({fresh(job).owner_token for job in alike}) == 5
    assert claim() == alike[4:]
    assert fresh(alike[4]).company == 1


@pytest.mark.parametrize("other", [{"kind": "tune"}, {"topic": "story:2"}, {"model": "large"}, {"priority": -1}])
def test_no_further_than_to_the_first_of_another_kind(writer: User, other: dict[str, Any]) -> None:
    first = asked(writer)
    asked(writer, **other)
    assert claim() == [first]


def test_one_at_a_time_where_somebody_else_waits_or_is_free(writer: User, stranger: User) -> None:
    jobs, theirs = [asked(writer) for _ in range(4)], asked(stranger)
    assert claim() == [jobs[0]]
    assert claim() == [theirs]
    other = Hand("other@test", queue="gpu")
    other.tell(busy=False)
    assert claim() == [jobs[1]]
    other.tell(busy=True)
    assert claim() == jobs[2:]


def test_who_waits_or_is_free_in_another_queue_does_not_count(writer: User, stranger: User) -> None:
    first = asked(writer)
    asked(writer, kind="export")
    second = asked(writer)
    asked(stranger, kind="export")
    Hand("other@test").tell(busy=False, queues=["cpu"])
    assert claim() == [first, second]


def test_worker_of_several_queues_stays_one_while_it_works_for_one_of_them(writer: User) -> None:
    Hand("other@test").tell(busy=False, queues=["cpu", "gpu"])
    Hand("other@test", queue="cpu").tell(busy=False)
    jobs = [asked(writer) for _ in range(2)]
    assert claim() == [jobs[0]]


def test_what_failed_before_is_done_alone(writer: User) -> None:
    first, second, third = (asked(writer) for _ in range(3))
    for job in claim():
        leases.requeue(job)
    assert claim() == [first]
    assert claim() == [second]
    assert claim() == [third]


def test_time_is_divided_among_those_who_shared_it(writer: User) -> None:
    for _ in range(4):
        asked(writer)
    jobs = claim()
    Job.objects.update(started_at=timezone.now() - timedelta(seconds=40))
    for job in jobs:
        leases.finish(job)
    assert all(9 < fresh(job).seconds < 20 for job in jobs)
    usual = selectors.usual_seconds("render")
    assert usual is not None
    assert 9 < usual < 20


def handle(works: list[Work]) -> None:
    """The first fails, the second was cancelled, the third is finished, the others only hear of it."""
    with ending(works[0]):
        raise JobFailed(Trouble("no_ink", "There is no ink."))
    with ending(works[1]):
        raise JobStopped
    with works[2].finishing():
        pass
    raise ZeroDivisionError


def test_each_ends_in_its_own_way(writer: User, settings: Any) -> None:
    settings.JOB_HANDLERS = {"render": f"{__name__}.handle"}
    for _ in range(4):
        asked(writer)
    jobs = claim()
    services.cancel(writer, jobs[1].pk)
    run(*jobs)
    assert [fresh(job).state for job in jobs] == ["failed", "cancelled", "done", "failed"]
    assert [error_of(jobs[index])["code"] for index in (0, 3)] == ["no_ink", "internal"]
