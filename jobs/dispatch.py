"""The one who looks after the line: a thread beside every worker, of which one at a time leads.

With PostgreSQL the leader holds an advisory lock. The lock ends with the leader's connection, so that after its death
another one leads a second later. A leader that is silent, since its machine sleeps or is cut off, has its connection
ended by the database. An SQLite studio is one process, and its thread always leads.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from celery.worker.state import active_requests
from django.conf import settings
from django.db import connection

from jobs import workers
from jobs.chores import Chores
from jobs.hearing import Ear
from jobs.recovery import Sweeper
from jobs.tasks import put_back
from jobs.workers import Hand

log = logging.getLogger(__name__)

SWEEP_EVERY = 1.0
#: seconds after which a leader that says nothing to the database no longer leads
SILENCE = 15.0
#: any number that nothing else in this database locks
LEADER = 0x53544F52


class Dispatcher:
    """Sweeps while it leads; `start` and `stop` once each.

    Args:
        name: the worker beside it, for whom it gives signs of life where there are others who look for them.
        ear: that worker's.
    """

    def __init__(self, name: str = "", ear: Ear | None = None) -> None:
        self._name, self._ear = name, ear
        self._over = threading.Event()
        self._leads = False
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; another one may lead now."""
        self._over.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        sweeper, chores = Sweeper(), Chores()
        while not self._over.wait(SWEEP_EVERY):
            try:
                if self._name:
                    workers.seen(self._name)
                if self._ear:
                    self._ear.look()
                if self._lead():
                    sweeper.sweep()
                    chores.do_what_is_due()
            except Exception:
                log.exception("sweep failed; it is tried again")
                self._leads = False
                connection.close()
        connection.close()

    def _lead(self) -> bool:
        """Whether this one leads. The connection stays open meanwhile, since the lock is part of it."""
        if connection.vendor != "postgresql":
            connection.close()
            return True
        if not self._leads:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
                self._leads = bool(cursor.fetchone()[0])
                if self._leads:
                    cursor.execute("SELECT set_config('idle_session_timeout', %s, false)", [f"{SILENCE * 1000:.0f}"])
        return self._leads


_dispatchers: list[Dispatcher] = []


@worker_ready.connect
def _start(sender: Any, **_: object) -> None:
    """With `celery worker`; the embedded worker sends no such signal and has a dispatcher of its own."""
    ear = Ear(sender)
    Hand(sender.hostname).tell(busy=False, queues=ear.queues)
    _dispatchers.append(Dispatcher(sender.hostname, ear))
    _dispatchers[-1].start()


@worker_shutting_down.connect
def _stop(**_: object) -> None:
    threading.Thread(target=_leave, name="leaving", daemon=True).start()
    while _dispatchers:
        _dispatchers.pop().stop()


def _leave() -> None:
    """Celery waits for a job's end, and for ever for that of a child which was killed. What is broken off goes on
    elsewhere, so there is nothing to wait for.
    """
    time.sleep(settings.WORKER_LEAVE)
    put_back(request.id for request in active_requests)
    os._exit(0)
