"""What a worker child is a copy of: all that jobs need, imported. Only the fork server of `jobs.pool` imports this."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

import django
from celery import platforms
from django.conf import settings
from django.utils.module_loading import import_string

# This process ends with the worker, and by that its children do: at once where the system offers it, else once all
# others have let go of a pipe. Ctrl+C is for the worker alone.
platforms.set_pdeathsig("SIGKILL")  # type: ignore[attr-defined]
signal.signal(signal.SIGINT, signal.SIG_IGN)
# A system that is out of memory ends somebody: a child, whose job is done again, sooner than the studio or the editor.
with suppress(OSError):
    _score = Path("/proc/self/oom_score_adj")
    _score.write_text(str(max(500, int(_score.read_text()))))
django.setup()
for name in settings.JOB_HANDLERS.values():
    import_string(name)
