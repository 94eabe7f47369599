"""Numbers without gaps, and what is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from jobs import events, selectors
from jobs.models import JobEvent
from tests.jobs.orders import TOPIC


def test_numbers_count_per_topic(db: None) -> None:
    assert [events.record(topic, changed=["page:1"]) for topic in ("a", "b", "a")] == [1, 1, 2]
    since = selectors.events_since("a", 1)
    assert since.seq == 2
    assert [(event.seq, event.kind, event.job, event.changed) for event in since.events] == [
        (2, "changed", None, ["page:1"])
    ]


def test_undone_transaction_leaves_no_gap(db: None) -> None:
    events.record(TOPIC)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.record(TOPIC)
        raise ZeroDivisionError
    assert events.record(TOPIC) == 2


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap(writer: User) -> None:
    def write(_: int) -> int:
        try:
            return events.record(TOPIC)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as writers:
        numbers = sorted(writers.map(write, range(40)))
    assert numbers == list(range(1, 41))
    assert list(JobEvent.objects.order_by("seq").values_list("seq", flat=True)) == numbers
