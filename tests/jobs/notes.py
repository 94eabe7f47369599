"""Reads what the small handlers wrote down."""

from __future__ import annotations

from pathlib import Path


def handler_log(folder: Path) -> str:
    """What the handlers wrote down."""
    log = folder / "handlers.log"
    return log.read_text() if log.exists() else ""


def starts(folder: Path, job: str) -> list[str]:
    """Where each attempt at a job began."""
    lines = (line.split() for line in handler_log(folder).splitlines())
    return [what.removeprefix("start-at-") for what, which, _ in lines if which == job and what.startswith("start")]
