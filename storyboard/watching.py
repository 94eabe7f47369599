"""For those who keep the studio running: is it alive, is it ready, and what is in the line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address

from django.contrib.auth.decorators import user_passes_test
from django.db import Error, connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from jobs import line, services
from jobs.errors import Refused
from jobs.models import HELD, Job, JobState, Worker
from jobs.selectors import PAST_RUNS
from jobs.tasks import kinds_of, queues

SHOWN = 100


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Requests can be served: the database answers. 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"database": "ok"})


class JobFigures(Collector):
    """The line, the wait and the work, read from the rows at every visit: every web process tells the same."""

    def collect(self) -> Iterator[Metric]:
        """The families in the order that they are written."""
        yield _line()
        yield _oldest()
        yield _signs_of_life()
        yield _worker_ages()
        yield _gpu_memory()
        yield _run_times()


def _line() -> Metric:
    family = GaugeMetricFamily(
        "storyboard_jobs", "Jobs that are not over, by kind and state.", labels=["kind", "state"]
    )
    active = Job.objects.filter(state__in=[JobState.QUEUED, *HELD])
    for kind, state, count in active.values_list("kind", "state").annotate(Count("pk")).order_by("kind", "state"):
        family.add_metric([kind, state], count)
    return family


def _oldest() -> Metric:
    words = "Seconds that the longest waiting job that a worker of a queue may take has waited."
    family = GaugeMetricFamily("storyboard_oldest_wait_seconds", words, labels=["queue"])
    for queue in queues():
        since = line.waiting(kinds_of(queue)).aggregate(since=Min("created_at"))["since"]
        family.add_metric([queue], (timezone.now() - since).total_seconds() if since else 0.0)
    return family


def _signs_of_life() -> Metric:
    words = "Seconds until the least lively worker would lose its job; falls below zero where nobody sweeps."
    family = GaugeMetricFamily("storyboard_lease_left_seconds", words)
    until = Job.objects.filter(state__in=HELD).aggregate(until=Min("lease_until"))["until"]
    if until is not None:
        family.add_metric([], (until - timezone.now()).total_seconds())
    return family


def _worker_ages() -> Metric:
    words = "Seconds since a worker beside the others was heard of last, with the model that it holds."
    family = GaugeMetricFamily("storyboard_worker_age_seconds", words, labels=["worker", "model"])
    for worker in Worker.objects.order_by("name"):
        family.add_metric([worker.name, worker.model], (timezone.now() - worker.seen_at).total_seconds())
    return family


def _gpu_memory() -> Metric:
    words = "Bytes of the memory of a worker's graphics card, as of its last job: used by anybody, and all."
    family = GaugeMetricFamily("storyboard_gpu_memory_bytes", words, labels=["worker", "what"])
    for worker in Worker.objects.exclude(gpu_total=None).order_by("name"):
        family.add_metric([worker.name, "used"], worker.gpu_used or 0)
        family.add_metric([worker.name, "total"], worker.gpu_total or 0)
    return family


def _run_times() -> Metric:
    words = "Seconds of work on the last finished jobs of a kind."
    family = SummaryMetricFamily("storyboard_run_seconds", words, labels=["kind"])
    for kind in (kind for queue in queues() for kind in kinds_of(queue)):
        done = Job.objects.filter(kind=kind, state=JobState.DONE, finished_at__isnull=False).order_by("-finished_at")
        seconds = list(done.values_list("seconds", flat=True)[:PAST_RUNS])
        family.add_metric([kind], count_value=len(seconds), sum_value=sum(seconds))
    return family


_registry = CollectorRegistry()
_registry.register(JobFigures())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for callers in the private network only."""
    if not ip_address(request.META["REMOTE_ADDR"]).is_private:
        raise Http404
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)


def _operators(user: object) -> bool:
    """404 for everybody else: who may not look need not know."""
    if not getattr(user, "is_staff", False):
        raise Http404
    return True


@require_safe
@user_passes_test(_operators)
def operator(request: HttpRequest) -> HttpResponse:
    """What runs, waits and failed. No words and no pictures of anybody's story are shown."""
    jobs = Job.objects.select_related("asked_by")
    shown = {
        "workers": Worker.objects.order_by("name")[:SHOWN],
        "running": jobs.filter(state__in=HELD).order_by("started_at")[:SHOWN],
        "waiting": jobs.filter(state=JobState.QUEUED).order_by("place")[:SHOWN],
        "failed": jobs.filter(state=JobState.FAILED).order_by("-finished_at")[:SHOWN],
    }
    return render(request, "operator.html", shown)


@require_POST
@user_passes_test(_operators)
def operate(request: HttpRequest, job_id: str, verb: str) -> HttpResponseRedirect:
    """Cancel or retry anybody's job."""
    job = get_object_or_404(Job, pk=job_id)
    with suppress(Refused):  # pressed twice: it is as wished already
        {"cancel": services.cancel_row, "retry": services.retry_row}[verb](job)
    return HttpResponseRedirect("/operator")
