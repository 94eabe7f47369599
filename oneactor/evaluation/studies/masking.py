"""What the paper leaves open about several characters in one picture, tried on pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PIL.Image import Image

from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context, Draw
from oneactor.evaluation.figures import summary
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell
from oneactor.requests import Masking, RenderRequest

#: row -> what it changes; `None` draws without masks
WAYS: dict[str, Masking | None] = {
    "as the back-end does": Masking(),
    "first step plain": Masking(first="none"),
    "first step unmasked": Masking(first="unmasked"),
    "isolation 1": Masking(isolate=1.0),
    "isolation 2": Masking(isolate=2.0),
    "isolation 4": Masking(isolate=4.0),
    "overlap": Masking(overlap=True),
    "no masks": None,
}


def drawing(stage: Stage, masking: Masking | None) -> Draw:
    """Draws with cards and these masks."""

    def draw(cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        prompt = scene.prompt([character.subject.description for character in cast])
        request = RenderRequest(prompt, tuple(character.placement() for character in cast), seed)
        changed = replace(request, masked=False) if masking is None else replace(request, masking=masking)
        return stage.picture(changed)

    return draw


def run(context: Context) -> None:
    """A row for each way, on the same pairs, scenes and noise, and a sheet of the first pair."""
    context = context.validation()
    context.require(2)
    groups = context.groups(context.characters(), 2)
    rows, pictures = dict[str, Mapping[str, Cell]](), dict[str, list[Image]]()
    for label, masking in WAYS.items() if groups else ():
        draw = drawing(context.stage, masking)
        rows[label] = summary(context.marks(groups, draw), context.extent.seed)
        pictures[label] = context.row(draw, groups[0])
    if pictures:
        sheet(pictures, context.out / "masking.png")
    context.save("masking", "Two characters, kept apart in other ways", rows)
