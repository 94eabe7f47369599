"""The worker inside the studio's own process: Celery's controller in a thread, the work itself in a spawned child."""

from __future__ import annotations

import asyncio
import threading

from celery import current_app
from celery.worker import WorkController
from django.conf import settings

from jobs.dispatch import Dispatcher
from jobs.live import Relay


class EmbeddedWorker:
    """Relay, worker and dispatcher; `start` and `stop` are called on the server's event loop."""

    def __init__(self) -> None:
        self._relay = Relay(settings.RELAY_SOCKET)
        self._controller = WorkController(app=current_app, without_gossip=True, without_mingle=True)
        self._dispatcher = Dispatcher()
        self._worker = threading.Thread(target=self._work, name="worker", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to relay, to work and to sweep."""
        self._relay.open(loop)
        self._worker.start()
        self._dispatcher.start()

    def stop(self, loop: asyncio.AbstractEventLoop) -> None:
        """End at once; a job that runs is resumed at the next start."""
        self._controller.terminate()
        self._dispatcher.stop()
        self._worker.join(timeout=5)
        self._relay.close(loop)

    def _work(self) -> None:
        # A controller in a thread gets no signals, which is why it is not the `celery worker` command.
        self._controller.start()
