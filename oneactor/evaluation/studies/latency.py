"""Fig. 10: what learning and drawing cost together, against the number of pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from oneactor.evaluation.context import FIRST_SEED, Context
from oneactor.evaluation.methods import Tries, load_method
from oneactor.evaluation.plots import lines, require_plots
from oneactor.evaluation.stage import Character, quiet
from oneactor.evaluation.subjects import Scene
from oneactor.evaluation.tables import Cell
from oneactor.evaluation.timing import Spread, device_name, in_turns
from oneactor.rendering import render
from oneactor.requests import RenderRequest

#: the paper's number of steps with offsets, 20 of 30
GUIDED = 2 / 3
#: learnt anew and timed so often at most: the spread over characters is small
LEARNT = 3
PICTURES = (1, 100)
LEARNERS = ("textual-inversion", "dreambooth-lora")


def _drawing(context: Context, character: Character, scene: Scene) -> dict[str, Callable[[], object]]:
    """Ways of drawing one picture."""
    stage = context.stage
    prompt = scene.prompt([character.subject.description])
    plain = RenderRequest(prompt, (character.placement(tuned=False),), FIRST_SEED, sampling=stage.sampling)
    ours = RenderRequest(prompt, (character.placement(),), FIRST_SEED, eta_2=0.0, sampling=stage.sampling)
    both = RenderRequest(
        prompt, (character.placement(),), FIRST_SEED, eta_2=1.0, guided=GUIDED, sampling=stage.sampling
    )
    requests = {"plain": plain, "OneActor, eta_2 = 0": ours, "OneActor, eta_2 = 1": both}
    draw = partial(render, stage.denoiser, stage.preset.drawing, report=quiet)
    return {label: partial(draw, request) for label, request in requests.items()}


def run(context: Context) -> None:
    """Seconds to learn and to draw in a table, their sum against the number of pictures in a figure."""
    require_plots()
    stage = context.stage.anew()
    learnt = [stage.character(subject) for subject in context.subjects()[:LEARNT]]
    first, device = learnt[0], stage.denoiser.device
    scene = context.scenes(first.subject)[0]
    learning = Spread.of([character.seconds for character in learnt]).median
    ways, to_learn = _drawing(context, first, scene), {"plain": 0.0}
    for name in context.options.methods or LEARNERS:
        method = load_method(name, stage, Tries(steps=context.options.baseline_steps, adapter=context.options.adapter))
        to_learn[name] = method.learn(first).seconds
        ways[name] = partial(method.draw, (first,), scene, FIRST_SEED)
    drawing = {label: Spread.of(times) for label, times in in_turns(ways, context.extent.rounds, device).items()}
    rows: dict[str, Mapping[str, Cell]] = {}
    curves = {}
    for label, spread in drawing.items():
        before = to_learn.get(label, learning)
        rows[label] = {"seconds to learn": before, **{f"a picture, {k}": v for k, v in asdict(spread).items()}}
        curves[label] = (PICTURES, [before + count * spread.median for count in PICTURES])
    lines(curves, context.out / "latency.png", "pictures", "seconds")
    context.save("latency", "Latency (Fig. 10)", rows, f"On {device_name(device)}.")
