"""Log lines that say which job and which topic they are about, as text for people or as JSON for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOTHING = ("", "")
_about: ContextVar[tuple[str, str]] = ContextVar("about", default=NOTHING)


@contextmanager
def about(job: object, topic: str) -> Iterator[None]:
    """Everything that is logged inside is about this job."""
    before = _about.set((str(job), topic))
    try:
        yield
    finally:
        _about.reset(before)


class AboutFilter(logging.Filter):
    """Gives each record the attributes `job` and `topic`, empty outside of work."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through."""
        record.job, record.topic = _about.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its trace, if it has one."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "job": getattr(record, "job", ""),
            "topic": getattr(record, "topic", ""),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
