"""The paper's Tab. 1 and 2 by public metrics: likeness of the character, fit of the prompt, change of background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from oneactor.errors import ModelMissing
from oneactor.evaluation.bootstrap import interval
from oneactor.evaluation.context import Context
from oneactor.evaluation.cutting import Masker, by_attention, by_probe, cut
from oneactor.evaluation.figures import FIGURES, SKETCHED
from oneactor.evaluation.marks import Mark, by_mask, sketched
from oneactor.evaluation.methods import METHODS, Method, load_method
from oneactor.evaluation.metrics import METRICS, Metric, load_metrics
from oneactor.evaluation.metrics.clip import Clip, score
from oneactor.evaluation.stage import Character
from oneactor.evaluation.studies.baselines import tries_for
from oneactor.evaluation.tables import Cell

Columns = dict[str, list[float]]


def measured(
    context: Context, method: Method, character: Character, metrics: Sequence[Metric], masker: Masker
) -> dict[str, float]:
    """Means over the character's pictures, by column: fg and bg against the target's, CLIP-T of the whole, shapes."""
    subject, found, sketches = character.subject, Columns(), list[Mark]()
    mask = masker(character.target, subject.description, subject.base_word)
    target, shape = cut(character.target, mask), by_mask(character.target, mask)
    for scene, seed in context.places(subject):
        picture, prompt = method.draw((character,), scene, seed), scene.prompt([subject.description])
        mask = masker(picture, prompt, subject.base_word)
        parts = cut(picture, mask)
        sketches.append(sketched(shape, by_mask(picture, mask)))
        for metric in metrics:
            for part, mine, other in zip(("fg", "bg"), parts, target, strict=True):
                found.setdefault(f"{metric.label}-{part}", []).append(metric.compare(mine, other))
            if isinstance(metric, Clip):
                fit = metric.fits(picture, prompt)
                found.setdefault("CLIP-T", []).append(fit)
                found.setdefault("CLIPScore", []).append(score(fit))
    means = {column: sum(values) / len(values) for column, values in found.items()}
    shapes = {column: FIGURES[column](sketches) for column in SKETCHED}
    return means | {column: value for column, value in shapes.items() if value is not None}


def _one(
    context: Context, name: str, metrics: Sequence[Metric], masker: Masker, character: Character
) -> dict[str, float]:
    method = load_method(name, context.stage, tries_for(context, character))
    method.learn(character)
    return measured(context, method, character, metrics, masker)


def run(context: Context) -> None:
    """A row for each method; metrics without weights are named below the table.

    Raises:
        ModelMissing: no metric can be had.
    """
    options, stage = context.options, context.stage
    device = str(stage.denoiser.device)
    metrics, notes = load_metrics(options.metrics or METRICS, dict(options.weights), device)
    masker = by_attention(stage) if stage.judge is None else by_probe(stage.judge)
    characters, rows = context.characters(), dict[str, Mapping[str, Cell]]()
    for name in options.methods or METHODS:
        try:
            each = context.each(characters, partial(_one, context, name, metrics, masker))
        except ModelMissing as error:
            notes.append(f"{name}: {error}")
            continue
        columns = dict.fromkeys(column for one in each for column in one)
        rows[name] = {c: interval([one[c] for one in each if c in one], context.extent.seed) for c in columns}
    masks = "the attention of the base word" if stage.judge is None else "the probe's silhouette"
    networks = ", ".join(f"{metric.label} by {metric.network}" for metric in metrics)
    note = f"{networks}; fg, bg, count, copies and diversity by {masks}; in brackets 95 % intervals over characters."
    context.save("tables", "Subject consistency, prompt similarity and background", rows, " ".join([note, *notes]))
