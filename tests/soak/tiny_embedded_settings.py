"""Settings of a studio that really learns and draws, with a tiny model."""

from storyboard.settings import *  # noqa: F403

ONEACTOR_BACKEND = "tests.soak.slow_backend:Slow"
