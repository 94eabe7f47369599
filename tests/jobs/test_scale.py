"""What only a studio on a network can suffer: services that restart, workers that die, people who guess passwords."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psutil
import pytest
import requests
from websockets.exceptions import ConnectionClosed

from tests.jobs.notes import handler_log
from tests.running_studio import ROOT, open_socket, until
from tests.scale_studio import ScaleStudio, deafen_worker
from tests.services import Services
from tests.soak import figures

RULES = (
    *("test_migrations", "test_leases", "test_line", "test_services", "test_events", "test_tasks", "test_selectors"),
    *("test_warm", "test_deliveries", "test_together", "test_leading"),
)


@pytest.fixture(scope="module")
def story(scale_studio: ScaleStudio) -> str:
    made = str(scale_studio.post("/stories", {"title": "Mia"})["id"])
    scale_studio.post(f"/stories/{made}/pages")
    return made


@pytest.fixture
def guest(scale_studio: ScaleStudio) -> Iterator[requests.Session]:
    with requests.Session() as browser:
        yield browser


def export(studio: ScaleStudio, story: str) -> str:
    return str(studio.post(f"/stories/{story}/export")["id"])


def all_done_once(studio: ScaleStudio, story: str, jobs: list[str]) -> None:
    """By the story's events, which commit with what they tell of: a killed handler's own notes may not."""
    assert [studio.wait(job, seconds=90)["state"] for job in jobs] == ["done"] * len(jobs)
    told = [event["job"] for event in studio.get(f"/stories/{story}/events?since=0")["events"] if event["job"]]
    ended = [job["id"] for job in told if job["state"] == "done"]
    assert [ended.count(job) for job in jobs] == [1] * len(jobs)


def test_rules_of_the_engine_hold_on_postgresql(both: Services) -> None:
    files = [
        *(f"tests/jobs/{name}.py" for name in RULES),
        *(f"tests/storyboard/{name}.py" for name in ("lock_order", "test_at_once")),
    ]
    environment = {**os.environ, "TEST_DATABASE_URL": both.database_url}
    options = ["-q", "-x", "-p", "no:cacheprovider", "--ds=tests.postgres_settings", "-k", "not plan_on_sqlite"]
    command = [sys.executable, "-m", "pytest", *options, *files]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]


def test_writers_and_listeners_at_once_are_all_served(scale_studio: ScaleStudio, story: str) -> None:
    """How quickly is told by `make soak`, with more of them."""
    writers = [figures.Writer(scale_studio, number) for number in range(5)]
    _, writes = figures.at_once(writers, 3.0, figures.Writer.type)
    assert len(writes) >= len(writers)
    ages = asyncio.run(figures.listening(scale_studio, story, 20, lambda: export(scale_studio, story)))
    assert len(ages) >= 20


def test_redis_that_lost_everything_loses_no_job(scale_studio: ScaleStudio, both: Services, story: str) -> None:
    first = export(scale_studio, story)
    scale_studio.wait(first, "running")
    waiting = [export(scale_studio, story) for _ in range(2)]
    both.stop_redis()
    meanwhile = export(scale_studio, story)
    both.start_redis()
    all_done_once(scale_studio, story, [first, *waiting, meanwhile])


def test_a_worker_that_hears_no_ring_takes_a_new_line(scale_studio: ScaleStudio, both: Services, story: str) -> None:
    deafen_worker(both.broker_url)
    all_done_once(scale_studio, story, [export(scale_studio, story)])
    assert "no ring was heard" in scale_studio.errors()


def test_restart_of_the_database_loses_no_job(scale_studio: ScaleStudio, both: Services, story: str) -> None:
    jobs = [export(scale_studio, story) for _ in range(2)]
    scale_studio.wait(jobs[0], "running")
    both.restart_postgres()
    answers: list[Any] = []

    def recovered() -> bool:
        answers.append(scale_studio.browser.get(f"{scale_studio.address}/api/jobs/{jobs[0]}", timeout=20))
        return bool(answers[-1].ok)

    until(recovered, 30, scale_studio.errors)
    refused = [answer for answer in answers if not answer.ok]
    assert {(answer.status_code, answer.headers.get("Retry-After")) for answer in refused} <= {(503, "5")}
    all_done_once(scale_studio, story, jobs)


def test_second_worker_works_at_the_same_time_and_takes_over(scale_studio: ScaleStudio, story: str) -> None:
    second = scale_studio.start_worker(1)
    try:
        jobs: list[str] = []

        def both_work() -> bool:
            states = [scale_studio.get(f"/jobs/{job}")["state"] for job in jobs[-6:]]
            if states.count("queued") < 2:  # a worker that is still starting must find something to do
                jobs.append(export(scale_studio, story))
            return states.count("running") == 2

        until(both_work, 90, scale_studio.errors)
        # The first worker may be the one who leads: the other one has to notice and to requeue its job.
        first = scale_studio.working[0]
        scale_studio.worker().kill()
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        all_done_once(scale_studio, story, jobs)
    finally:
        second.kill()
        second.wait(10)
        scale_studio.working[0] = scale_studio.start_worker(0)


SUBMIT = """
from django.contrib.auth.models import User
from jobs.services import Order, submit
from uuid import UUID
for number in range(6):
    for model in ("large", "small"):
        submit(User.objects.get(username="mia"), Order("{story}", "export", "story", UUID(int=1), {{}}, model=model))
