"""A message is only a ring: delivered ten times on eight threads, it still makes one start for each attempt."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import close_old_connections, connections

from jobs.errors import JobFailed, Trouble
from jobs.models import JobState
from jobs.tasks import run_next
from jobs.work import Work
from tests.jobs.orders import fresh, submitted

JOBS, DELIVERIES, THREADS = 10, 10, 8
started: Counter[tuple[str, int]] = Counter()
_writing = threading.Lock()


def begin(work: Work) -> None:
    """Fail once in a way that may pass, then end."""
    with _writing:
        started[str(work.job.pk), work.job.attempt] += 1
    work.report(1, 2, "counting")
    if work.job.attempt == 1:
        raise JobFailed(Trouble("again", "Not yet."), retryable=True)


def deliver(queue: str) -> None:
    run_next(queue)
    close_old_connections()
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_every_message_ten_times_on_eight_threads(writer: User, settings: Any) -> None:
    settings.JOB_HANDLERS = {"export": f"{__name__}.begin"}
    started.clear()
    jobs = [submitted(writer) for _ in range(JOBS)]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(deliver, ["gpu"] * JOBS * DELIVERIES))
    for _ in range(JOBS):
        deliver("gpu")  # the rings of those that failed when all others had been heard
    assert {fresh(job).state for job in jobs} == {JobState.DONE}
    assert started == {(str(job.pk), attempt): 1 for job in jobs for attempt in (1, 2)}
