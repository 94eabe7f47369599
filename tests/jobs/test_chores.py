"""Chores are done by whoever leads, seldom, and one that fails harms nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from jobs import chores, dispatch
from jobs.chores import Chores
from jobs.models import Job
from jobs.services import Order, submit
from storyboard import settings as product

done: list[str] = []


def fails() -> None:
    done.append("fails")
    raise OperationalError("database or disk is full")


def works() -> None:
    done.append("works")


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    done.clear()
    settings.JOB_CHORES = [f"{__name__}.fails", f"{__name__}.works"]


def test_each_is_done_once_in_a_while(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    own = Chores()
    own.do_what_is_due()
    own.do_what_is_due()
    assert done == ["fails", "works"]
    assert "fails was not done" in caplog.text
    monkeypatch.setattr(chores, "EVERY", 0.0)
    own.do_what_is_due()
    assert done == ["fails", "works"] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leads", [True, False])
def test_only_the_leader_does_them(monkeypatch: pytest.MonkeyPatch, leads: bool) -> None:
    monkeypatch.setattr(dispatch, "SWEEP_EVERY", 0.01)
    monkeypatch.setattr(dispatch.Dispatcher, "_lead", lambda _: leads)
    own = dispatch.Dispatcher()
    own.start()
    for _ in range(200):
        if done or not leads:
            break
        own._over.wait(0.01)
    own.stop()
    assert done == (["fails", "works"] if leads else [])


def test_the_trash_is_one_of_them() -> None:
    from storyboard import settings

    assert "storyboard.services.trash.empty_old" in settings.JOB_CHORES


def test_a_key_is_forgotten_after_a_day_and_its_job_is_not(writer: User) -> None:
    order = Order("story:1", "export", "story", uuid4(), {}, key="mine")
    first = submit(writer, order)
    Job.objects.update(created_at=timezone.now() - chores.KEYS_KEPT + timedelta(minutes=1))
    assert chores.forget_keys() == 0
    assert submit(writer, order).pk == first.pk
    Job.objects.update(created_at=timezone.now() - chores.KEYS_KEPT - timedelta(minutes=1))
    assert chores.forget_keys() == 1
    assert submit(writer, order).pk != first.pk
    assert Job.objects.filter(pk=first.pk).exists()


def test_the_product_forgets_keys() -> None:
    assert "jobs.chores.forget_keys" in product.JOB_CHORES
