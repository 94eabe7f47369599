"""A command to workers under test: to be deaf from now on, as a ring that goes astray inside makes them."""

from __future__ import annotations

from typing import Any

from celery.worker.control import control_command


@control_command()
def deafen(state: Any) -> dict[str, str]:
    """Lose the next ring of the present line: it is never acknowledged, so that the broker sends no other one."""
    state.consumer.task_consumer.on_message = lambda _: None
    return {"ok": "deaf"}
