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
from oneactor.evaluation.subjects import Scene, Subject
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


def _cast(context: Context) -> list[Subject]:
    """All characters where they are judged; else one, to look at."""
    if context.stage.judge is not None:
        context.require()
    return context.subjects()[: None if context.stage.judge is not None else 1]


def sweep_over(context: Context, name: str, title: str, variants: Mapping[float, Draw], parameter: str) -> None:
    """Draw every variant on the same characters, scenes and seeds: a sheet, and where there is a probe a table."""
    characters = context.each(_cast(context), context.stage.character)
    labels = {value: f"{parameter} = {value:.3g}" for value in variants}
    pictures = {labels[value]: context.row(draw, characters[:1]) for value, draw in variants.items()}
    sheet(pictures, context.out / f"{name}-pictures.png")
    if context.stage.judge is None:
        return
    groups = [(character,) for character in characters]
    rows = {value: summary(context.marks(groups, draw), context.extent.seed) for value, draw in variants.items()}
    sweep(list(rows), list(rows.values()), SHOWN, context.out / f"{name}.png", parameter)
    context.save(name, title, {labels[value]: row for value, row in rows.items()})


def learn_over(
    context: Context, name: str, title: str, variants: Mapping[str, Mapping[str, float]], cold: bool = False
) -> None:
    """Learn every character anew with each variant's changed settings of tuning, beside the base model: as above.

    Args:
        variants: changes by row; one without any is the back-end's own way.
        cold: learn from chance.
    """
    subjects, tuning = _cast(context), context.stage.preset.tuning
    plain, ours = (load_method(method, context.stage).draw for method in ("plain", "oneactor"))
    learn = partial(context.stage.character, cold=cold)
    casts = {"base model": (plain, context.each(subjects, learn))}
    for label, changes in variants.items():
        preset = replace(context.stage.preset, tuning=replace(tuning, **changes))  # type: ignore[arg-type]
        casts[label] = (ours, context.each(subjects, partial(learn, preset=preset)))
    rows, pictures = dict[str, Mapping[str, Cell]](), dict[str, list[Image]]()
    for label, (draw, characters) in casts.items():
        pictures[label] = context.row(draw, characters[:1])
        if context.stage.judge is not None:
            marks = context.marks([(character,) for character in characters], draw)
            rows[label] = summary(marks, context.extent.seed)
    sheet(pictures, context.out / f"{name}.png")
    if rows:
        context.save(name, title, rows)
