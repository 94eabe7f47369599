"""How much one person may ask for, so that others get their turn. The one local writer has no limits."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from jobs.errors import Refused, Trouble
from jobs.models import HELD, Job, JobState

DAY = timedelta(days=1)
#: seconds until a place in line may be free; nobody knows exactly
SOON = 30


def check(user: AbstractBaseUser) -> None:
    """Let a person ask for one more job.

    Raises:
        Refused: 429 with the seconds after which it may be tried again.
    """
    limits: dict[str, int] = settings.JOB_QUOTAS
    orders = Job.objects.filter(asked_by=user.pk)
    if "queued" in limits and orders.filter(state=JobState.QUEUED).count() >= limits["queued"]:
        message = f"You have {limits['queued']} jobs waiting already."
        raise _too_much(message, "Wait until some are done, or cancel some.", SOON)
    if "seconds_a_day" in limits:
        now = timezone.now()
        lately = orders.filter(started_at__gt=now - DAY)
        if (lately.aggregate(sum=Sum("seconds"))["sum"] or 0.0) >= limits["seconds_a_day"]:
            oldest: datetime = lately.order_by("started_at").values_list("started_at", flat=True)[0] or now
            wait = int((oldest + DAY - now).total_seconds()) + 1
            raise _too_much("You have used up your time of drawing for a day.", "Go on tomorrow.", wait)


def room_at_work(user: int) -> int | None:
    """How many more jobs of a person may be worked at; `None` without a limit."""
    limit = settings.JOB_QUOTAS.get("running")
    return None if limit is None else limit - Job.objects.filter(asked_by=user, state__in=HELD).count()


def busy() -> QuerySet[Job, int] | None:
    """The people for whom as many jobs are worked at as may be; `None` without a limit.

    Workers that look in the same instant may each find the last place free: it may be passed by that many for a while.
    """
    limit = settings.JOB_QUOTAS.get("running")
    if limit is None:
        return None
    held = Job.objects.filter(state__in=HELD).order_by().values("asked_by").annotate(jobs=Count("pk"))
    return held.filter(jobs__gte=limit).values_list("asked_by", flat=True)


def _too_much(message: str, hint: str, retry_after: int) -> Refused:
    return Refused(429, Trouble("too_much", message, hint=hint), retry_after=retry_after)
