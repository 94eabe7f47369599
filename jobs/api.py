"""Jobs over HTTP."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Router, Status

from jobs import selectors, services
from jobs.schemas import JobOut, answers
from jobs.session import person

router = Router(tags=["jobs"])


@router.get("/{job_id}", response=answers(JobOut))
def get_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """One job."""
    return selectors.job_out(selectors.get(person(request), job_id))


@router.post("/{job_id}/cancel", response=answers(JobOut))
def cancel_job(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """Cancel: at once while it waits, at the next step while it runs."""
    return selectors.job_out(services.cancel(person(request), job_id))


@router.post("/{job_id}/retry", response=answers(JobOut, 202))
def retry_job(request: HttpRequest, job_id: uuid.UUID) -> Status[JobOut]:
    """Try a failed or cancelled job again."""
    return Status(202, selectors.job_out(services.retry(person(request), job_id)))
