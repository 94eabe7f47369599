"""Telling open editors that parts of a story changed."""

from __future__ import annotations

from django.utils import timezone

from jobs import events
from storyboard.models import Story


def changed(story: Story, *names: str) -> None:
    """Record the event and the time of the change; call it in the transaction of the change."""
    Story.objects.filter(pk=story.pk).update(saved_at=timezone.now())
    events.record(story.topic, changed=names)
