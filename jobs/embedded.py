"""The worker inside the studio's own process: Celery's controller in a thread, the work itself in a spawned child."""

from __future__ import annotations

import asyncio
import logging
import threading

from celery import current_app
from celery.worker import WorkController
from django.conf import settings
from django.db import close_old_connections

from jobs import recovery
from jobs.live import Relay

log = logging.getLogger(__name__)

SWEEP_EVERY = 1.0


class EmbeddedWorker:
    """Relay, worker and sweep; `start` and `stop` are called on the server's event loop."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._relay = Relay(settings.RELAY_SOCKET)
        self._controller = WorkController(app=current_app, without_gossip=True, without_mingle=True)
        self._threads = [
            threading.Thread(target=self._work, name="worker", daemon=True),
            threading.Thread(target=self._sweep, name="sweep", daemon=True),
        ]

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to relay, to work and to sweep."""
        self._relay.open(loop)
        for thread in self._threads:
            thread.start()

    def stop(self, loop: asyncio.AbstractEventLoop) -> None:
        """End at once; a job that runs is resumed at the next start."""
        self._over.set()
        self._controller.terminate()
        for thread in self._threads:
            thread.join(timeout=5)
        self._relay.close(loop)

    def _work(self) -> None:
        # A controller in a thread gets no signals, which is why it is not the `celery worker` command.
        self._controller.start()

    def _sweep(self) -> None:
        while not self._over.wait(SWEEP_EVERY):
            close_old_connections()
            try:
                recovery.sweep()
            except Exception:
                log.exception("sweep failed; it is tried again")
            finally:
                close_old_connections()
