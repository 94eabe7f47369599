"""What survives: the same promises of the one-process studio and of a studio on a network."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.jobs.notes import handler_log, starts
from tests.running_studio import RunningStudio, open_socket, until

MODES = ("embedded", "scale")


@pytest.fixture(scope="module", params=MODES)
def studio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    if request.param == "scale":
        yield request.getfixturevalue("scale_studio")
        return
    with RunningStudio(tmp_path_factory.mktemp("studio") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def story(studio: RunningStudio) -> str:
    made = str(studio.post("/stories", {"title": "Mia"})["id"])
    studio.post(f"/stories/{made}/pages")
    return made


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


def test_job_reports_live_and_never_falls(studio: RunningStudio, story: str) -> None:
    since = studio.get(f"/stories/{story}")["seq"]
    with open_socket(studio, story, since=since) as socket:
        job = studio.post(f"/stories/{story}/export")["id"]
        told = [json.loads(socket.recv(30))]
        while told[-1].get("job", {}) is None or told[-1]["type"] != "event" or told[-1]["job"]["state"] != "done":
            told.append(json.loads(socket.recv(30)))
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


def test_killed_worker_child_is_replaced_and_the_job_resumes(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 8, 20)
    studio.worker().kill()
    ended = studio.wait(job)
    assert (ended["state"], ended["attempt"]) == ("done", 2)
    assert int(starts(studio.folder, job)[1]) >= 8


def test_killed_fork_server_is_replaced_with_its_children(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 3, 20)
    server = studio.worker().parent()
    assert server is not None
    server.kill()
    after = studio.post(f"/stories/{story}/export")["id"]
    assert [studio.wait(each, seconds=60)["state"] for each in (job, after)] == ["done"] * 2
    assert studio.worker().parent() != server


def test_poison_job_fails_after_three_attempts_and_others_go_on(studio: RunningStudio, story: str) -> None:
    character = studio.post(f"/stories/{story}/characters", {"name": "Tom", "description": "a robot"})["id"]
    poison = studio.post(f"/characters/{character}/propose", {"count": 4})["id"]
    other = studio.post(f"/stories/{story}/export")["id"]
    ended = studio.wait(poison, seconds=40)
    assert (ended["state"], ended["attempt"], ended["error"]["code"]) == ("failed", 3, "worker_lost")
    assert studio.wait(other)["state"] == "done"


def test_a_job_that_wants_all_memory_fails_alone(studio: RunningStudio, story: str) -> None:
    character = studio.post(f"/stories/{story}/characters", {"name": "Gog", "description": "a giant robot"})["id"]
    jobs = [studio.post(f"/stories/{story}/export")["id"]]
    studio.wait(jobs[0], seconds=60)
    child = studio.worker()
    jobs += [studio.post(f"/characters/{character}/propose", {"count": 4})["id"]]
    jobs += [studio.post(f"/stories/{story}/export")["id"]]
    ended = [studio.wait(each, seconds=60) for each in jobs]
    assert [(each["state"], each["attempt"]) for each in ended] == [("done", 1), ("failed", 3), ("done", 1)]
    assert ended[1]["error"]["code"] == "out_of_memory"
    assert studio.worker() == child, "nobody else was ended for it"


def hanging(studio: RunningStudio, story: str, scene: str) -> str:
    """A job that came to its last step; on ice its worker's interpreter is locked, too."""
    page = studio.post(f"/stories/{story}/pages")
    panel = studio.patch(f"/panels/{page['panels'][0]['id']}", {"scene": scene}, 1)
    job = str(studio.post(f"/panels/{panel['id']}/render")["id"])
    until(lambda: f"hanging {job}" in handler_log(studio.folder), 20, studio.errors)
    return job


@pytest.mark.parametrize("scene", ["a fox, in the snow", "a fox, on the ice"])
def test_cancel_ends_a_job_that_does_not_listen(studio: RunningStudio, story: str, scene: str) -> None:
    job = hanging(studio, story, scene)
    after = studio.post(f"/stories/{story}/export")["id"]
    assert studio.post(f"/jobs/{job}/cancel")["state"] == "cancelling"
    assert studio.wait(job, seconds=15)["state"] == "cancelled"
    assert studio.wait(after)["state"] == "done"


def test_pause_ends_a_job_that_does_not_listen(studio: RunningStudio, story: str) -> None:
    job = hanging(studio, story, "a fox, on the ice")
    after = studio.post(f"/stories/{story}/export")["id"]
    paused = studio.post(f"/jobs/{job}/pause")
    assert (paused["state"], paused["paused"]) == ("running", True)
    assert studio.wait(job, "queued", seconds=15)["paused"]
    assert studio.wait(after)["state"] == "done"
    assert studio.post(f"/jobs/{job}/cancel")["state"] == "cancelled"


def test_cancelled_job_goes_on_where_it_stopped(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 5, 20)
    studio.post(f"/jobs/{job}/cancel")
    assert studio.wait(job)["state"] == "cancelled"
    studio.post(f"/jobs/{job}/retry")
    assert studio.wait(job)["state"] == "done"
    assert int(starts(studio.folder, job)[1]) >= 5


def test_paused_job_goes_on_where_it_stopped(studio: RunningStudio, story: str) -> None:
    job = studio.post(f"/stories/{story}/export")["id"]
    until(lambda: studio.get(f"/jobs/{job}")["done"] >= 5, 20)
    assert studio.post(f"/jobs/{job}/pause")["paused"]
    assert studio.wait(job, "queued")["paused"]
    after = studio.post(f"/stories/{story}/export")["id"]
    assert studio.wait(after)["state"] == "done"
    studio.post(f"/jobs/{job}/resume")
    assert studio.wait(job)["state"] == "done"
    assert int(starts(studio.folder, job)[1]) >= 5


def test_killed_studio_loses_nothing(studio: RunningStudio, story: str) -> None:
    jobs = [studio.post(f"/stories/{story}/export")["id"] for _ in range(3)]
    until(lambda: studio.get(f"/jobs/{jobs[0]}")["done"] >= 8, 20)
    studio.kill()
    studio.start()
    ended = [studio.wait(job, seconds=60) for job in jobs]
    assert [each["state"] for each in ended] == ["done"] * 3
    assert int(starts(studio.folder, jobs[0])[1]) >= 8
    log = handler_log(studio.folder)
    assert [log.count(f"finished {job}") for job in jobs] == [1, 1, 1]
