"""Whose turn it is, asked of a line of ten thousand."""

from __future__ import annotations

import time
import uuid

import pytest
from django.contrib.auth.models import User

from jobs import leases
from jobs.models import Job
from tests.jobs.orders import TOPIC
from tests.soak.figures import Show, at_most, p95

pytestmark = pytest.mark.soak
PEOPLE, EACH, CLAIMS = 20, 500, 200


@pytest.mark.django_db
def test_claims_from_ten_thousand(show: Show) -> None:
    for number in range(PEOPLE):
        who = User.objects.create_user(f"writer{number}")
        waiting = (
            Job(owner=who, asked_by=who, topic=TOPIC, kind="export", subject_kind="story", subject_id=uuid.uuid4())
            for _ in range(EACH)
        )
        Job.objects.bulk_create(waiting)
    took = []
    for _ in range(CLAIMS):
        begin = time.perf_counter()
        assert leases.claim_next("task") is not None
        took.append(time.perf_counter() - begin)
    show(at_most(f"{PEOPLE * EACH:,} jobs in line: p95 of a claim, SQLite", p95(took), 10, "ms"))
