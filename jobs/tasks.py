"""The Celery side: a ring carries no job. Whoever hears it claims the next row, and a ring too many finds none."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from celery import Task, shared_task
from celery.utils.nodenames import worker_direct
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, InterfaceError, OperationalError, close_old_connections
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError as BrokerError

from jobs import leases, line, logs
from jobs.errors import DISK_FULL, OUT_OF_MEMORY, JobFailed, JobStopped, Trouble
from jobs.models import HELD, Job
from jobs.work import Work, heartbeat
from jobs.workers import Hand

log = logging.getLogger(__name__)

BROKEN = Trouble("internal", "Something went wrong in the program while it worked on this.", hint="Try again.")
GONE = Trouble("gone", "What this was to work on has been deleted meanwhile.", hint="Nothing needs to be done.")

#: seconds between tries to reach a database that went away
OUTAGE = (0.5, 1.0, 2.0, 4.0, 8.0)


Handler = Callable[[Any], None]
#: the model that this process has loaded
_model = ""


class Ring(Task):  # type: ignore[type-arg]
    """Puts the job back at once where Celery itself breaks off what a child does: in a cold shutdown."""

    def on_retry(self, exc: Exception, task_id: str, args: object, kwargs: object, einfo: object) -> None:
        """Called in the worker's parent."""
        put_back([task_id])


def put_back(task_ids: Iterable[str]) -> None:
    """Free what a worker holds that is about to end; where the database cannot be asked now, the lease's end does."""
    try:
        for job in Job.objects.filter(state__in=HELD, task_id__in=list(task_ids)):
            leases.requeue(job, blameless=True)
            ring_on(job)
    except Error as trouble:
        log.warning("jobs were not put back: %s", trouble)


@shared_task(bind=True, base=Ring, name="jobs.run_next", ignore_result=True)
def run_next(self: Task[..., None], queue: str) -> None:
    """Claim the next waiting job of a queue, if there is one, do it, and wake a worker for the one behind it."""
    close_old_connections()
    try:
        _take_turn(str(self.request.id), queue, str(self.request.hostname))
    finally:
        close_old_connections()


def _take_turn(task_id: str, queue: str, name: str) -> None:
    global _model
    hand, kinds = Hand(name, _model, queue), kinds_of(queue)
    job = leases.claim_next(task_id, kinds, hand)
    if job is None:
        for other in line.left_for(kinds, hand):
            ring(queue, other)
        return
    hand.tell(busy=True)
    run(job, *leases.claim_beside(job, kinds, hand, settings.JOB_TOGETHER.get(job.kind, 1) - 1))
    _model = job.model or _model
    Hand(name, _model, queue).tell(busy=False)
    ring_on(job)


def queue_of(kind: str) -> str:
    """The Celery queue whose workers do this kind of work."""
    queue: str = settings.JOB_QUEUES.get(kind, settings.CELERY_TASK_DEFAULT_QUEUE)
    return queue


def kinds_of(queue: str) -> list[str]:
    """The kinds of work that the workers of a queue do."""
    return [kind for kind in settings.JOB_HANDLERS if queue_of(kind) == queue]


def queues() -> list[str]:
    """All queues that there is work for."""
    return sorted({queue_of(kind) for kind in settings.JOB_HANDLERS})


def ring(queue: str, worker: str | None = None) -> None:
    """Wake a worker, any of the queue's or a certain one. Never waits for a broker: the sweep replaces a lost ring."""
    try:
        to = queue if worker is None else worker_direct(worker)
        run_next.apply_async(args=(queue,), queue=to, retry=False)
    except (OSError, BrokerError) as trouble:
        log.warning("no ring for %s: %s", queue, trouble)


def ring_on(job: Job) -> None:
    """Wake workers for what may be taken now that a job has left its own: the next one of its queue, and on others
    those of its person, of whom only so many may be worked at.
    """
    for queue in queues():
        kinds = kinds_of(queue)
        if line.anybody(kinds) if queue == queue_of(job.kind) else line.makes_room(job, kinds):
            ring(queue)


def run(job: Job, *beside: Job) -> None:
    """Carry out a claimed job, and those that were claimed together with it, and write down how each ended."""
    works = [Work(each) for each in (job, *beside)]
    with logs.about(job.pk, job.topic), ending(*works):
        _handle(job.kind, works)
    for work in works:
        if work.finished:
            work.checkpoint.unlink(missing_ok=True)


def _handle(kind: str, works: list[Work]) -> None:
    handler: Handler = import_string(settings.JOB_HANDLERS[kind])
    with ExitStack() as beating:
        for work in works:
            beating.enter_context(heartbeat(work.job))
        handler(works if kind in settings.JOB_TOGETHER else works[0])
        for work in works:
            if not (work.finished or work.over):
                with work.finishing():
                    pass


@contextmanager
def ending(*works: Work) -> Iterator[None]:
    """What goes wrong inside ends those of these jobs that go on still; handlers of several use it for one of them."""
    try:
        yield
    except Exception as error:
        for work in works:
            if not (work.finished or work.over):
                work.over = True
                _end(work.job, error)


def _end(job: Job, error: Exception) -> None:
    """Write down how a job ended."""
    if isinstance(error, JobStopped):
        leases.give_up(job)
    elif isinstance(error, JobFailed):
        _failed(job, error)
    elif isinstance(error, ObjectDoesNotExist):
        leases.fail(job, GONE)
    elif isinstance(error, OperationalError | InterfaceError):
        log.error("job %s (%s) lost the database", job.pk, job.kind, exc_info=error)
        _put_back(job)
    else:
        log.error("job %s (%s) failed", job.pk, job.kind, exc_info=error)
        _failed(job, _unforeseen(error))


def _unforeseen(error: Exception) -> JobFailed:
    """What a person is told of an error that no handler foresaw. Other programs may let go of memory meanwhile."""
    number = errno.ENOMEM if isinstance(error, MemoryError) else getattr(error, "errno", None)
    if number == errno.ENOMEM:
        return JobFailed(OUT_OF_MEMORY, retryable=True)
    return JobFailed(DISK_FULL if number == errno.ENOSPC else BROKEN)


def _put_back(job: Job) -> None:
    """An outage is not the job's fault. If the database stays away longer than this, the sweep finds the job later."""
    for pause in OUTAGE:
        time.sleep(pause)
        close_old_connections()
        try:
            leases.requeue(job, blameless=True)
        except Error:
            continue
        return


def _failed(job: Job, failure: JobFailed) -> None:
    if failure.retryable:
        leases.requeue(job, failure.trouble)
    else:
        leases.fail(job, failure.trouble)
