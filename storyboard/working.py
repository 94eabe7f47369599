"""Doing jobs in this very process, for commands that run while no studio does."""

from __future__ import annotations

from jobs import leases
from jobs.models import Job, JobState
from jobs.tasks import run


class WorkFailed(Exception):
    """A job did not end well."""


def work_off(job: Job) -> None:
    """Do what waits in line, as a worker does, until this job is over.

    Raises:
        WorkFailed: it was cancelled or failed.
    """
    while job.active and (claimed := leases.claim_next("command")) is not None:
        run(claimed)
        job.refresh_from_db()
    if job.state != JobState.DONE:
        raise WorkFailed(f"{job.kind} ended as {job.state}: {job.error}")
