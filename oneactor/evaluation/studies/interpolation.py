"""Fig. 12: the semantic scale v of Eq. 15."""

from __future__ import annotations

from oneactor.evaluation.context import Context
from oneactor.evaluation.plots import require_plots
from oneactor.evaluation.sweeping import drawing, sweep_over

SCALES = (0.0, 0.25, 0.5, 0.8, 1.0, 1.25, 1.5)


def run(context: Context) -> None:
    """v from nothing to one and a half times the learnt offset."""
    require_plots()
    variants = {v: drawing(context.stage, v=v) for v in SCALES}
    sweep_over(context.validation(), "interpolation", "Semantic scale v (Fig. 12)", variants, "v")
