"""A worker that has a job's model loaded is preferred, and nobody waits for ever because of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from jobs import leases, line, services, workers
from jobs.line import PASSES
from jobs.models import Job, Worker
from jobs.services import Order
from jobs.workers import Hand
from tests.jobs.orders import TOPIC, fresh, order

OURS, THEIRS = Hand("ours@test", "small", "gpu"), Hand("theirs@test", "large", "gpu")


def asked(user: User, model: str, priority: int = 0) -> Job:
    wish = Order(TOPIC, "render", "panel", order().subject_id, {}, model=model, priority=priority)
    return services.submit(user, wish)


def claim(hand: Hand) -> Job | None:
    return leases.claim_next("task", ["render"], hand)


def test_job_of_the_loaded_model_goes_first(writer: User) -> None:
    large, small = asked(writer, "large"), asked(writer, "small")
    assert claim(OURS) == small
    assert fresh(large).passed == 1
    assert claim(OURS) == large
    assert fresh(large).passed == 0


def test_whoever_works_once_takes_what_comes(writer: User) -> None:
    large, small = asked(writer, "large"), asked(writer, "small")
    assert [leases.claim_next("task"), leases.claim_next("task")] == [large, small]


def test_passed_over_job_is_taken_in_the_end(writer: User) -> None:
    large = asked(writer, "large")
    small = [asked(writer, "small") for _ in range(PASSES + 2)]
    assert [claim(OURS) for _ in range(PASSES + 2)] == [*small[:PASSES], large, small[PASSES]]


def test_priority_counts_more_than_the_model(writer: User) -> None:
    asked(writer, "small")
    urgent = asked(writer, "large", priority=1)
    assert claim(OURS) == urgent


def test_turns_of_people_count_more_than_the_model(writer: User, stranger: User) -> None:
    theirs, mine = asked(stranger, "large"), asked(writer, "small")
    assert [claim(OURS), claim(OURS)] == [theirs, mine]


def test_job_is_left_for_a_free_worker_that_has_its_model(writer: User) -> None:
    THEIRS.tell(busy=False)
    job = asked(writer, "large")
    assert claim(OURS) is None
    assert line.left_for(["render"], OURS) == [THEIRS.name]
    assert claim(THEIRS) == job


def test_nothing_is_left_for_a_worker_of_another_queue(writer: User) -> None:
    replace(THEIRS, queue="cpu").tell(busy=False)
    job = asked(writer, "large")
    assert claim(OURS) == job


def test_worker_that_does_not_come_is_not_waited_for_long(writer: User) -> None:
    THEIRS.tell(busy=False)
    job = asked(writer, "large")
    assert [claim(OURS) for _ in range(PASSES)] == [None] * PASSES
    assert claim(OURS) == job


@pytest.mark.parametrize(("busy", "age"), [(True, timedelta()), (False, workers.LIVELY + timedelta(seconds=1))])
def test_nothing_is_left_for_who_is_busy_or_gone(writer: User, busy: bool, age: timedelta) -> None:
    THEIRS.tell(busy=busy)
    Worker.objects.update(seen_at=timezone.now() - age)
    job = asked(writer, "large")
    assert claim(OURS) == job


def test_workers_that_were_not_seen_for_a_day_are_forgotten(db: None) -> None:
    THEIRS.tell(busy=True)
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=2))
    OURS.tell(busy=False)
    workers.seen(OURS.name)
    assert list(Worker.objects.values_list("name", flat=True)) == [OURS.name]
