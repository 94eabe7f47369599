"""Submitting, cancelling and retrying."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from jobs import leases, services
from jobs.errors import Refused
from jobs.models import Job
from jobs.tasks import run_next
from tests.jobs.orders import fresh, order, submitted

Capture = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


def test_rings_after_the_commit_and_not_before(writer: User, django_capture_on_commit_callbacks: Capture) -> None:
    with mock.patch.object(run_next, "apply_async") as bell:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            submitted(writer)
            bell.assert_not_called()
        bell.assert_called_once_with(args=("gpu",), queue="gpu", retry=False)


def test_broken_bell_does_not_break_the_request(writer: User, django_capture_on_commit_callbacks: Capture) -> None:
    with mock.patch.object(run_next, "apply_async", side_effect=OSError("no broker")):
        with django_capture_on_commit_callbacks(execute=True):
            job = submitted(writer)
    assert fresh(job).state == "queued"


def test_same_key_gives_the_same_job(writer: User, stranger: User) -> None:
    one = services.submit(writer, order(key="k"))
    assert services.submit(writer, order(key="k")) == one
    assert services.submit(stranger, order(key="k")) != one
    assert services.submit(writer, order()) != services.submit(writer, order())


def test_key_of_another_job_is_refused(writer: User) -> None:
    services.submit(writer, order(key="k"))
    with pytest.raises(Refused) as refusal:
        services.submit(writer, order(kind="tune", key="k"))
    assert refusal.value.status == 422


@pytest.mark.django_db(transaction=True)
def test_forty_requests_at_once_with_one_key_make_one_job(writer: User) -> None:
    def post(_: int) -> uuid.UUID:
        try:
            return services.submit(writer, order(key="k")).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as browsers:
        assert len(set(browsers.map(post, range(40)))) == 1
    assert Job.objects.count() == 1


def test_cancel_of_a_waiting_job_is_at_once(writer: User) -> None:
    job = services.cancel(writer, submitted(writer).pk)
    assert job.state == "cancelled"
    assert leases.claim_next("task") is None


def test_cancel_of_a_running_job_waits_for_its_next_step(writer: User) -> None:
    submitted(writer)
    running = leases.claim_next("task")
    assert running is not None
    assert services.cancel(writer, running.pk).state == "cancelling"
    assert not leases.still_running(running)
    assert not leases.finish(running)
    assert leases.give_up(running)
    assert fresh(running).state == "cancelled"


def test_cancel_of_a_finished_job_changes_nothing(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    leases.finish(job)
    seq = fresh(job).seq
    assert services.cancel(writer, job.pk).state == "done"
    assert fresh(job).seq == seq


def test_retry_gives_three_more_attempts(writer: User) -> None:
    job = services.cancel(writer, submitted(writer).pk)
    assert services.retry(writer, job.pk).state == "queued"
    for _ in range(3):
        claimed = leases.claim_next("task")
        assert claimed is not None
        leases.requeue(claimed)
    assert fresh(job).state == "failed"
    again = services.retry(writer, job.pk)
    assert (again.state, again.error, again.attempt_limit) == ("queued", None, 6)


def test_retry_of_a_waiting_job_is_refused(writer: User) -> None:
    with pytest.raises(Refused) as refusal:
        services.retry(writer, submitted(writer).pk)
    assert refusal.value.status == 409


def test_other_peoples_jobs_are_not_there(client: Client, stranger: User) -> None:
    job = submitted(stranger)
    assert client.get(f"/api/jobs/{job.pk}").status_code == 404
    assert client.post(f"/api/jobs/{job.pk}/cancel").status_code == 404
    assert client.post(f"/api/jobs/{job.pk}/retry").status_code == 404
    assert fresh(job).state == "queued"
