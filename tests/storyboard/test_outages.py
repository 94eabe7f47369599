"""A full disk and a database that is away: what people are told, and that it is over when it is over."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from storyboard.models import Story
from storyboard.outages import refusal_of
from tests.drawing import get, new_story, post


@pytest.fixture
def full(client: Client) -> Iterator[None]:
    """The database's file may not grow by a page, as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def fill(client: Client) -> int:
    """Make stories until one is refused; returns how many were made."""
    for number in range(5000):
        answer = client.post("/api/stories", {"title": "x" * 200, "pages": 20}, "application/json")
        if answer.status_code != 201:
            assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
            return number
    raise AssertionError("the disk was never full")


@pytest.mark.django_db(transaction=True)
def test_full_disk_is_said_and_loses_nothing(client: Client, full: None) -> None:
    made = fill(client)
    assert len(get(client, "/stories")) == Story.objects.count() == made
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
        new_story(client)
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_database_that_is_away(client: Client, error: Exception) -> None:
    with mock.patch("storyboard.selectors.summaries", side_effect=error):
        answer = client.get("/api/stories")
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "database_away")
    with mock.patch("jobs.line.waiting", side_effect=error):
        assert client.get("/metrics").status_code == 503
    assert post(client, "/stories", {"title": "Mia"}, 201)


def test_only_outages_are_outages() -> None:
    full_disk = refusal_of(OSError(errno.ENOSPC, "No space left on device"))
    assert full_disk is not None
    assert full_disk.status == 507
    assert refusal_of(ValueError("x")) is None
    assert refusal_of(FileNotFoundError("x")) is None
