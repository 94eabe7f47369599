"""How long it will take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from jobs import leases, selectors
from jobs.models import Job, JobState
from jobs.work import Work
from tests.jobs.orders import fresh, submitted

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def past_run(user: User, seconds: int) -> None:
    job = submitted(user)
    end = NOW + timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, started_at=NOW, finished_at=end)


def test_unknown_without_past_and_pace(writer: User) -> None:
    assert selectors.eta_seconds(submitted(writer)) is None


def test_median_of_past_runs(writer: User) -> None:
    for seconds in (10, 20, 90):
        past_run(writer, seconds)
    assert selectors.eta_seconds(submitted(writer)) == 20


def test_own_pace_counts_from_this_attempt(writer: User) -> None:
    job = Job(kind="tune", state=JobState.RUNNING, done=60, total=100, done_at_start=50, started_at=NOW)
    assert selectors.eta_seconds(job, NOW + timedelta(seconds=20)) == 80


def test_own_pace_counts_from_this_stage(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(hours=1))
    work = Work(Job.objects.get(pk=job.pk))
    work.report(10, 10, "drawing")
    work.new_stage()
    assert selectors.eta_seconds(work.job, usual=lambda _: 4000.0) == pytest.approx(400, abs=60)  # of the whole run
    work.report(50, 100, "learning")
    began = fresh(job).paced_since
    assert began is not None
    assert selectors.eta_seconds(work.job, began + timedelta(seconds=20)) == 20


def test_no_estimate_after_the_end(writer: User) -> None:
    past_run(writer, 10)
    assert selectors.eta_seconds(Job.objects.get()) is None
