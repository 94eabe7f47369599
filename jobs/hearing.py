"""A worker that hears no ring while somebody waits for it: it takes a new line to the broker.

After an outage the old one may be of no use although it stands: a ring that was lost on the way to a child is never
acknowledged, and with one ring at a time it keeps all others away. A new line begins with nothing held on either side.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.signals import task_received
from celery.worker.state import active_requests, all_total_count
from django.conf import settings

from jobs import line
from jobs.tasks import kinds_of, queues

log = logging.getLogger(__name__)


class Ear:
    """Of one worker; `look` every second or so.

    Args:
        consumer: Celery's, which sends `worker_ready`.
    """

    def __init__(self, consumer: Any) -> None:
        self._consumer = consumer
        heard = consumer.app.amqp.queues.consume_from
        self.queues = [queue for queue in queues() if queue in heard]
        self._kinds = [kind for queue in self.queues for kind in kinds_of(queue)]
        self._received = 0
        self._count, self._since = (0, 0), time.monotonic()
        task_received.connect(self._receive)

    def _receive(self, **_: object) -> None:
        self._received += 1

    def look(self) -> None:
        """Take a new line where this worker is free, somebody waited all the time, and no ring came through."""
        now = time.monotonic()
        if self._heard() or self._nothing_to_hear():
            self._since = now
        elif now - self._since >= settings.WORKER_DEAF:
            self._since = now
            self._consumer.call_soon(self._hang_up)

    def _heard(self) -> bool:
        """Whether a ring came, or a child took one, since the last look."""
        before, self._count = self._count, (self._received, all_total_count[0])
        return self._count != before

    def _nothing_to_hear(self) -> bool:
        # Without a hub (a pool or a broker that has no event loop) what is raised in a callback goes nowhere.
        away = self._consumer.connection is None or self._consumer.hub is None
        return away or bool(active_requests) or not line.anybody(self._kinds)

    def _hang_up(self) -> None:
        """In Celery's loop, which meets it as it meets any loss of its line, and where no ring can come in between.

        One that is on its way to a child would be forgotten by the worker, though the child does its job.
        """
        if not (self._heard() or active_requests):
            raise ConnectionResetError(f"no ring was heard for {settings.WORKER_DEAF:.0f} s while somebody waited")
