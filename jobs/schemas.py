"""Jobs, events and errors as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

JobKind = Literal["propose", "tune", "relearn", "sheet", "render", "export", "pack", "unpack"]
JobStateName = Literal["queued", "running", "cancelling", "done", "failed", "cancelled"]
#: A sample is a story that is made out of the shipped one.
SubjectKind = Literal["account", "character", "outfit", "panel", "sample", "story"]


class ErrorBody(Schema):
    """What happened, what is safe, what to do."""

    code: str
    message: str
    safe: str
    hint: str
    details: dict[str, object] | None = None


class Subject(Schema):
    """The thing a job works on."""

    kind: SubjectKind
    id: uuid.UUID


class JobOut(Schema):
    """A job as the editor sees it. `seq` is the number of its last event.

    Of one person's waiting jobs the one with the higher priority comes first, then the one with the lower `place`.
    """

    id: uuid.UUID
    kind: JobKind
    state: JobStateName
    paused: bool = False
    priority: int = 0
    place: int = 0
    subject: Subject
    done: int
    total: int
    step: str
    eta_seconds: float | None
    attempt: int
    error: ErrorBody | None
    created_at: datetime
    seq: int


class MoveJobIn(Schema):
    """The waiting job before which this one goes; `null` means behind all."""

    before: uuid.UUID | None = None


class PriorityIn(Schema):
    """Before (1) or behind (-1) the other jobs of the same person."""

    priority: int = Field(ge=-1, le=1)


class ManyIn(Schema):
    """Which of a person's jobs: of one story or of all, only those that wait or also those that run."""

    story: uuid.UUID | None = None
    which: Literal["waiting", "all"] = "all"


class EventOut(Schema):
    """One event. `changed` names things, `kind:<uuid>`; with `@7`, nothing but that thing, which has revision 7 now."""

    type: Literal["event"] = "event"
    seq: int
    kind: Literal["job", "changed"]
    job: JobOut | None
    changed: list[str]


class EventsOut(Schema):
    """The events after a number, and the number of the newest one."""

    seq: int
    events: list[EventOut]


#: How requests are refused: no session, not allowed, not there, conflict, too large, bad input, too much, no model.
REFUSALS = frozenset({401, 403, 404, 409, 413, 422, 429, 503, 507})


def answers(schema: object, status: int = 200) -> dict[object, object]:
    """The `response=` of a route: its schema, and the error body for every way to be refused."""
    return {status: schema, REFUSALS: ErrorBody}
