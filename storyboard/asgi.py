"""The ASGI application: HTTP by Django, the story socket by Channels, only for the editor's own origin."""

from __future__ import annotations

import gc
import importlib
import os
from typing import Any

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyboard.settings")
django.setup(set_prefix=False)

from storyboard.consumers import StoryConsumer  # noqa: E402 - models can be imported only after Django's set-up
from storyboard.intake import measured  # noqa: E402
from storyboard.origins import own_origin_only  # noqa: E402
from storyboard.threads import Handler, served  # noqa: E402

http: Any = Handler()
routes = [path("ws/stories/<uuid:story_id>/", StoryConsumer.as_asgi())]
application = ProtocolTypeRouter(
    {"http": measured(served(http)), "websocket": own_origin_only(AuthMiddlewareStack(URLRouter(routes)))}
)
# What is there by now stays: looking through it for garbage would stop all requests for a tenth of a second and more.
importlib.import_module(settings.ROOT_URLCONF)  # or all of the API would come with the first request
gc.collect()
gc.freeze()
