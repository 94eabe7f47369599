"""Sockets for the editor's own page only.

Channels has validators for this, but one of them ignores the port, so that any other local server's page could connect,
and the other raises an error for a port that is no number. A browser sends one origin in one spelling (RFC 6454,
section 6.2), so equal text is all that is needed.
"""

from __future__ import annotations

from django.conf import settings

from storyboard.lifespan import Application, Receive, Scope, Send

FOREIGN = 4403


def own_origin_only(application: Application) -> Application:
    """`application`, with sockets from other pages closed before they are opened (the browser sees status 403)."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        given = [value.decode("latin1") for name, value in scope["headers"] if name == b"origin"]
        if len(given) == 1 and given[0] in settings.STORY_ORIGINS:
            await application(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": FOREIGN})

    return guarded
