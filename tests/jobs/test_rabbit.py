"""The same promises where RabbitMQ rings: work, force, and a broker that lost everything."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

import psycopg
import pytest

from tests import rabbit
from tests.jobs.notes import handler_log
from tests.running_studio import until
from tests.scale_studio import ScaleStudio, deafen_worker
from tests.services import Services


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rabbit.Rabbit]:
    rabbit.require()
    running = rabbit.Rabbit(tmp_path_factory.mktemp("rabbit"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def studio(both: Services, broker: rabbit.Rabbit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScaleStudio]:
    """With a database of its own, so that no other studio's workers hear of its jobs."""
    with psycopg.connect(both.database_url, autocommit=True) as server:
        server.execute("CREATE DATABASE rabbit")
    own = copy(both)
    own.database_url = both.database_url.removesuffix("/postgres") + "/rabbit"
    own.broker_url = broker.url
    with ScaleStudio(tmp_path_factory.mktemp("amqp") / "data", own) as running:
        yield running


# Soak while one is at work: there a worker was seen, seldom, that heard no ring afterwards; see jobs/hearing.py.
@pytest.mark.parametrize("at_work", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_rings_force_and_a_broker_that_forgot(studio: ScaleStudio, broker: rabbit.Rabbit, at_work: bool) -> None:
    story = studio.post("/stories", {"title": "Mia"})["id"]
    page = studio.post(f"/stories/{story}/pages")
    studio.patch(f"/panels/{page['panels'][0]['id']}", {"scene": "a fox, on the ice"}, 1)

    hanging = studio.post(f"/panels/{page['panels'][0]['id']}/render")["id"]
    until(lambda: f"hanging {hanging}" in handler_log(studio.folder), 60, studio.errors)
    behind = studio.post(f"/stories/{story}/export")["id"]
    studio.post(f"/jobs/{hanging}/cancel")
    assert studio.wait(hanging, seconds=30)["state"] == "cancelled"
    assert studio.wait(behind, seconds=30)["state"] == "done"

    first = studio.post(f"/stories/{story}/export")["id"]
    studio.wait(first, "running" if at_work else "done")
    if not at_work:
        broker.kill()
    waiting = studio.post(f"/stories/{story}/export")["id"]
    if at_work:
        broker.kill()
    meanwhile = studio.post(f"/stories/{story}/export")["id"]
    broker.start()
    assert [studio.wait(job, seconds=90)["state"] for job in (first, waiting, meanwhile)] == ["done"] * 3
    log = handler_log(studio.folder)
    assert [log.count(f"finished {job}") for job in (first, waiting, meanwhile)] == [1, 1, 1]


def test_a_worker_that_hears_no_ring_takes_a_new_line(studio: ScaleStudio, broker: rabbit.Rabbit) -> None:
    story = studio.post("/stories", {"title": "Mia"})["id"]
    studio.post(f"/stories/{story}/pages")
    deafen_worker(broker.url)
    job = studio.post(f"/stories/{story}/export")["id"]
    assert studio.wait(job, seconds=90)["state"] == "done"
    assert "no ring was heard" in studio.errors()
