"""Who looks after the line: one at a time, and not one that is silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections

from jobs import dispatch
from jobs.dispatch import Dispatcher


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Another worker's thread, with a connection of its own. Whoever led has one that ends soon: none is left over."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_leads_until_it_is_silent(monkeypatch: pytest.MonkeyPatch, elsewhere: ThreadPoolExecutor) -> None:
    monkeypatch.setattr(dispatch, "SILENCE", 0.5)
    first, second = Dispatcher(), Dispatcher()
    leads: Callable[[], bool] = first._lead
    assert elsewhere.submit(leads).result()
    if connection.vendor != "postgresql":
        assert second._lead(), "one process, one dispatcher"
        return
    assert not second._lead()
    time.sleep(1.0)
    assert second._lead()
    with pytest.raises(OperationalError):
        elsewhere.submit(ask).result()


def ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
