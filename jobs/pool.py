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
    #: of every child, and by the number of the pipe that its results come through
    _pool: list[Any]
    _fileno_to_outq: dict[int, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, context=_context(), **kwargs)

    def register_with_event_loop(self, hub: Any) -> None:
        """Called again after each loss of the line to the broker, with the pipes of living children only.

        Celery keeps the number of a killed child's pipe if it closed the pipe before it looked. Where the next child's
        pipe for orders has that number, it would be read from instead of written to, and no ring reaches the child.
        """
        for number in [number for number, child in self._fileno_to_outq.items() if child not in self._pool]:
            del self._fileno_to_outq[number]
        super().register_with_event_loop(hub)


class TaskPool(prefork.TaskPool):
    """Celery's prefork pool with children of a fork server. Named by `CELERY_WORKER_POOL`."""

    Pool = _Asynchronous
    BlockingPool = _Blocking
