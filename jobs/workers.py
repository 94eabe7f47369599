"""Who works, and with which model loaded: what a claim looks at so that a model is not loaded anew for every job."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import Error
from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import Worker

log = logging.getLogger(__name__)

#: a worker that was not heard of for so long is not waited for
LIVELY = timedelta(seconds=15)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Hand:
    """One worker process: its node's name and the model that it has loaded; both empty for whoever works once."""

    name: str = ""
    model: str = ""

    def tell(self, *, busy: bool) -> None:
        """Let others know; where the database is away just now, the work is more important."""
        values = {"model": self.model, "busy": busy, "seen_at": timezone.now()}
        try:
            Worker.objects.update_or_create(name=self.name, defaults=values)
        except Error as trouble:
            log.warning("%s could not say what it does: %s", self.name, trouble)


def seen(name: str) -> None:
    """A sign of life of a worker that has nothing to do, and the end of rows of those who are gone."""
    now = timezone.now()
    Worker.objects.filter(name=name).update(seen_at=now)
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def free(*, besides: str) -> QuerySet[Worker]:
    """Other workers that were heard of lately and have nothing to do."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - LIVELY, busy=False).exclude(name=besides)


def free_holders(models: Collection[str], *, besides: str) -> list[str]:
    """Other workers that hold one of these models and have nothing to do."""
    return list(
        free(besides=besides).filter(model__in=[model for model in models if model]).values_list("name", flat=True)
    )
