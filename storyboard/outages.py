"""What people are told while the database is away or the disk is full: come back soon, nothing is lost."""

from __future__ import annotations

import errno
import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from jobs.errors import DISK_FULL, JobFailed, Refused, Trouble

log = logging.getLogger(__name__)

AWAY = Trouble("database_away", "The database does not answer.", hint="It is tried again; wait a moment.")
SOON = 5


def refusal_of(error: BaseException) -> Refused | None:
    """How an outage is answered: 507 for a full disk, 503 for a database or bucket that is away, else `None`."""
    no_space = isinstance(error, OSError) and error.errno == errno.ENOSPC
    if no_space or any(words in str(error) for words in ("disk is full", "No space left")):
        return Refused(507, DISK_FULL)
    trouble = AWAY if isinstance(error, OperationalError | InterfaceError) else None
    if isinstance(error, JobFailed) and error.retryable:  # said by what workers use as well: the bucket is away
        trouble = error.trouble
    return None if trouble is None else Refused(503, trouble, retry_after=SOON)


def refused(refusal: Refused) -> JsonResponse:
    """A refusal as the API says it."""
    return JsonResponse(refusal.trouble.body(), status=refusal.status, headers=refusal.headers)


class OutageMiddleware:
    """Answers outages and refusals in views outside the API; the API has handlers of its own."""

    def __init__(self, get_response: object) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self._get_response(request)  # type: ignore[operator]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for an error of a view."""
        if isinstance(error, Refused):
            return refused(error)
        refusal = refusal_of(error)
        if refusal is None:
            return None
        log.error("request failed: %s %s", request.method, request.path, exc_info=error)
        return refused(refusal)
