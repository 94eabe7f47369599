"""The real studio process: who gets in, and what survives a kill."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.running_studio import RunningStudio, until


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path_factory.mktemp("studio") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def story(studio: RunningStudio) -> str:
    return str(studio.post("/stories", {"title": "Mia"})["id"])


def open_socket(studio: RunningStudio, story: str, *, origin: str | None = None, since: int = 0) -> ClientConnection:
    cookies = "; ".join(f"{name}={value}" for name, value in studio.browser.cookies.items())
    address = studio.address.replace("http", "ws") + f"/ws/stories/{story}/?since={since}"
    own = studio.address if origin is None else origin
    return connect(address, additional_headers={"Cookie": cookies, **({"Origin": own} if own else {})}, proxy=None)


def test_writes_a_story(studio: RunningStudio, story: str) -> None:
    page = studio.post(f"/stories/{story}/pages")
    second = studio.post(f"/stories/{story}/pages", {"after": page["id"]})
    changed = studio.patch(f"/pages/{page['id']}", {"text": "Mia wakes up."}, page["revision"])
    moved = studio.post(f"/pages/{page['id']}/move", {"position": 1})
    assert changed["text"] == "Mia wakes up."
    assert [each["id"] for each in moved] == [second["id"], page["id"]]
    assert studio.get("/stories")[0]["pages"] == 2


def test_token_works_once(studio: RunningStudio) -> None:
    with requests.Session() as stranger:
        assert stranger.get(f"{studio.address}/", params={"token": studio.token}, timeout=5).status_code == 401
        refused = stranger.get(f"{studio.address}/api/stories", timeout=5)
    assert refused.status_code == 401
    assert refused.json()["code"] == "no_session"


def test_refuses_writes_without_csrf_token(studio: RunningStudio) -> None:
    answer = requests.post(
        f"{studio.address}/api/stories", json={"title": "x"}, cookies=dict(studio.browser.cookies), timeout=5
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf"


def test_refuses_writes_from_another_origin(studio: RunningStudio) -> None:
    answer = studio.browser.post(
        f"{studio.address}/api/stories", json={"title": "x"}, headers={"Origin": "http://127.0.0.1:9"}, timeout=5
    )
    assert answer.status_code == 403


def test_refuses_other_hosts(studio: RunningStudio) -> None:
    answer = studio.browser.get(f"{studio.address}/api/stories", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400


def test_sends_security_headers(studio: RunningStudio) -> None:
    headers = studio.browser.get(f"{studio.address}/", timeout=5).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_socket_greets_and_tells_what_was_missed(studio: RunningStudio, story: str) -> None:
    with open_socket(studio, story) as socket:
        hello = json.loads(socket.recv(5))
        missed = [json.loads(socket.recv(5))["seq"] for _ in range(hello["seq"])]
        assert missed == list(range(1, hello["seq"] + 1))
        page = studio.post(f"/stories/{story}/pages")
        event = json.loads(socket.recv(2))
    assert event == {
        "type": "event",
        "seq": hello["seq"] + 1,
        "kind": "changed",
        "job": None,
        "changed": [f"story:{story}", f"page:{page['id']}"],
    }


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9", "http://evil.example", "null", "", "file://"])
def test_socket_refuses_other_origins(studio: RunningStudio, story: str, origin: str) -> None:
    with pytest.raises(InvalidStatus), open_socket(studio, story, origin=origin):
        pass


def test_socket_refuses_unknown_story(studio: RunningStudio) -> None:
    with pytest.raises(InvalidStatus), open_socket(studio, "00000000-0000-0000-0000-000000000000"):
        pass


def test_job_reports_live_and_never_falls(studio: RunningStudio, story: str) -> None:
    since = studio.get(f"/stories/{story}")["seq"]
    with open_socket(studio, story, since=since) as socket:
        job = studio.post(f"/stories/{story}/export")["id"]
        told = [json.loads(socket.recv(10))]
        while told[-1].get("job", {}) is None or told[-1]["type"] != "event" or told[-1]["job"]["state"] != "done":
            told.append(json.loads(socket.recv(10)))
    done = [each["done"] for each in told if each["type"] == "progress" and each["job"] == job]
    states = [each["job"]["state"] for each in told if each["type"] == "event" and each["job"]]
    seqs = [each["seq"] for each in told if each["type"] == "event"]
    assert states == ["queued", "running", "done"]
    assert seqs == list(range(since + 1, since + 4))
    assert done == sorted(done)
    assert len(done) >= 3


def test_same_key_is_the_same_job(studio: RunningStudio, story: str) -> None:
    jobs = {studio.post(f"/stories/{story}/export", **{"Idempotency-Key": "one"})["id"] for _ in range(3)}
    assert len(jobs) == 1
    studio.wait(jobs.pop())


def test_second_studio_on_the_folder_ends_with_a_message(studio: RunningStudio) -> None:
    second = studio.launch()
    assert second.wait(20) == 1
    assert "Another studio is already running" in studio.errors()
    assert second.stdout is not None
    second.stdout.close()


def test_killed_worker_child_is_replaced_and_the_job_resumes(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 8, 20)
    studio.worker().kill()
    ended = studio.wait(job)
    assert (ended["state"], ended["attempt"]) == ("done", 2)
    assert int(starts(studio.folder, job)[1]) >= 8


def test_poison_job_fails_after_three_attempts_and_others_go_on(studio: RunningStudio, story: str) -> None:
    character = studio.post(f"/stories/{story}/characters", {"name": "Tom", "description": "a robot"})["id"]
    poison = studio.post(f"/characters/{character}/propose", {"count": 4})["id"]
    other = studio.post(f"/stories/{story}/export")["id"]
    ended = studio.wait(poison, seconds=40)
    assert (ended["state"], ended["attempt"], ended["error"]["code"]) == ("failed", 3, "worker_lost")
    assert studio.wait(other)["state"] == "done"


def test_cancel_ends_a_job_that_does_not_listen(studio: RunningStudio, story: str) -> None:
    page = studio.post(f"/stories/{story}/pages")
    panel = studio.patch(f"/panels/{page['panels'][0]['id']}", {"scene": "a fox, in the snow"}, 1)
    job = studio.post(f"/panels/{panel['id']}/render")["id"]
    studio.wait(job, "running")
    until(lambda: f"hanging {job}" in handler_log(studio.folder), 10)
    assert studio.post(f"/jobs/{job}/cancel")["state"] == "cancelling"
    assert studio.wait(job, seconds=15)["state"] == "cancelled"
    after = studio.post(f"/stories/{story}/export")["id"]
    assert studio.wait(after)["state"] == "done"


def test_cancelled_job_goes_on_where_it_stopped(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 5, 20)
    studio.post(f"/jobs/{job}/cancel")
    assert studio.wait(job)["state"] == "cancelled"
    studio.post(f"/jobs/{job}/retry")
    assert studio.wait(job)["state"] == "done"
    assert int(starts(studio.folder, job)[1]) >= 5


def test_killed_studio_loses_nothing(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "data") as studio:
        story = studio.post("/stories", {"title": "Mia"})["id"]
        studio.post(f"/stories/{story}/pages")
        jobs = [studio.post(f"/stories/{story}/export")["id"] for _ in range(3)]
        until(lambda: studio.get(f"/jobs/{jobs[0]}")["done"] >= 8, 20)
        studio.kill()
        studio.start()
        ended = [studio.wait(job) for job in jobs]
        assert [each["state"] for each in ended] == ["done"] * 3
        assert int(starts(studio.folder, jobs[0])[1]) >= 8
        log = handler_log(studio.folder)
        assert [log.count(f"finished {job}") for job in jobs] == [1, 1, 1]
        assert studio.stop() == 0


def handler_log(folder: Path) -> str:
    """What the handlers wrote down."""
    log = folder / "handlers.log"
    return log.read_text() if log.exists() else ""


def starts(folder: Path, job: str) -> list[str]:
    """Where each attempt at a job began."""
    lines = (line.split() for line in handler_log(folder).splitlines())
    return [what.removeprefix("start-at-") for what, which, _ in lines if which == job and what.startswith("start")]


def test_refuses_to_listen_to_the_network() -> None:
    wished = [sys.executable, "manage.py", "studio", "--host", "0.0.0.0"]
    ended = subprocess.run(wished, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "invalid choice" in ended.stderr
