"""Who works, and with which model loaded: what a claim looks at so that a model is not loaded anew for every job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs.models import Worker

log = logging.getLogger(__name__)

#: a worker that was not heard of for so long is not waited for
LIVELY = timedelta(seconds=15)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Hand:
    """One worker process: its node's name, the model that it has loaded and the queue that it works for just now.

    All are empty for whoever works once.
    """

    name: str = ""
    model: str = ""
    queue: str = ""

    def tell(self, *, busy: bool, queues: Sequence[str] = ()) -> None:
        """Let others know; where the database is away just now, the work is more important.

        Args:
            queues: all that it hears the rings of, where that is known: to the node, not to its child.
        """
        used, total = _gpu_memory()
        memory = {"gpu_used": used, "gpu_total": total}
        values = {"model": self.model, "busy": busy, "seen_at": timezone.now(), **memory}
        heard = {"queues": list(queues)} if queues else {}
        first = {"queues": [self.queue], **values, **heard}
        try:
            Worker.objects.update_or_create(name=self.name, defaults=values | heard, create_defaults=first)
        except Error as trouble:
            log.warning("%s could not say what it does: %s", self.name, trouble)


def _gpu_memory() -> tuple[int | None, int | None]:
    """What the drawing model's side says of its accelerator, in this process."""
    ask: Callable[[], tuple[int, int] | None] = import_string(settings.JOB_GPU_MEMORY)
    return ask() or (None, None)


def seen(name: str) -> None:
    """A sign of life of a worker that has nothing to do, and the end of rows of those who are gone."""
    now = timezone.now()
    Worker.objects.filter(name=name).update(seen_at=now)
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def free(hand: Hand) -> list[Worker]:
    """Other workers of a hand's queue that were heard of lately and have nothing to do."""
    lately = Worker.objects.filter(seen_at__gt=timezone.now() - LIVELY, busy=False).exclude(name=hand.name)
    return [worker for worker in lately if hand.queue in worker.queues]


def free_holders(models: Collection[str], hand: Hand) -> list[str]:
    """The names of those of them that hold one of these models."""
    return [worker.name for worker in free(hand) if worker.model and worker.model in models]
