"""Tables and sheets of variants, all from the same noise: values of a drawing parameter, or ways to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PIL.Image import Image

from oneactor.evaluation.contact import sheet
from oneactor.evaluation.context import Context, Draw
from oneactor.evaluation.figures import summary
from oneactor.evaluation.methods import load_method
from oneactor.evaluation.plots import sweep
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell
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


def learn_over(context: Context, name: str, title: str, variants: Mapping[str, Mapping[str, float]]) -> None:
    """Learn every character anew with each variant's changed settings of tuning, and judge them beside the base model.

    Args:
        variants: changes by row; one without any is the back-end's own way.
    """
    context.require()
    plain, ours = (load_method(method, context.stage).draw for method in ("plain", "oneactor"))
    casts = {"base model": context.characters()}
    own = context.stage.preset
    for label, changes in variants.items():
        preset = replace(own, tuning=replace(own.tuning, **changes))  # type: ignore[arg-type]
        casts[label] = context.each(context.subjects(), partial(context.stage.character, preset=preset))
    rows, pictures = dict[str, Mapping[str, Cell]](), dict[str, list[Image]]()
    for label, characters in casts.items():
        draw = plain if label == "base model" else ours
        marks = context.marks([(character,) for character in characters], draw)
        rows[label], pictures[label] = summary(marks, context.extent.seed), context.row(draw, characters[:1])
    sheet(pictures, context.out / f"{name}.png")
    context.save(name, title, rows)
