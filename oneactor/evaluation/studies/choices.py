"""What the paper leaves open about learning, or the back-end chose for itself, one choice at a time."""

from __future__ import annotations

from oneactor.evaluation.context import Context
from oneactor.evaluation.sweeping import learn_over

#: changed settings of learning, by row; the gate is not among them: where there is a start, it brings its own
CHOICES: dict[str, dict[str, float]] = {
    "as the back-end learns": {},
    "with close-ups of the target": {"crop": True},
    "without the mirrored target": {"flip": False},
    "a rate of 3e-3, from a start 3e-4": {"lr": 3e-3, "warm_lr": 3e-4},
    "200 steps": {"warm_steps": 200},
    "what the start says, no step": {"warm_steps": 0},
    "loss outside the figure at 0.3": {"outside": 0.3},
}


def run(context: Context) -> None:
    """Rows: the base model, then each choice, drawn from the same noise."""
    learn_over(context.validation(), "choices", "Choices of learning", CHOICES)
