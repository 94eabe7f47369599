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
from celery.concurrency import asynpool, prefork


class _Launch(Popen):
    def _launch(self, process: Any) -> None:
        try:
            super()._launch(process)  # type: ignore[misc]
        except (ConnectionError, EOFError, FileNotFoundError):
            _forget_server()
            self._fds: list[int] = []
            super()._launch(process)  # type: ignore[misc]


def _forget_server() -> None:
    """It was killed, by a system that is short of memory, say; billiard starts another one only if it knows of none."""
    server = forkserver._forkserver  # type: ignore[attr-defined]
    os.close(server._forkserver_alive_fd)
    server._forkserver_alive_fd = None


class _Copy(ForkServerProcess):
    _Popen = _Launch


class _Copying(ForkServerContext):
    Process = _Copy


def _context() -> _Copying:
    context = _Copying()
    context.set_forkserver_preload(["jobs.preloaded"])
    return context


class _Blocking(Pool):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, context=_context())  # type: ignore[misc]


class _Worker(asynpool.Worker):
    """Says who is ready by the worker's number of its queue; its own is another one, as files are handed over here."""

    def __reduce__(self) -> tuple[Any, ...]:
        return *super().__reduce__(), {"inqW_fd": self.inqW_fd}  # type: ignore[attr-defined]


class _Asynchronous(asynpool.AsynPool):
    Worker = _Worker

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, context=_context(), **kwargs)


class TaskPool(prefork.TaskPool):
    """Celery's prefork pool with children of a fork server. Named by `CELERY_WORKER_POOL`."""

    Pool = _Asynchronous
    BlockingPool = _Blocking
