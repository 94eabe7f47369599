"""Addresses: the API, media, and the editor for everything else."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from characters.api import router as character_router
from characters.api import studio_router
from characters.outfit_api import router as outfit_router
from jobs.api import router as job_router
from jobs.errors import Refused, Trouble, not_found
from jobs.session import SessionAuth
from storyboard import accounts, views, watching
from storyboard.account_api import account_router
from storyboard.api import page_router, profile_router, story_router
from storyboard.link_api import link_router
from storyboard.outages import refusal_of
from storyboard.panel_api import layout_router, panel_router
from storyboard.proof_api import proof_router

log = logging.getLogger(__name__)

api = NinjaAPI(title="Storyboard", version="1", auth=SessionAuth(), docs_url=None, openapi_url=None)
api.add_router("", studio_router)
api.add_router("/stories", story_router)
api.add_router("/stories", proof_router)
api.add_router("/characters", character_router)
api.add_router("/outfits", outfit_router)
api.add_router("/pages", page_router)
api.add_router("/panels", panel_router)
api.add_router("", layout_router)
api.add_router("", link_router)
api.add_router("/profiles", profile_router)
api.add_router("/account", account_router)
api.add_router("/jobs", job_router)


def _answer(request: HttpRequest, status: int, trouble: Trouble) -> HttpResponse:
    return api.create_response(request, trouble.body(), status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What was refused on purpose."""
    answer = _answer(request, refusal.status, refusal.trouble)
    for name, value in refusal.headers.items():
        answer[name] = value
    return answer


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input of the wrong form; the first complaint is the message, all are in the details."""
    complaints = [
        {"where": ".".join(str(part) for part in each["loc"][1:]), "what": each["msg"]} for each in error.errors
    ]
    message = complaints[0]["what"].removeprefix("Value error, ") if complaints else "This cannot be read."
    trouble = Trouble("invalid", message, safe="Nothing was changed.", hint="Correct it and try again.")
    body = {**trouble.body(), "details": {"fields": complaints}}
    return api.create_response(request, body, status=422)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Refusals of the framework, e.g. a body that is not JSON."""
    trouble = Trouble("invalid", str(error), safe="Nothing was changed.", hint="Reload the page and try again.")
    return _answer(request, error.status_code, trouble)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing at this address."""
    return _answer(request, 404, not_found("thing").trouble)


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body over the limit."""
    return _answer(request, 413, Trouble("too_big", "This is too much text at once.", hint="Save it in smaller parts."))


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: logged with its trace, answered without it. An outage is nobody's fault."""
    log.error("request failed: %s %s", request.method, request.path, exc_info=error)
    if (outage := refusal_of(error)) is not None:
        return refused(request, outage)
    trouble = Trouble(
        "internal", "Something went wrong in the program.", hint="Try again; if it stays, restart the studio."
    )
    return _answer(request, 500, trouble)


urlpatterns: list[URLPattern | URLResolver] = [
    *(accounts.urlpatterns if settings.ACCOUNTS else []),
    path("api/", api.urls),
    re_path(r"^api/", views.no_such_address),
    path("media/candidates/<uuid:candidate_id>", views.candidate),
    path("media/sheets/<uuid:picture_id>", views.sheet_picture),
    path("media/pictures/<uuid:picture_id>", views.picture),
    path("media/books/<uuid:book_id>", views.book),
    path("media/covers/<uuid:book_id>", views.cover),
    path("media/packs/<uuid:pack_id>", views.pack),
    path("media/shared/<str:token>/<uuid:picture_id>", views.shared_picture),
    path("media/downloads/<uuid:download_id>", views.download),
    path("media/disclosures/<uuid:story_id>", views.disclosure),
    path("shared/<str:token>", views.shared),
    path("healthz", watching.healthz),
    path("readyz", watching.readyz),
    path("metrics", watching.metrics),
    path("operator", watching.operator),
    path("operator/<uuid:job_id>/cancel", watching.operate, {"verb": "cancel"}),
    path("operator/<uuid:job_id>/retry", watching.operate, {"verb": "retry"}),
    re_path(r"^(?!media/|assets/|ws/).*$", views.editor),
]
