"""One table, one figure and one sheet for the values of a parameter, all from the same noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PIL.Image import Image

from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context, Draw
from oneactor.evaluation.figures import summary
from oneactor.evaluation.plots import sweep
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.requests import RenderRequest

#: columns that are drawn as curves
SHOWN = ("identity agreement, %", "scene recall, %", "pose diversity", "background diversity")


def drawing(stage: Stage, **changes: float) -> Draw:
    """Draws with cards, some of a request's numbers changed: `v`, `eta_2`, `guided`, `scale`."""
    scale = changes.pop("scale", None)

    def draw(cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        prompt = scene.prompt([character.subject.description for character in cast])
        request = RenderRequest(prompt, tuple(character.placement() for character in cast), seed)
        request = replace(request, sampling=replace(request.sampling, scale=scale))
        return stage.picture(replace(request, **changes))  # type: ignore[arg-type]

    return draw


def sweep_over(context: Context, name: str, title: str, variants: Mapping[float, Draw], parameter: str) -> None:
    """Judge every variant on the same characters, scenes and seeds."""
    context.require()
    characters = context.characters()
    groups = [(character,) for character in characters]
    rows = {value: summary(context.marks(groups, draw), context.extent.seed) for value, draw in variants.items()}
    sweep(list(rows), list(rows.values()), SHOWN, context.out / f"{name}.png", parameter)
    pictures = {f"{parameter} = {value:.3g}": context.row(draw, characters[:1]) for value, draw in variants.items()}
    sheet(pictures, context.out / f"{name}-pictures.png")
    context.save(name, title, {f"{parameter} = {value:.3g}": row for value, row in rows.items()})
