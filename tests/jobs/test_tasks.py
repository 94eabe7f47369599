"""How a claimed job ends."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from billiard.exceptions import WorkerLostError
from celery.exceptions import TimeLimitExceeded
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist

from jobs import leases, recovery, services
from jobs.errors import JobStopped
from jobs.models import Job, JobEvent
from jobs.tasks import run, run_next
from jobs.work import Work
from tests.jobs.orders import TOPIC, error_of, fresh, submitted


@pytest.fixture(autouse=True)
def _handlers(settings: Any) -> None:
    names = {"export": "count_at_once", "tune": "refuse", "render": "crash", "propose": "run_short"}
    settings.JOB_TOGETHER = {}
    settings.JOB_HANDLERS = {kind: f"tests.jobs.handlers.{name}" for kind, name in names.items()}


def done(user: User, kind: str) -> Job:
    submitted(user, kind)
    job = leases.claim_next("task")
    assert job is not None
    run(job)
    return fresh(job)


def test_finished_job_is_done_and_told(writer: User) -> None:
    job = done(writer, "export")
    assert (job.state, job.done, job.total, job.owner_token) == ("done", 30, 30, None)
    told: Any = JobEvent.objects.filter(topic=TOPIC).order_by("seq").values()
    assert [event["job"]["state"] for event in told] == ["queued", "running", "done"]
    assert [event["seq"] for event in told] == [1, 2, 3]
    assert job.seq == 3


def test_refusal_of_the_handler_is_shown(writer: User) -> None:
    job = done(writer, "tune")
    assert (job.state, error_of(job)["code"], error_of(job)["hint"]) == ("failed", "no_ink", "Buy ink.")


def test_fault_is_shown_without_its_inside(writer: User) -> None:
    job = done(writer, "render")
    assert (job.state, error_of(job)["code"]) == ("failed", "internal")
    assert "/etc" not in str(error_of(job))


def test_passing_failure_is_tried_again_up_to_the_limit(writer: User) -> None:
    job = done(writer, "propose")
    for _ in range(2):
        assert job.state == "queued"
        claimed = leases.claim_next("task")
        assert claimed is not None
        run(claimed)
        job = fresh(job)
    assert (job.state, error_of(job)["code"]) == ("failed", "out_of_memory")


def test_deleted_subject_is_no_fault(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(work: Work) -> None:
        raise ObjectDoesNotExist

    monkeypatch.setattr("tests.jobs.handlers.count_at_once", gone)
    assert error_of(done(writer, "export"))["code"] == "gone"


def test_cancelled_job_stops_at_its_next_step_and_keeps_nothing(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    work = Work(job)
    work.report(1, 10, "drawing")
    services.cancel(writer, job.pk)
    with pytest.raises(JobStopped):
        work.report(2, 10, "drawing")
    with pytest.raises(JobStopped), work.finishing():
        pass
    run(job)
    assert fresh(job).state == "cancelled"


def test_progress_never_falls(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    work = Work(job)
    shown = []
    for number, total in [(0, 10), (6, 10), (3, 10), (5, 20), (7, 10)]:
        work.report(number, total, "drawing")
        shown.append(job.done / job.total)
    assert shown == [0, 0.6, 0.6, 0.6, 0.7]


def test_progress_is_told_at_most_four_times_a_second(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, told = [100.0], []
    monkeypatch.setattr("jobs.work.time.monotonic", lambda: clock[0])
    monkeypatch.setattr("jobs.events.progress", lambda job: told.append(clock[0]))
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    work = Work(job)
    for number in range(300):
        work.report(number, 300, "drawing")
        clock[0] += 0.01
    assert 10 <= len(told) <= 13
    assert min(later - before for before, later in pairwise(told)) >= 0.25 - 1e-6


def test_new_stage_starts_again_at_nothing(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    work = Work(job)
    work.report(10, 10, "drawing")
    work.new_stage()
    assert (fresh(job).done, fresh(job).total) == (0, 0)
    work.report(1, 200, "learning")
    assert (job.done, job.total) == (1, 200)


def test_result_of_a_lost_job_is_not_kept(writer: User) -> None:
    submitted(writer)
    job = leases.claim_next("task")
    assert job is not None
    leases.requeue(job)
    with pytest.raises(JobStopped), Work(job).finishing():
        User.objects.create_user("result")
    assert not User.objects.filter(username="result").exists()


@pytest.fixture
def rung(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queues that were rung for; learning has one of its own, and of one person one job may be worked at."""
    settings.JOB_QUOTAS, settings.JOB_QUEUES = {"running": 1}, {"tune": "cpu"}
    queues: list[str] = []
    for module in ("jobs.tasks", "jobs.recovery"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)  # the test's own
    monkeypatch.setattr("jobs.tasks.ring", lambda queue, worker=None: queues.append(queue))
    return queues


def test_the_end_of_a_job_rings_where_its_person_waited_for_a_place(
    writer: User, stranger: User, rung: list[str], settings: Any
) -> None:
    submitted(writer)
    waiting = submitted(writer, "tune")
    run_next("gpu")
    assert rung == ["cpu"]
    services.pause(writer, waiting.pk)
    submitted(writer)
    submitted(stranger, "tune")
    run_next("gpu")
    assert rung == ["cpu"], "whom no limit kept waiting was rung for before"
    services.resume(writer, waiting.pk)
    settings.JOB_QUOTAS = {}
    submitted(writer)
    run_next("gpu")
    assert rung == ["cpu"], "without a limit nobody waits for a place"


def test_no_ring_while_a_person_is_still_at_the_limit(writer: User, rung: list[str], settings: Any) -> None:
    settings.JOB_QUOTAS = {"running": 2}
    for kind in ("export", "export", "tune"):
        submitted(writer, kind)
    assert leases.claim_next("task") is not None
    run_next("gpu")
    assert rung == ["cpu"]
    settings.JOB_QUOTAS = {"running": 1}
    submitted(writer)
    run_next("gpu")
    assert rung == ["cpu"], "the first one is still at work"


@pytest.mark.parametrize("exception", [TimeLimitExceeded(1), WorkerLostError()])
def test_the_end_of_a_worker_rings_too(writer: User, rung: list[str], exception: Exception) -> None:
    first = submitted(writer)
    submitted(writer, "tune")
    assert leases.claim_next("task") == first
    recovery._worker_died(task_id="task", exception=exception)
    assert "cpu" in rung


def test_what_took_too_long_together_is_tried_alone(writer: User, rung: list[str]) -> None:
    first = submitted(writer)
    for state in ("queued", "failed"):  # with others; then, claimed anew, by itself
        assert leases.claim_next("task") == first
        if state == "queued":
            Job.objects.filter(pk=first.pk).update(company=3)
        recovery._worker_died(task_id="task", exception=TimeLimitExceeded(1))
        assert fresh(first).state == state


def test_the_end_by_force_rings_too(writer: User, rung: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.recovery.current_app.control.revoke", lambda *_, **__: None)
    submitted(writer)
    next_one, elsewhere = submitted(writer), submitted(writer, "tune")
    job = leases.claim_next("task")
    assert job is not None
    services.cancel(writer, job.pk)
    recovery.end_by_force(job, leases.give_up)
    assert sorted(rung) == ["cpu", "gpu"]
    assert {fresh(next_one).state, fresh(elsewhere).state} == {"queued"}
