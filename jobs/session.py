"""Who is asking: the session cookie, with the CSRF check on every write."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from ninja.security import SessionAuth as NinjaSessionAuth
from ninja.utils import check_csrf

from jobs import live
from jobs.errors import Refused, Trouble

NO_SESSION = Trouble(
    "no_session",
    "This browser is not signed in to the studio.",
    hint="Open the address that the studio printed when it started.",
)
NO_CSRF = Trouble(
    "csrf", "This request did not come from the editor's own page.", hint="Reload the page and try again."
)


class SessionAuth(NinjaSessionAuth):
    """Django's session. 401 without one, 403 for a write without the CSRF token."""

    def __call__(self, request: HttpRequest) -> AbstractBaseUser:
        if not request.user.is_authenticated:
            raise Refused(401, NO_SESSION)
        if check_csrf(request) is not None:
            raise Refused(403, NO_CSRF)
        return request.user


def person(request: HttpRequest) -> AbstractBaseUser:
    """The signed-in user of a request that passed `SessionAuth`."""
    if not request.user.is_authenticated:
        raise Refused(401, NO_SESSION)
    return request.user


def topic_of(user_id: object) -> str:
    """The stream on which all open sockets of a person are told to look again."""
    return f"person:{user_id}"


def still_signed_in(session_key: str | None) -> AbstractBaseUser | None:
    """Who a session belongs to as of now: nobody after a log-out, a change of password or the end of an account."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = auth.get_user(request)
    return user if isinstance(user, AbstractBaseUser) else None


@user_logged_out.connect
def _tell_sockets(sender: object = None, user: Any = None, **_: object) -> None:
    if user is not None:
        live.send(topic_of(user.pk), {"type": "topic.grew"})
