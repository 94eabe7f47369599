"""Fig. 13: (a) eta_1 without exclusion, (b) eta_2 with eta_1 - eta_2 kept, (c) the part of the steps with offsets."""

from __future__ import annotations

from oneactor.evaluation.context import Context
from oneactor.evaluation.plots import require_plots
from oneactor.evaluation.sweeping import drawing, sweep_over

#: as multiples of the back-end's own scale: the paper's 7.5 is SDXL's, the embedded model's is 2.5. From one down there
#: is no empty row, so a smaller part would be drawn at one and called otherwise
ETA_1 = (0.5, 0.75, 1.0, 1.5, 2.0)
ETA_2 = (0.0, 0.5, 1.0, 2.0)
GUIDED = (0.0, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 1.0)


def run(context: Context) -> None:
    """Three tables; s = eta_1 - eta_2 is the scale that requests carry."""
    require_plots()
    context = context.validation()
    stage = context.stage
    own = stage.preset.drawing.scale
    eta_1 = {own * part: drawing(stage, scale=own * part, eta_2=0.0) for part in ETA_1}
    sweep_over(context, "guidance-eta-1", "Guidance scale eta_1, eta_2 = 0 (Fig. 13a)", eta_1, "eta_1")
    eta_2 = {eta: drawing(stage, eta_2=eta) for eta in ETA_2}
    sweep_over(context, "guidance-eta-2", f"Exclusion eta_2, eta_1 - eta_2 = {own:g} (Fig. 13b)", eta_2, "eta_2")
    guided = {part: drawing(stage, guided=part) for part in GUIDED}
    sweep_over(context, "guidance-steps", "Part of the steps with offsets (Fig. 13c)", guided, "guided part")
