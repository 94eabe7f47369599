"""When a worker takes a new line to the broker. That it hears over it is tested with real ones, in `test_scale`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from celery.signals import task_received
from celery.worker.state import active_requests, all_total_count
from django.contrib.auth.models import User

from jobs import line
from jobs.hearing import Ear
from jobs.models import Job
from tests.jobs.orders import submitted


class Consumer:
    """As Celery's, of a worker for all queues."""

    app = current_app

    def __init__(self) -> None:
        self.connection: object | None = self
        self.hub: object | None = self
        self.soon: list[Callable[[], None]] = []

    def call_soon(self, callback: Callable[[], None]) -> None:
        self.soon.append(callback)


@pytest.fixture
def consumer(settings: Any) -> Consumer:
    settings.WORKER_DEAF = 0.0
    return Consumer()


@pytest.mark.django_db
def test_it_is_taken_where_somebody_waits_for_a_free_worker(consumer: Consumer, writer: User) -> None:
    ear = Ear(consumer)
    ear.look()
    ear.look()
    assert not consumer.soon, "nobody waits"
    submitted(writer)
    assert line.waiting().exists()
    ear.look()
    assert len(consumer.soon) == 1
    with pytest.raises(ConnectionResetError, match="no ring was heard"):
        consumer.soon[0]()


@pytest.mark.django_db
def test_a_line_is_kept_that_is_in_use_or_not_there(consumer: Consumer, writer: User, settings: Any) -> None:
    submitted(writer)
    ear = Ear(consumer)
    ear.look()
    consumer.soon.clear()
    all_total_count[0] += 1
    ear.look()
    task_received.send(sender=consumer)
    ear.look()
    request = Job()
    active_requests.add(request)
    ear.look()
    active_requests.discard(request)
    consumer.connection = None
    ear.look()
    assert not consumer.soon
    consumer.connection, consumer.hub = consumer, None
    ear.look()
    assert not consumer.soon
    consumer.hub = consumer
    settings.WORKER_DEAF = 3600.0
    ear.look()
    assert not consumer.soon
    settings.WORKER_DEAF = 0.0
    ear.look()
    assert consumer.soon


@pytest.mark.django_db
def test_a_ring_that_comes_meanwhile_keeps_the_line(consumer: Consumer, writer: User) -> None:
    submitted(writer)
    ear = Ear(consumer)
    for way in (lambda: task_received.send(sender=consumer), lambda: all_total_count.append(all_total_count.pop() + 1)):
        ear.look()
        ear.look()
        way()
        consumer.soon.pop()()
    ear.look()
    with pytest.raises(ConnectionResetError):
        consumer.soon.pop()()
