"""Settings of a studio that really learns and draws, with a tiny model."""

from storyboard.settings import *  # noqa: F403

ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
