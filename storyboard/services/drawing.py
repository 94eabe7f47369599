"""Drawing many panels: what there is to do, all of it at once, and stopping it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from jobs import selectors as job_selectors
from jobs import services as jobs
from jobs.errors import Refused
from jobs.models import ACTIVE, Job, JobState, Role
from jobs.schemas import ErrorBody
from storyboard import selectors, versions
from storyboard.models import Panel, Picture, Story
from storyboard.schemas.drawing import BlockedOut, DrawIn, DrawOut, PlanOut
from storyboard.schemas.panels import RenderIn
from storyboard.services import panels

#: statuses of an order over somebody's quota, and of one that nobody can judge now: further ones would get the same
SAME_FOR_ALL = (429, 503)


def plan(user: AbstractBaseUser, story_id: uuid.UUID) -> PlanOut:
    """The panels of a story that a picture is missing for, or whose picture is stale. Locked ones, and those being
    drawn already, are left out.
    """
    story = selectors.story(user, story_id, Role.VIEWER)
    missing: list[uuid.UUID] = []
    stale: list[uuid.UUID] = []
    blocked: list[BlockedOut] = []
    for panel in _open_panels(story):
        shown = _shown(panel)
        if shown is not None and not versions.stale(shown, panel):
            continue
        if (trouble := _trouble(panel)) is not None:
            blocked.append(trouble)
        else:
            (missing if shown is None else stale).append(panel.pk)
    return PlanOut(missing=missing, stale=stale, blocked=blocked, seconds_each=job_selectors.usual_seconds("render"))


def _open_panels(story: Story) -> list[Panel]:
    busy = set(_drawings(story, ACTIVE).values_list("subject_id", flat=True))
    rows = Panel.objects.filter(page__story=story, page__trashed_at=None, locked=False).exclude(pk__in=busy)
    parts = rows.select_related("page__story").prefetch_related(*panels.CAST_PARTS, "pictures")
    return list(parts.order_by("page__position", "position"))


def _shown(panel: Panel) -> Picture | None:
    """The kept try, else the newest in the story's style, else the newest."""
    tries = list(panel.pictures.all())
    likely = [each for each in tries if each.request.get("style", "") == panel.page.story.style] or tries
    return next((each for each in tries if each.pk == panel.kept_id), likely[-1] if likely else None)


def _trouble(panel: Panel) -> BlockedOut | None:
    try:
        panels.check_drawable(panel)
    except Refused as refusal:
        return BlockedOut(panel=panel.pk, error=ErrorBody.model_validate(refusal.trouble.body()))
    return None


def draw(user: AbstractBaseUser, story_id: uuid.UUID, wanted: DrawIn, key: str | None) -> DrawOut:
    """Have a try of each wanted panel drawn. One that cannot be drawn does not keep the others from it."""
    story = selectors.story(user, story_id)
    known = {panel.pk: panel for panel in _open_panels(story)}
    started, blocked = [], []
    for panel_id in dict.fromkeys(wanted.panels):
        if (panel := known.get(panel_id)) is None:
            continue
        try:
            started.append(panels.render(user, panel.pk, RenderIn(style=wanted.style), _key(key, panel_id)))
        except Refused as refusal:
            if refusal.status in SAME_FOR_ALL and not started:
                raise
            blocked.append(BlockedOut(panel=panel_id, error=ErrorBody.model_validate(refusal.trouble.body())))
            if refusal.status in SAME_FOR_ALL:
                break
    return DrawOut(jobs=job_selectors.jobs_out(started), blocked=blocked)


def _key(key: str | None, panel_id: uuid.UUID) -> str | None:
    """The key of one drawing out of the key of them all."""
    return sha256(f"{key}/{panel_id}".encode()).hexdigest() if key else None


def cancel(user: AbstractBaseUser, story_id: uuid.UUID, *, waiting_only: bool) -> list[Job]:
    """End the drawings of a story, the last in line first: those at its front begin while this goes on."""
    states = (JobState.QUEUED,) if waiting_only else ACTIVE
    found = _drawings(selectors.story(user, story_id), states).order_by("-created_at")
    return [jobs.cancel(user, job.pk) for job in found]


def _drawings(story: Story, states: Iterable[str]) -> QuerySet[Job]:
    return Job.objects.filter(topic=story.topic, kind="render", state__in=list(states))
