"""What can go wrong on purpose, in words for the person at the screen: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Trouble:
    """The error body of the API and of a failed job.

    Attributes:
        code: a stable name for programs.
        message: what happened.
        safe: what was not harmed.
        hint: what to do now.
        details: JSON values for programs, e.g. the current state of a page on a conflict.
    """

    code: str
    message: str
    safe: str = "Everything you made is safe."
    hint: str = ""
    details: Mapping[str, object] | None = None

    def body(self) -> dict[str, object]:
        """The JSON form."""
        return asdict(self)


DISK_FULL = Trouble(
    "disk_full",
    "The disk is full, so nothing could be saved.",
    safe="What was saved before is safe; this change was not made.",
    hint="Free some space, then do it again.",
)


OUT_OF_MEMORY = Trouble(
    "out_of_memory", "There was not enough memory for this.", hint="Close other programs, then try again."
)


STORAGE_AWAY = Trouble(
    "storage_away", "The storage for pictures does not answer.", hint="It is tried again; then try again yourself."
)


class Refused(Exception):
    """A request that is not carried out. `status` is the HTTP status of the answer; `retry_after` is in seconds."""

    def __init__(self, status: int, trouble: Trouble, *, retry_after: int | None = None) -> None:
        super().__init__(trouble.message)
        self.status = status
        self.trouble = trouble
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        """Of the answer."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class JobFailed(Exception):
    """Raised by a handler: the job ends here. A `retryable` failure is tried again within the attempt limit."""

    def __init__(self, trouble: Trouble, *, retryable: bool = False) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble
        self.retryable = retryable


class JobStopped(Exception):
    """The job was cancelled, or belongs to another worker by now: leave at once and write nothing."""


def not_found(what: str) -> Refused:
    """The same answer for things that are not there and for other people's things."""
    return Refused(
        404, Trouble("not_found", f"This {what} is not there.", hint="It may have been deleted. Go back and reload.")
    )
