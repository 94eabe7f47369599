"""Drawing many panels, as JSON."""

from __future__ import annotations

import uuid

from ninja import Schema
from pydantic import Field

from characters.text import Style
from jobs.schemas import ErrorBody, JobOut
from storyboard.publishing import MAX_PANELS


class DrawIn(Schema):
    """The panels to be drawn, in the story's style or as samples of another one."""

    panels: list[uuid.UUID] = Field(min_length=1, max_length=200 * MAX_PANELS)
    style: Style | None = None


class BlockedOut(Schema):
    """A panel that cannot be drawn, and why."""

    panel: uuid.UUID
    error: ErrorBody


class DrawOut(Schema):
    """What became of a wish to draw many panels."""

    jobs: list[JobOut]
    blocked: list[BlockedOut]


class PlanOut(Schema):
    """What could be drawn now: panels without a picture, panels whose picture is stale, and those that have to wait.

    `seconds_each` is how long one picture took of late; `null` where none was drawn yet.
    """

    missing: list[uuid.UUID]
    stale: list[uuid.UUID]
    blocked: list[BlockedOut]
    seconds_each: float | None


class CancelIn(Schema):
    """Which drawings of a story end: all, or only those that wait."""

    waiting_only: bool
