"""Everybody locks rows in one order, so that no two ever wait for each other.

SQLite lets one writer in at a time, so this is for PostgreSQL alone: `test_scale` runs it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from jobs import leases, services
from jobs.work import Work
from storyboard.models import Story
from tests.drawing import new_panel, new_story, post
from tests.storyboard.doors import DOORS, World
from tests.storyboard.test_doors import knock

#: what is locked first comes first; tables that are not named here are never waited for while something is held
RANKS = {
    "auth_user": 0,
    "jobs_job": 1,
    "storyboard_story": 2,
    "storyboard_page": 3,
    "storyboard_panel": 3,
    "characters_character": 3,
    "jobs_topic": 4,
}
#: whose new rows name a person, who is locked by that: nobody may delete them meanwhile
OF_PEOPLE = {"jobs_job", "jobs_share", "storyboard_story", "storyboard_download", "characters_character"}
LOCKS = re.compile(
    r'^(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"|^SELECT .* FROM "(\w+)".* FOR (?:NO KEY UPDATE|UPDATE|KEY SHARE)'
)


class Order:
    """The tables of which rows were locked, by transaction; those inside the test's own one are told by savepoints."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self._depth = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SAVEPOINT"):
            self._depth += 1
            if self._depth == 1:
                self.taken.append([])
        elif sql.startswith(("RELEASE SAVEPOINT", "ROLLBACK TO")):
            self._depth -= 1
        elif self._depth and (found := LOCKS.match(sql)):
            table = found[1] or found[2]
            named = ["auth_user"] if sql.startswith("INSERT") and table in OF_PEOPLE else []
            self.taken[-1].extend([*named, table])
        return execute(sql, params, many, context)

    def wrong(self) -> list[list[str]]:
        """The transactions that locked something of a lower rank after something of a higher one."""
        firsts = ([name for name in dict.fromkeys(each) if name in RANKS] for each in self.taken)
        return [each for each in firsts if each != sorted(each, key=RANKS.__getitem__)]


@contextmanager
def recorded() -> Iterator[Order]:
    order = Order()
    with transaction.atomic(), connection.execute_wrapper(order):
        yield order
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.ARTIFACTS, settings.UPLOADS = tmp_path / "artifacts", tmp_path / "uploads"
    return World(tmp_path)


def test_every_door_locks_in_this_order(world: World) -> None:
    owner = world.browser("owner")
    locking = 0
    for door in DOORS:
        with recorded() as order:
            knock(owner, door, world)
        assert order.wrong() == [], door
        locking += any(order.taken)
    assert locking > 20, "the ear is deaf"


def test_a_worker_locks_in_this_order(client: Client, writer: User) -> None:
    story = new_story(client)
    new_panel(client, story, "a fox")
    post(client, f"/stories/{story['id']}/export", {}, 202)
    with recorded() as order:
        job = leases.claim_next("task")
        assert job is not None
        work = Work(job)
        with work.keeping(changed=["story:1"]):
            Story.objects.update(title="Kept")
        with work.finishing():
            Story.objects.update(title="Done")
            services.follow(job, services.Order(job.topic, "sheet", "character", job.subject_id, {}))
    assert order.wrong() == []
    first = ["auth_user", "jobs_job", "storyboard_story"]
    assert [list(dict.fromkeys(each))[:3] for each in order.taken[-2:]] == [first] * 2
