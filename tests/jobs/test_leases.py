"""Claims, fences and the attempt limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import close_old_connections, connection
from django.utils import timezone

from jobs import leases, recovery, services
from jobs.errors import Trouble
from jobs.models import Job
from tests.jobs.orders import error_of, fresh, submitted


def claim() -> Job:
    job = leases.claim_next("task")
    assert job is not None
    return job


def test_oldest_job_first(writer: User) -> None:
    first, second = submitted(writer), submitted(writer)
    assert claim() == first
    assert claim() == second
    assert leases.claim_next("task") is None


def test_who_was_served_least_recently_comes_first(writer: User, stranger: User) -> None:
    jobs = [submitted(writer), submitted(writer), submitted(stranger)]
    assert [claim(), claim(), claim()] == [jobs[0], jobs[2], jobs[1]]


def test_claim_counts_the_attempt_and_takes_a_lease(writer: User) -> None:
    submitted(writer)
    job = claim()
    assert (job.state, job.attempt) == ("running", 1)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + timedelta(seconds=20)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_never_claim_the_same_job(writer: User) -> None:
    jobs = [submitted(writer) for _ in range(12)]

    def work() -> list[Job]:
        got = []
        while (job := leases.claim_next("task")) is not None:
            got.append(job)
        connection.close()
        return got

    with ThreadPoolExecutor(8) as workers:
        claimed = [job for future in [workers.submit(work) for _ in range(8)] for job in future.result()]
    assert sorted(job.pk for job in claimed) == sorted(job.pk for job in jobs)
    assert {fresh(job).attempt for job in jobs} == {1}


def test_a_lost_job_cannot_be_written(writer: User) -> None:
    submitted(writer)
    mine = claim()
    leases.requeue(mine)
    theirs = claim()
    assert theirs.attempt == 2
    assert not leases.renew(mine)
    assert not leases.save_progress(mine)
    assert not leases.finish(mine)
    assert not leases.fail(mine, Trouble("late", "Too late."))
    assert leases.finish(theirs)


def test_requeue_of_an_older_attempt_changes_nothing(writer: User) -> None:
    submitted(writer)
    mine = claim()
    leases.requeue(mine)
    theirs = claim()
    leases.requeue(mine)
    assert fresh(theirs).state == "running"


def test_third_loss_fails_the_job_with_a_reason(writer: User) -> None:
    job = submitted(writer)
    for _ in range(3):
        leases.requeue(claim())
    ended = fresh(job)
    assert (ended.state, ended.attempt) == ("failed", 3)
    assert error_of(job)["code"] == "worker_lost"
    assert error_of(job)["safe"]


def test_end_of_the_program_is_not_the_jobs_fault(writer: User) -> None:
    job = submitted(writer)
    for _ in range(5):
        claim()
        assert recovery.requeue_all() == 1
    assert fresh(job).state == "queued"


def test_cancel_that_the_worker_did_not_live_to_see(writer: User) -> None:
    job = submitted(writer)
    claim()
    services.cancel(writer, job.pk)
    assert recovery.requeue_all() == 1
    assert fresh(job).state == "cancelled"


def test_cancelled_job_that_then_fails_is_cancelled(writer: User) -> None:
    submitted(writer)
    job = claim()
    services.cancel(writer, job.pk)
    assert leases.fail(job, Trouble("late", "Too late."))
    assert (fresh(job).state, fresh(job).error) == ("cancelled", None)


def sweep_on(sweeper: recovery.Sweeper, begin: datetime, seconds: int) -> datetime:
    """Once a second, from a moment on; returns the next one."""
    for second in range(seconds):
        sweeper.sweep(begin + timedelta(seconds=second))
    return begin + timedelta(seconds=seconds)


def test_sweep_frees_a_job_whose_lease_ended(writer: User) -> None:
    job = submitted(writer)
    claim()
    sweeper = recovery.Sweeper()
    after = sweep_on(sweeper, timezone.now(), 25)
    assert fresh(job).state == "running"
    sweep_on(sweeper, after, 7)
    assert fresh(job).state == "queued"
    close_old_connections()


def test_after_a_sleep_or_an_outage_workers_get_time_to_give_a_sign(writer: User) -> None:
    job = submitted(writer)
    held = claim()
    sweeper = recovery.Sweeper()
    now = sweep_on(sweeper, timezone.now(), 20)
    now = sweep_on(sweeper, now + timedelta(hours=8), 15)
    assert fresh(job).state == "running"
    Job.objects.filter(pk=held.pk).update(lease_until=now + timedelta(seconds=30))  # its heart beats again
    now = sweep_on(sweeper, now, 30)
    assert (fresh(job).state, fresh(job).attempt) == ("running", 1)
    sweep_on(sweeper, now, 2)
    assert fresh(job).state == "queued"
    close_old_connections()
