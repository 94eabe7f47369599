"""Fig. 11: what the auxiliary and the average loss of Eq. 14 are good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context
from oneactor.evaluation.figures import summary
from oneactor.evaluation.methods import load_method
from oneactor.evaluation.tables import Cell
from oneactor.presets import Preset

#: lambda_1 and lambda_2 that are set to zero, by row
WITHOUT = {
    "target loss alone": {"auxiliary_weight": 0.0, "average_weight": 0.0},
    "without the average loss": {"average_weight": 0.0},
    "all losses": {},
}


def weighed(preset: Preset, weights: Mapping[str, float]) -> Preset:
    """The preset with other weights of the losses."""
    return replace(preset, tuning=replace(preset.tuning, **weights))  # type: ignore[arg-type]


def run(context: Context) -> None:
    """Rows: the base model, then the paper's three ablations, drawn from the same noise."""
    context.require()
    plain, ours = (load_method(name, context.stage).draw for name in ("plain", "oneactor"))
    casts = {"base model": context.characters()}
    for label, weights in WITHOUT.items():
        preset = weighed(context.stage.preset, weights)
        casts[label] = context.each(context.subjects(), partial(context.stage.character, preset=preset))
    rows, pictures = dict[str, Mapping[str, Cell]](), {}
    for label, characters in casts.items():
        draw = plain if label == "base model" else ours
        marks = context.marks([(character,) for character in characters], draw)
        rows[label], pictures[label] = summary(marks, context.extent.seed), context.row(draw, characters[:1])
    sheet(pictures, context.out / "losses.png")
    context.save("losses", "Loss ablation (Fig. 11)", rows)
