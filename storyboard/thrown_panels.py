"""Questions about panels that were thrown away. What was thrown off a page in the trash waits until that is back."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from jobs import access
from jobs.errors import not_found
from jobs.models import Role
from storyboard import selectors
from storyboard.models import Panel, Story
from storyboard.schemas.pages import TrashedPanelOut


def _thrown(user: AbstractBaseUser) -> QuerySet[Panel]:
    """Newest first."""
    there = Panel.with_trash.filter(page__story__in=selectors.for_user(user), page__trashed_at=None)
    return there.filter(trashed_at__isnull=False).select_related("page__story").order_by("-trashed_at", "-position")


def panel(user: AbstractBaseUser, panel_id: uuid.UUID, role: Role = Role.EDITOR) -> Panel:
    """One panel in the trash, or 404; 403 for somebody who may see its story but not in this role."""
    found = _thrown(user).filter(pk=panel_id).first()
    if found is None:
        raise not_found("panel in the trash")
    access.require(user, found.page.story.owner_id, found.page.story.topic, role)
    return found


def panels_out(story: Story) -> list[TrashedPanelOut]:
    """The panels that were thrown off the pages of a story, newest first."""
    rows = _thrown(story.owner).filter(page__story=story).prefetch_related("pictures")
    return [_out(each) for each in rows]


def _out(row: Panel) -> TrashedPanelOut:
    shown = row.kept_id or next((each.pk for each in reversed(row.pictures.all())), None)
    return TrashedPanelOut.model_validate(
        {
            "id": row.pk,
            "page": row.page_id,
            "position": row.position,
            "scene": row.scene,
            "trashed_at": row.trashed_at,
            "picture_url": selectors.picture_url(shown) if shown else None,
        }
    )
