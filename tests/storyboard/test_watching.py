"""What an operator sees, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from characters.studio import device_memory
from jobs import leases
from jobs.errors import Trouble
from jobs.models import Job
from jobs.workers import Hand
from tests.jobs.orders import fresh, submitted


@pytest.fixture
def operator(db: None) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_user("ops", is_staff=True))
    return browser


def a_card() -> tuple[int, int]:
    return 3 << 30, 8 << 30


def failed(user: User) -> Job:
    submitted(user)
    job = leases.claim_next("task")
    assert job is not None
    leases.fail(job, Trouble("no_ink", "There is no ink."))
    return job


def test_ready_while_the_database_answers(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"
    assert Client().get("/readyz").status_code == 200
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("away")):
        answer = Client().get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_figures_count_the_line(writer: User) -> None:
    waiting = submitted(writer)
    Job.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(seconds=900))
    submitted(writer, "render")
    leases.claim_next("task", ["render"])
    text = Client().get("/metrics").content.decode()
    assert 'storyboard_jobs{kind="export",state="queued"} 1.0' in text
    assert 'storyboard_jobs{kind="render",state="running"} 1.0' in text
    assert 'storyboard_oldest_wait_seconds{queue="gpu"} 9' in text
    assert "\nstoryboard_lease_left_seconds " in text


def test_figures_count_finished_work(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    leases.finish(job)
    Job.objects.update(seconds=4.5)
    text = Client().get("/metrics").content.decode()
    assert 'storyboard_run_seconds_sum{kind="export"} 4.5' in text
    assert 'storyboard_run_seconds_count{kind="export"} 1.0' in text


def test_memory_of_graphics_cards(operator: Client, settings: Any) -> None:
    Hand("plain@here").tell(busy=False)
    settings.JOB_GPU_MEMORY = f"{__name__}.a_card"
    Hand("gpu0@here", "sdxl").tell(busy=False)
    text = Client().get("/metrics").content.decode()
    assert 'storyboard_gpu_memory_bytes{what="used",worker="gpu0@here"} 3.221225472e+09' in text
    assert 'storyboard_gpu_memory_bytes{what="total",worker="gpu0@here"} 8.589934592e+09' in text
    assert 'worker="plain@here"} 0' not in text.partition("storyboard_gpu_memory_bytes")[2]
    assert "3.0\xa0GB of 8.0\xa0GB of its graphics card taken" in operator.get("/operator").content.decode()


def test_a_process_that_draws_on_no_card_has_no_memory_of_one() -> None:
    assert device_memory() is None


def test_figures_stay_inside(db: None) -> None:
    assert Client().get("/metrics", REMOTE_ADDR="93.184.216.34").status_code == 404


def test_operator_sees_and_retries_and_cancels(operator: Client, writer: User) -> None:
    broken, waiting = failed(writer), submitted(writer)
    page = operator.get("/operator").content.decode()
    assert str(broken.pk) in page
    assert "no_ink" in page
    assert operator.post(f"/operator/{broken.pk}/retry").status_code == 302
    assert operator.post(f"/operator/{waiting.pk}/cancel").status_code == 302
    assert (fresh(broken).state, fresh(waiting).state) == ("queued", "cancelled")


def test_nobody_else_does(client: Client, writer: User) -> None:
    job = failed(writer)
    for browser in (client, Client()):
        assert browser.get("/operator").status_code == 404
        for verb in ("retry", "cancel"):
            assert browser.post(f"/operator/{job.pk}/{verb}").status_code == 404
    assert fresh(job).state == "failed"


def test_operators_page_writes_only_with_a_token(db: None, writer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.create_user("ops", is_staff=True))
    assert browser.post(f"/operator/{failed(writer).pk}/retry").status_code == 403
