"""Does a learnt character stay itself in new scenes, and does the scene stay what was asked for?"""

from __future__ import annotations

from collections.abc import Mapping

from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context
from oneactor.evaluation.figures import each_look, over_base, summary
from oneactor.evaluation.methods import load_method
from oneactor.evaluation.tables import Cell

NAMES = {1: "one character", 2: "two characters", 3: "three characters"}
NOTE = (
    "By the embedded model's probe: exact, but of this model's own world and not the published scale. "
    "In brackets 95 % intervals, resampled over characters or groups of them."
)


def run(context: Context) -> None:
    """Rows: number of characters, untuned and tuned, and the tuned ones over the untuned ones."""
    context.require(2, 3)
    seed, rows, single = context.extent.seed, dict[str, Mapping[str, Cell]](), dict[str, Mapping[str, Cell]]()
    characters = context.characters()
    plain, ours = (load_method(name, context.stage).draw for name in ("plain", "oneactor"))
    wanted = {1: len(characters), 2: context.extent.pairs, 3: context.extent.triples}
    for size in (size for size, count in wanted.items() if count):
        groups = context.groups(characters, size)
        untuned, tuned = context.marks(groups, plain), context.marks(groups, ours)
        rows[f"{NAMES[size]}, untuned"] = summary(untuned, seed)
        rows[f"{NAMES[size]}, tuned"] = summary(tuned, seed)
        single[f"{NAMES[size]}, untuned"] = each_look(untuned, seed)
        single[f"{NAMES[size]}, tuned"] = each_look(tuned, seed)
        rows[f"{NAMES[size]}, tuned over untuned"] = over_base(tuned, untuned, seed)
        sheet(
            {name: context.row(draw, groups[0]) for name, draw in (("untuned", plain), ("tuned", ours))},
            context.out / f"identity-{size}.png",
        )
    lost = [character.subject.key for character in characters if not character.found]
    missing = f" The probe finds nobody in any candidate of: {', '.join(lost)}." if lost else ""
    context.save("identity", "Identity", rows, NOTE + missing)
    context.save("identity-looks", "Identity, look by look", single, NOTE)
