"""Worker children that are there at once: copies of a process that has all our modules, but no model, loaded.

A child that hung is replaced by killing it. A fresh interpreter takes seconds to import what a job needs, on a loaded
machine ten; a copy of one that waits for this moment takes none. The copied process never runs a job, so that it has
no connections, and CUDA, which a copy cannot use, was never touched in it.
"""

from __future__ import annotations

import os
from typing import Any

from billiard import forkserver
from billiard.context import ForkServerContext, ForkServerProcess
from billiard.pool import Pool
from billiard.popen_forkserver import Popen
from celery.concurrency import prefork


class _Launch(Popen):
    def _launch(self, process: Any) -> None:
        try:
            super()._launch(process)
        except (ConnectionError, EOFError, FileNotFoundError):
            _forget_server()
            self._fds: list[int] = []
            super()._launch(process)


def _forget_server() -> None:
    """It was killed, by a system that is short of memory, say; billiard starts another one only if it knows of none."""
    server = forkserver._forkserver
    os.close(server._forkserver_alive_fd)
    server._forkserver_alive_fd = None


class _Copy(ForkServerProcess):
    _Popen = _Launch


class _Copying(ForkServerContext):
    Process = _Copy


class _Blocking(Pool):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        context = _Copying()
        context.set_forkserver_preload(["jobs.preloaded"])
        super().__init__(*args, context=context, **kwargs)


class TaskPool(prefork.TaskPool):
    """Celery's prefork pool with children of a fork server, for a worker without an event loop: that of one process."""

    BlockingPool = _Blocking
