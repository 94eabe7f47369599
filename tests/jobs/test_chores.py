"""Chores are done by whoever leads, seldom, and one that fails harms nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from jobs import chores, dispatch
from jobs.chores import Chores

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
