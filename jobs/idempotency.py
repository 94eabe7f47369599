"""Idempotency keys of what is created: the id of a thing says that a request which comes again has been carried out.

A client that got no answer asks again with the same key; it may be only the first answer that was lost. It gets what
was made, or a 404 once that has been thrown away. What is asked for besides is not compared.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser


def id_for(user: AbstractBaseUser, key: str | None, *what: object) -> uuid.UUID:
    """The id of what one person asks for with one key (UUID 5, RFC 9562); without a key each request is another one.

    Args:
        what: kind and place of the thing, so that one key may serve for several.
    """
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{user.pk} {what} {key}") if key else uuid.uuid4()
