"""Small real jobs for tests of the engine."""

from __future__ import annotations

import ctypes
import os
import resource
import time

import psutil
from django.conf import settings

from jobs.errors import JobFailed, Trouble
from jobs.work import Work

UNITS = 30
MIB = 1 << 20
#: the model that this process has loaded
_loaded = ""


def note(work: Work, what: str) -> None:
    """Add a line to the log that the test reads; one write call, so that lines do not mix."""
    with (settings.STORY_DATA / "handlers.log").open("a") as log:
        log.write(f"{what} {work.job.pk} {work.job.attempt}\n")


def count(work: Work) -> None:
    """Count to `UNITS`, keeping the number in the checkpoint; draw instead where a model is wanted."""
    if work.job.model:
        load_and_draw(work)
        return
    reached = int(work.checkpoint.read_text()) if work.checkpoint.exists() else 0
    note(work, f"start-at-{reached}")
    for number in range(reached, UNITS):
        work.report(number, UNITS, f"counting since {time.time():.3f}")
        time.sleep(0.05)
        fresh = work.checkpoint.with_suffix(".new")
        fresh.write_text(str(number + 1))
        fresh.replace(work.checkpoint)
    with work.finishing():
        note(work, "finished")


def count_at_once(work: Work) -> None:
    """Report every unit without waiting."""
    for number in range(UNITS + 1):
        work.report(number, UNITS, "counting")


def kill_own_worker(work: Work) -> None:
    """A poison job; for giants one that wants more memory than there is."""
    note(work, "poison")
    if "giant" in str(work.params):
        starve()
    if work.job.attempt == 2:
        ctypes.string_at(0)  # a fault in the memory, as a library of the drawing model may make
    os._exit(9)


def starve() -> None:
    """Take memory until there is none left."""
    limits, taken = resource.getrlimit(resource.RLIMIT_AS), psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (taken + 64 * MIB, limits[1]))
    try:
        held = [bytearray(MIB) for _ in range(1_000)]
        raise AssertionError(f"{len(held)} MiB were there")
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def hang(work: Work) -> None:
    """Come to no further step; on ice with the interpreter's lock, so that not even the heartbeat goes on."""
    work.report(0, 2, "hanging")
    note(work, "hanging")
    if "ice" in work.params["prompt"]:
        ctypes.PyDLL(None).sleep(600)
    time.sleep(600)


def load_and_draw(work: Work) -> None:
    """As a drawing that waits for a graphics card: a model takes longer to load than to be used."""
    global _loaded
    if _loaded != work.job.model:
        note(work, f"load-{work.job.model}-in-{os.getpid()}")
        time.sleep(0.5)
        _loaded = work.job.model
    time.sleep(0.1)
    note(work, f"drawn-in-{os.getpid()}")


def refuse(work: Work) -> None:
    """Fail on purpose."""
    raise JobFailed(Trouble("no_ink", "There is no ink.", hint="Buy ink."))


def run_short(work: Work) -> None:
    """Fail in a way that may pass."""
    raise JobFailed(Trouble("out_of_memory", "No room.", hint="Close something."), retryable=True)


def crash(work: Work) -> None:
    """A fault of ours."""
    raise ZeroDivisionError("secret path /etc")
