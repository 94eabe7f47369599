"""What every worker child is a copy of: nothing that a copy must not share, and first to go where memory is short."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery.concurrency.asynpool import AsynPool
from django.conf import settings

from jobs.pool import TaskPool

LOOK = """
import sys, threading
import jobs.preloaded
from django.conf import settings
from django.db import connections
missing = [name for name in settings.JOB_HANDLERS.values() if name.rpartition(".")[0] not in sys.modules]
print("torch" in sys.modules, any(each.connection for each in connections.all()), threading.active_count(), missing)
print(open("/proc/self/oom_score_adj").read())
"""


def test_all_is_imported_and_nothing_is_open(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "STORY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
    command = [sys.executable, "-c", LOOK]
    told = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    held, score = told.stdout.splitlines()[:2]
    assert (held, int(score) >= 500) == ("False False 1 []", True), told.stderr


def test_no_pipe_of_a_child_that_is_gone_is_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, living, gone = object.__new__(TaskPool.Pool), object(), object()
    pool._pool, pool._fileno_to_outq = [living], {6: gone, 7: living}
    handed_over: list[dict[int, object]] = []
    monkeypatch.setattr(
        AsynPool, "register_with_event_loop", lambda self, hub: handed_over.append(dict(self._fileno_to_outq))
    )
    pool.register_with_event_loop(object())
    assert handed_over == [{7: living}]
