"""Telling open editors that parts of a story changed."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from jobs import events
from storyboard.models import Story


def in_turn(*stories: Story) -> None:
    """Make the rest of the transaction wait for others that change these stories or what is in them.

    Rows are locked in one order everywhere, or two who wait for each other would both be late: people, jobs, stories,
    what is in them, topics. SQLite lets one writer in at a time and needs none of it.
    """
    if connection.features.has_select_for_update:
        rows = Story.with_trash.filter(pk__in=[story.pk for story in stories])
        list(rows.select_for_update(no_key=True).order_by("pk"))


def changed(story: Story, *names: str) -> None:
    """Record the event and the time of the change; call it in the transaction of the change.

    A name is ``kind:<uuid>``; ``kind:<uuid>@7`` says that nothing changed but that thing, into its revision 7, so that
    who has it already needs to read nothing.
    """
    Story.objects.filter(pk=story.pk).update(saved_at=timezone.now())
    events.record(story.topic, changed=names)
