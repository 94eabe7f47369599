"""The one local writer and the start token: whoever can read the studio's output may sign in, once for each start."""

from __future__ import annotations

import hmac
import secrets
import threading

from django.contrib.auth.models import User

WRITER = "writer"
_lock = threading.Lock()
_issued: list[str] = []


def issue() -> str:
    """A new token. It lives in this process only."""
    token = secrets.token_urlsafe(24)
    with _lock:
        _issued.append(token)
    return token


def redeem(token: str) -> User | None:
    """The writer, for a token that was issued and not used before."""
    with _lock:
        known = next((each for each in _issued if hmac.compare_digest(each.encode(), token.encode())), None)
        if known is None:
            return None
        _issued.remove(known)
    return writer()


def writer() -> User:
    """The person who owns the local stories; there is no password to know."""
    user, made = User.objects.get_or_create(username=WRITER)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
