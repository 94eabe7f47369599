"""Signing in and out with a password, on a network."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from jobs.errors import Trouble

LOCKED = Trouble(
    "locked_out",
    "The password was wrong too often.",
    hint="Wait a quarter of an hour, then try again. Nobody else is kept out by this.",
)


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The answer while a name is blocked for an address."""
    wait: Mapping[str, str] = {"Retry-After": str(int(settings.AXES_COOLOFF_TIME.total_seconds()))}
    return JsonResponse(LOCKED.body(), status=429, headers=wait)


urlpatterns: list[URLPattern] = [
    path("login", LoginView.as_view(template_name="login.html", redirect_authenticated_user=True)),
    path("logout", LogoutView.as_view()),
]
