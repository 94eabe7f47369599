"""Jobs over HTTP."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Router, Status

from jobs import selectors, services
from jobs.models import Role
from jobs.schemas import JobOut, ManyIn, MoveJobIn, PriorityIn, answers
from jobs.session import person

router = Router(tags=["jobs"])


def _topic(many: ManyIn) -> str | None:
    return None if many.story is None else f"story:{many.story}"


@router.get("", response=answers(list[JobOut]))
def list_jobs(request: HttpRequest) -> list[JobOut]:
    """What you asked for and is not over: what runs, then what waits in the order of the line."""
    return selectors.jobs_out(selectors.in_line(person(request)))


@router.post("/cancel", response=answers(list[JobOut]))
def cancel_jobs(request: HttpRequest, body: ManyIn) -> list[JobOut]:
    """Cancel all your jobs, or those that wait; answers with the ones that were cancelled."""
    return selectors.jobs_out(services.cancel_many(person(request), _topic(body), running=body.which == "all"))


@router.post("/pause", response=answers(list[JobOut]))
def pause_jobs(request: HttpRequest, body: ManyIn) -> list[JobOut]:
    """Pause all your jobs, or those that wait."""
    return selectors.jobs_out(services.pause_many(person(request), _topic(body), running=body.which == "all"))


@router.post("/resume", response=answers(list[JobOut]))
def resume_jobs(request: HttpRequest, body: ManyIn) -> list[JobOut]:
    """Go on with all your paused jobs."""
    return selectors.jobs_out(services.resume_many(person(request), _topic(body)))


@router.get("/{job_id}", response=answers(JobOut))
def get_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """One job."""
    return selectors.job_out(selectors.get(person(request), job_id, Role.VIEWER))


@router.post("/{job_id}/cancel", response=answers(JobOut))
def cancel_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """Cancel: at once while it waits, at the next step while it runs."""
    return selectors.job_out(services.cancel(person(request), job_id))


@router.post("/{job_id}/retry", response=answers(JobOut, 202))
def retry_job(request: HttpRequest, job_id: uuid.UUID) -> Status[JobOut]:
    """Try a failed or cancelled job again."""
    return Status(202, selectors.job_out(services.retry(person(request), job_id)))


@router.post("/{job_id}/pause", response=answers(JobOut))
def pause_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """Take a job out of the line; one that runs stops at its next step and goes on from there later."""
    return selectors.job_out(services.pause(person(request), job_id))


@router.post("/{job_id}/resume", response=answers(JobOut))
def resume_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """Put a paused job back into the line."""
    return selectors.job_out(services.resume(person(request), job_id))


@router.post("/{job_id}/move", response=answers(list[JobOut]))
def move_job(request: HttpRequest, job_id: uuid.UUID, body: MoveJobIn) -> list[JobOut]:
    """Put a waiting job before another one of yours; answers with your line."""
    return selectors.jobs_out(services.move(person(request), job_id, body.before))


@router.patch("/{job_id}", response=answers(JobOut))
def change_job(request: HttpRequest, job_id: uuid.UUID, body: PriorityIn) -> JobOut:
    """Let a waiting job go before or behind your other ones."""
    return selectors.job_out(services.set_priority(person(request), job_id, body.priority))
