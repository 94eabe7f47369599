"""A command to workers under test: to be deaf from now on, as the broker's loss of their consumer makes them."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.worker.control import control_command


@control_command()
def deafen(state: Any) -> dict[str, str]:
    """Hear no more rings over the present line; commands are heard still."""
    state.consumer.task_consumer.cancel()
    return {"ok": "deaf"}


def deafen_all(broker_url: str) -> int:
    """Have all workers of a broker deaf; returns how many there are."""
    with Celery(broker=broker_url) as app:
        return len(app.control.broadcast("deafen", reply=True, timeout=5.0) or [])
