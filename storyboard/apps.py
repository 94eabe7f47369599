"""What `manage.py check` says of the two questions that are asked of whoever runs the studio."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

QUESTIONS = {"PROMPT_POLICY": "no prompt is drawn", "PICTURE_CHECK": "no picture is shown"}


def importable(app_configs: Any, **_: object) -> list[CheckMessage]:
    """A function that is not there would refuse everything."""
    return [message for name in QUESTIONS if (message := _missing(name)) is not None]


def _missing(name: str) -> CheckMessage | None:
    path = getattr(settings, name)
    try:
        return None if not path or callable(import_string(path)) else _no_function(name, path)
    except ImportError:
        return _no_function(name, path)


def _no_function(name: str, path: str) -> CheckMessage:
    return Error(f"STORY_{name} is {path}, which is no function that can be imported.", id="storyboard.E001")


def decided(app_configs: Any, **_: object) -> list[CheckMessage]:
    """On a network somebody has to have said what may be drawn and shown, if only that it is everything."""
    return [
        Warning(f"STORY_{name} is not set, so {effect}. Name a function, or say off.", id="storyboard.W001")
        for name, effect in QUESTIONS.items()
        if settings.UNDECIDED and getattr(settings, name) == settings.UNDECIDED
    ]


class StoryboardConfig(AppConfig):
    """The project's own app."""

    name = "storyboard"

    def ready(self) -> None:
        register(importable)
        register(decided, deploy=True)
