"""Who is asking: the session cookie, with the CSRF check on every write."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from ninja.security import SessionAuth as NinjaSessionAuth
from ninja.utils import check_csrf

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
