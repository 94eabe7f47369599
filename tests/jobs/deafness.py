"""A command to workers under test: to be deaf from now on, as the broker's loss of their consumer makes them."""

from __future__ import annotations

from typing import Any

from celery.worker.control import control_command


@control_command()
def deafen(state: Any) -> dict[str, str]:
    """Hear no more rings over the present line; commands are heard still."""
    state.consumer.task_consumer.cancel()
    return {"ok": "deaf"}