"""


def test_each_model_is_loaded_by_one_worker(scale_studio: ScaleStudio, story: str) -> None:
    second = scale_studio.start_worker(1)
    try:
        figures = f"{scale_studio.address}/metrics"
        workers = ('worker="worker0@test"', 'worker="worker1@test"')
        until(lambda: all(name in requests.get(figures, timeout=10).text for name in workers), 60, scale_studio.errors)
        scale_studio.manage("shell", "-c", SUBMIT.format(story=f"story:{story}"))
        until(lambda: handler_log(scale_studio.folder).count("drawn-in") == 12, 60, scale_studio.errors)
        loads = [line for line in handler_log(scale_studio.folder).splitlines() if line.startswith("load-")]
        assert len(loads) <= 3, loads  # each worker one; a fifth pass in a row would load once more
        assert len({line.partition("-in-")[2].split()[0] for line in loads}) == 2
    finally:
        second.kill()
        second.wait(10)


def test_worker_that_was_told_to_end_does_not_hang(scale_studio: ScaleStudio, story: str) -> None:
    job = export(scale_studio, story)
    scale_studio.wait(job, "running")
    first = scale_studio.working[0]
    child = scale_studio.worker()
    child.send_signal(signal.SIGSTOP)  # it does nothing more, not even end
    first.terminate()
    assert first.wait(30) == 0
    with suppress(psutil.NoSuchProcess):  # ended with its parent, where the system does that
        child.kill()
    scale_studio.working[0] = scale_studio.start_worker(0)
    ended = scale_studio.wait(job, seconds=60)
    assert (ended["state"], ended["attempt"]) == ("done", 2)


def test_quiet_socket_stays_open(scale_studio: ScaleStudio, story: str) -> None:
    with open_socket(scale_studio, story) as socket:
        with pytest.raises(TimeoutError):
            while True:
                socket.recv(8)
        scale_studio.post(f"/stories/{story}/pages")
        told = [json.loads(socket.recv(10))["type"]]
        while told[-1] == "beat":
            told.append(json.loads(socket.recv(10))["type"])
        assert told[-1] == "event"


def test_signing_in_and_out(scale_studio: ScaleStudio, story: str, guest: requests.Session) -> None:
    scale_studio.add_account("tom")
    shown = guest.get(f"{scale_studio.address}/stories/{story}", timeout=10, allow_redirects=False)
    assert (shown.status_code, shown.headers["Location"]) == (302, f"/login?next=/stories/{story}")
    assert scale_studio.sign_in(guest, "tom").status_code == 302
    assert guest.get(f"{scale_studio.address}/api/stories/{story}", timeout=10).status_code == 404
    share = f"{scale_studio.address}/api/stories/{story}/shares/tom"
    assert scale_studio.browser.put(share, json={"role": "viewer"}, timeout=10).ok
    with open_socket(scale_studio, story, browser=guest) as socket:
        assert json.loads(socket.recv(10))["type"] == "hello"
        assert guest.post(f"{scale_studio.address}/logout", timeout=10, allow_redirects=False).status_code == 302
        with pytest.raises(ConnectionClosed):
            while True:
                socket.recv(10)
    assert guest.get(f"{scale_studio.address}/api/stories", timeout=10).status_code == 401


def test_check_of_the_images_health_asks_as_a_browser_would(scale_studio: ScaleStudio) -> None:
    line = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert line is not None
    command = [sys.executable, *json.loads(line[1].replace("8000", str(scale_studio.port)))[1:]]
    subprocess.run(command, env=scale_studio.environment(), check=True)


def test_guessing_passwords_is_stopped(scale_studio: ScaleStudio, guest: requests.Session) -> None:
    scale_studio.add_account("eve")
    tries = [scale_studio.sign_in(guest, "eve", "wrong") for _ in range(5)]
    assert [answer.status_code for answer in tries] == [200] * 4 + [429]
    right = scale_studio.sign_in(guest, "eve")
    assert (right.status_code, right.headers["Retry-After"]) == (429, "900")
    assert "The password was wrong too often." in right.text


def test_guesses_at_the_end_of_an_account_count_as_those_at_the_door_do(
    scale_studio: ScaleStudio, guest: requests.Session
) -> None:
    scale_studio.add_account("tom")
    scale_studio.sign_in(guest, "tom")
    end = f"{scale_studio.address}/api/account/delete"
    tries = [guest.post(end, json={"name": "tom", "password": f"guess {each}"}, timeout=60) for each in range(6)]
    assert [answer.status_code for answer in tries] == [422] * 4 + [429] * 2
    assert (tries[-1].json()["code"], tries[-1].headers["Retry-After"]) == ("locked_out", "900")
    with requests.Session() as door:
        assert scale_studio.sign_in(door, "tom").status_code == 429
