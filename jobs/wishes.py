"""One wish, one thing: what is made knows by its id that a wish which comes a second time has been granted already.

An editor that got no answer asks again, with the same Idempotency-Key; the first answer may have been lost on its way.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser


def id_for(user: AbstractBaseUser, key: str | None, *what: object) -> uuid.UUID:
    """The id of what one person wishes with one key; without a key each wish is a new one."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{user.pk} {what} {key}") if key else uuid.uuid4()
