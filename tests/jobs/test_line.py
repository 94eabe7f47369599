"""Whose turn it is, and how people change their own order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import leases, line, services
from jobs.errors import Refused
from jobs.models import Job, JobEvent, JobState
from jobs.quotas import room_at_work
from jobs.services import Order
from jobs.workers import Hand
from tests.drawing import get, patch, post
from tests.jobs.orders import TOPIC, fresh, order, submitted


def claimed(count: int, kinds: list[str] | None = None) -> list[Job]:
    jobs = [leases.claim_next("task", kinds) for _ in range(count)]
    return [job for job in jobs if job is not None]


def test_a_thousand_jobs_of_one_let_another_wait_for_one(writer: User, stranger: User) -> None:
    for _ in range(50):
        submitted(writer)
    other = submitted(stranger)
    assert other in claimed(2)


def test_priority_counts_among_ones_own_jobs_only(writer: User, stranger: User) -> None:
    first, urgent = submitted(writer), submitted(writer)
    theirs = submitted(stranger)
    services.set_priority(writer, urgent.pk, 1)
    assert claimed(3) == [urgent, theirs, first]


def test_order_may_say_its_priority(writer: User) -> None:
    background = services.submit(writer, Order(TOPIC, "export", "story", order().subject_id, {}, priority=-1))
    quick = submitted(writer)
    assert claimed(2) == [quick, background]


def test_moved_job_changes_nobody_elses_turn(writer: User, stranger: User) -> None:
    mine = [submitted(writer), submitted(writer), submitted(writer)]
    theirs = submitted(stranger)
    assert services.move(writer, mine[2].pk, mine[0].pk) == [mine[2], mine[0], mine[1]]
    assert claimed(4) == [mine[2], theirs, mine[0], mine[1]]


def test_moved_to_the_end_and_before_a_favoured_one(writer: User) -> None:
    first, second, third = submitted(writer), submitted(writer), submitted(writer)
    services.set_priority(writer, third.pk, 1)
    assert services.move(writer, first.pk, third.pk) == [first, third, second]
    assert services.move(writer, third.pk, None) == [first, second, third]


def test_only_ones_own_waiting_jobs_change_places(writer: User, stranger: User) -> None:
    running, waiting, theirs = submitted(writer), submitted(writer), submitted(stranger)
    assert claimed(1) == [running]
    for job, before in ((running, waiting), (waiting, theirs)):
        with pytest.raises(Refused) as refusal:
            services.move(writer, job.pk, before.pk)
        assert refusal.value.status == 409


def test_paused_job_is_passed_over_and_keeps_its_place(writer: User) -> None:
    first, second, third = submitted(writer), submitted(writer), submitted(writer)
    assert services.pause(writer, first.pk).paused
    assert claimed(1) == [second]
    assert not services.resume(writer, first.pk).paused
    assert claimed(2) == [first, third]


def test_paused_running_job_gives_its_worker_up_without_blame(writer: User) -> None:
    job = submitted(writer)
    running = claimed(1)[0]
    paused = services.pause(writer, job.pk)
    assert (paused.state, paused.paused) == ("running", True)
    assert not leases.still_running(running)
    assert not leases.save_progress(running)
    assert leases.give_up(running)
    assert not leases.finish(running)
    assert (fresh(job).state, fresh(job).paused, fresh(job).attempt_limit) == ("queued", True, 4)
    services.resume(writer, job.pk)
    assert claimed(1)[0].attempt == 2


def test_pause_that_is_taken_back_before_the_worker_stopped(writer: User) -> None:
    job = submitted(writer)
    running = claimed(1)[0]
    services.pause(writer, job.pk)
    services.resume(writer, job.pk)
    assert leases.still_running(running)
    assert leases.give_up(running)  # it had seen the pause
    assert (fresh(job).state, fresh(job).paused, fresh(job).attempt_limit) == ("queued", False, 4)


def test_pause_that_comes_too_late_does_not_hide_the_result(writer: User) -> None:
    job = submitted(writer)
    running = claimed(1)[0]
    services.pause(writer, job.pk)
    assert leases.finish(running)
    assert (fresh(job).state, fresh(job).paused) == ("done", False)


def test_worker_that_dies_while_pausing_is_not_blamed(writer: User) -> None:
    job = submitted(writer)
    running = claimed(1)[0]
    services.pause(writer, job.pk)
    leases.requeue(running)
    assert (fresh(job).state, fresh(job).paused, fresh(job).attempt_limit) == ("queued", True, 4)


def test_pause_of_a_finished_job_changes_nothing(writer: User) -> None:
    submitted(writer)
    job = claimed(1)[0]
    leases.finish(job)
    assert (services.pause(writer, job.pk).state, fresh(job).paused) == ("done", False)


def test_many_at_once(client: Client, writer: User, stranger: User) -> None:
    jobs, theirs = [submitted(writer) for _ in range(3)], submitted(stranger)
    claimed(1)
    story = TOPIC.removeprefix("story:")
    assert [each["id"] for each in get(client, "/jobs")] == [str(job.pk) for job in jobs]
    assert len(post(client, "/jobs/pause", {"which": "waiting"})) == 2
    assert len(post(client, "/jobs/resume", {"story": story})) == 2
    assert post(client, "/jobs/cancel", {"story": "00000000-0000-0000-0000-000000000009"}) == []
    assert [each["state"] for each in post(client, "/jobs/cancel", {"which": "waiting"})] == ["cancelled"] * 2
    assert [each["state"] for each in post(client, "/jobs/cancel", {})] == ["cancelling"]
    assert fresh(theirs).state == "queued"


def test_line_over_http(client: Client, writer: User) -> None:
    first, second = submitted(writer), submitted(writer)
    moved = post(client, f"/jobs/{second.pk}/move", {"before": str(first.pk)})
    assert [each["id"] for each in moved] == [str(second.pk), str(first.pk)]
    assert moved[0]["place"] < moved[1]["place"]
    assert JobEvent.objects.latest("pk").changed == [TOPIC], "other windows see the new order"
    assert patch(client, f"/jobs/{first.pk}", {"priority": 1}, None)["priority"] == 1
    assert patch(client, f"/jobs/{first.pk}", {"priority": 9}, None, 422)["code"] == "invalid"
    assert post(client, f"/jobs/{first.pk}/pause")["paused"]
    assert not post(client, f"/jobs/{first.pk}/resume")["paused"]


def test_workers_take_only_the_kinds_of_their_queue(writer: User) -> None:
    drawing, book = submitted(writer, "render"), submitted(writer, "export")
    assert claimed(2, ["export"]) == [book]
    assert claimed(2, ["render", "tune"]) == [drawing]


def test_time_that_was_worked_is_counted(writer: User) -> None:
    submitted(writer)
    job = claimed(1)[0]
    Job.objects.update(started_at=timezone.now() - timedelta(seconds=20))
    leases.requeue(job)
    assert 19 < fresh(job).seconds < 60
    before = fresh(job).seconds
    again = claimed(1)[0]
    leases.finish(again)
    assert fresh(job).seconds >= before


def test_quota_of_waiting_jobs(client: Client, writer: User, stranger: User, settings: Any) -> None:
    settings.JOB_QUOTAS = {"queued": 2}
    jobs = [submitted(writer), submitted(writer)]
    with pytest.raises(Refused) as refusal:
        submitted(writer)
    assert (refusal.value.status, refusal.value.trouble.code) == (429, "too_much")
    submitted(stranger)
    services.cancel(writer, jobs[0].pk)
    last = submitted(writer)
    answer = client.post(f"/api/jobs/{jobs[0].pk}/retry")
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert fresh(last).state == "queued"


def test_order_that_is_known_already_is_not_counted_again(writer: User, settings: Any) -> None:
    settings.JOB_QUOTAS = {"queued": 1}
    job = services.submit(writer, order(key="k"))
    assert services.submit(writer, order(key="k")) == job


def test_quota_of_seconds_a_day(writer: User, settings: Any) -> None:
    settings.JOB_QUOTAS = {"seconds_a_day": 60}
    job = submitted(writer)
    now = timezone.now()
    Job.objects.update(seconds=61.0, started_at=now - timedelta(hours=23), state=JobState.DONE)
    with pytest.raises(Refused) as refusal:
        submitted(writer)
    assert refusal.value.retry_after is not None
    assert 0 < refusal.value.retry_after <= 3601
    Job.objects.filter(pk=job.pk).update(started_at=now - timedelta(hours=25))
    assert submitted(writer).state == "queued"


def test_quota_of_jobs_at_work_leaves_workers_to_others(writer: User, stranger: User, settings: Any) -> None:
    settings.JOB_QUOTAS = {"running": 2}
    mine = [submitted(writer) for _ in range(3)]
    assert claimed(3) == mine[:2]
    assert not line.waiting().exists()
    theirs = submitted(stranger)
    assert claimed(2) == [theirs]
    leases.finish(fresh(mine[0]))
    assert claimed(2) == [mine[2]]


def test_jobs_done_together_count_each(writer: User, settings: Any) -> None:
    settings.JOB_QUOTAS = {"running": 3}
    first, *_ = [submitted(writer) for _ in range(5)]
    assert claimed(1) == [first]
    assert len(leases.claim_beside(fresh(first), None, Hand(), 3)) == 2


def test_ones_own_urgent_job_is_let_before_at_the_limit_and_nobody_elses(
    writer: User, stranger: User, settings: Any
) -> None:
    settings.JOB_QUOTAS = {"running": 1}
    submitted(writer)
    submitted(stranger)
    mine, theirs = claimed(2)
    urgent = submitted(stranger)
    services.set_priority(stranger, urgent.pk, 1)
    assert line.before(fresh(theirs), None)
    assert not line.before(fresh(mine), None)


def crowd(user: User, count: int, **values: Any) -> None:
    """Jobs of one person, in line unless told otherwise."""
    same = {"owner": user, "asked_by": user, "topic": TOPIC, "kind": "export", "subject_id": order().subject_id}
    Job.objects.bulk_create(Job(**same, **values) for _ in range(count))


@pytest.mark.parametrize("quotas", [{}, {"running": 2}])
@pytest.mark.parametrize("others", [0, 2000])
def test_plan_on_sqlite_reads_no_whole_table(
    writer: User, stranger: User, others: int, quotas: Any, settings: Any
) -> None:
    settings.JOB_QUOTAS = quotas
    crowd(writer, others)
    submitted(stranger)
    with CaptureQueriesContext(connection) as queries:
        assert line.first() is not None
    assert len(queries) <= 3
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            scans = [row[3] for row in cursor.fetchall() if "SCAN" in row[3]]
            assert not [step for step in scans if "auth_user" not in step], scans


def effort(look: Callable[[], object]) -> int:
    """How many instructions of SQLite's machine a look takes, with its values as they are really handed over."""
    instructions = itertools.count()
    connection.connection.set_progress_handler(lambda: next(instructions) * 0, 1)
    try:
        look()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return next(instructions)


@pytest.mark.parametrize("quotas", [{}, {"running": 1}])
def test_plan_on_sqlite_costs_the_same_however_long_the_line_and_the_past_are(
    writer: User, stranger: User, quotas: Any, settings: Any
) -> None:
    settings.JOB_QUOTAS = quotas
    submitted(writer)
    assert len(claimed(1)) == 1
    submitted(stranger)
    looks: list[Callable[[], object]] = [
        line.first,
        lambda: line.first(["export"]),
        lambda: line.anybody(["export"]),
        lambda: room_at_work(writer.pk),
    ]
    before = [effort(look) for look in looks]
    crowd(writer, 2000)
    crowd(writer, 2000, state=JobState.DONE, started_at=timezone.now() - timedelta(days=1))
    after = [effort(look) for look in looks]
    assert [cost for cost, was in zip(after, before, strict=True) if cost > was + 2000] == [], (before, after)
