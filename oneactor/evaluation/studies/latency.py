"""Fig. 10: what learning and drawing cost together, against the number of pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial

from oneactor.evaluation.context import Context
from oneactor.evaluation.methods import Tries, load_method
from oneactor.evaluation.methods.ours import ETA_2
from oneactor.evaluation.plots import lines, require_plots
from oneactor.evaluation.stage import Character, Stage, quiet
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell
from oneactor.evaluation.timing import Spread, device_name, in_turns
from oneactor.guidance import GUIDED
from oneactor.rendering import render
from oneactor.requests import RenderRequest

#: learnt anew and timed so often at most: the spread over characters is small
LEARNT = 3
PICTURES = (1, 100)
LEARNERS = ("textual-inversion", "dreambooth-lora")


def _drawing(stage: Stage, character: Character, scene: Scene, seed: int) -> dict[str, Callable[[], object]]:
    """Ways of drawing one picture."""
    prompt = scene.prompt([character.subject.description])
    plain = RenderRequest(prompt, (character.placement(tuned=False),), seed, sampling=stage.sampling)
    ours = replace(plain, cast=(character.placement(),), eta_2=0.0)
    requests = {
        "plain": plain,
        "OneActor, eta_2 = 0": ours,
        "OneActor, eta_2 = 1": replace(ours, eta_2=ETA_2, guided=GUIDED),
    }
    draw = partial(render, stage.denoiser, stage.preset.drawing, report=quiet)
    return {label: partial(draw, request) for label, request in requests.items()}


def _timed(context: Context, stage: Stage) -> tuple[dict[str, float], dict[str, Spread]]:
    """Seconds until the first picture can be drawn, and of drawing one, by way."""
    learnt = [stage.character(subject) for subject in context.subjects()[:LEARNT]]
    first, seed = learnt[0], context.first_seed
    scene = context.scenes(first.subject)[0]
    learning = Spread.of([character.seconds for character in learnt]).median
    ways = _drawing(stage, first, scene, seed)
    before = {label: 0.0 if label == "plain" else learning for label in ways}
    for name in context.options.methods or LEARNERS:
        method = load_method(name, stage, Tries(steps=context.options.baseline_steps, adapter=context.options.adapter))
        before[name] = method.learn(first).seconds
        ways[name] = partial(method.draw, (first,), scene, seed)
    times = in_turns(ways, context.extent.rounds, stage.denoiser.device)
    return before, {label: Spread.of(each) for label, each in times.items()}


def run(context: Context) -> None:
    """Seconds to learn and to draw in a table, their sum against the number of pictures in a figure."""
    require_plots()
    with context.stage.anew() as stage:
        before, drawing = _timed(context, stage)
    rows: dict[str, Mapping[str, Cell]] = {}
    curves = {}
    for label, spread in drawing.items():
        rows[label] = {"seconds to learn": before[label], **{f"a picture, {k}": v for k, v in asdict(spread).items()}}
        curves[label] = (PICTURES, [before[label] + count * spread.median for count in PICTURES])
    lines(curves, context.out / "latency.png", "pictures", "seconds")
    note = f"On {device_name(context.stage.denoiser.device)}. OneActor's seconds to learn include its candidates."
    context.save("latency", "Latency (Fig. 10)", rows, note)
