"""Signing in and out with a password, on a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation.trans_real import parse_accept_lang_header

from jobs.errors import Trouble

#: What the page says, in the languages of the editor, whose own catalogues come only after it.
WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("sign_in_page.json").read_text("utf-8"))
_LOCKED = Trouble(
    "locked_out",
    "The password was wrong too often.",
    safe="Nothing was changed.",
    hint="Wait a quarter of an hour, then try again.",
)
_RIGHT_TO_LEFT = {"ar"}


def _said(request: HttpRequest) -> dict[str, object]:
    """The page's words in the first language of the browser's wishes that there is, else in English."""
    wishes = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    language = next((code for code in (wish.partition("-")[0] for wish, _ in wishes) if code in WORDS), "en")
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return {"words": WORDS[language], "language": language, "direction": direction}


class _SignIn(LoginView):
    template_name = "login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _said(self.request)


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The answer while a name is blocked for an address: a page, or to the editor what it can show."""
    if request.path.startswith("/api/"):
        return _with_wait(JsonResponse(_LOCKED.body(), status=429))
    said = _said(request) | {"locked": True, "next": request.POST.get("next", "")}
    return _with_wait(render(request, "login.html", said, status=429))


def _with_wait(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer


urlpatterns: list[URLPattern] = [
    path("login", _SignIn.as_view()),
    path("logout", LogoutView.as_view()),
]
