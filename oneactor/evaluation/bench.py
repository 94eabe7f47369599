"""`make bench`: drawing and learning time as ratios, taken in turns in one process; JSON out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import torch

from oneactor.actor import Actor, CardHeader
from oneactor.attention import stock_attention
from oneactor.denoiser import Denoiser
from oneactor.evaluation.keeping import bench_code
from oneactor.evaluation.learning_speed import Race, learning_rows
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.methods.ours import ETA_2
from oneactor.evaluation.stage import quiet
from oneactor.evaluation.timing import Bench, Spread, beside, device_name, peak
from oneactor.guidance import GUIDED
from oneactor.picturebook.world.captions import article, join
from oneactor.presets import Preset
from oneactor.projector import normalised
from oneactor.rendering import render
from oneactor.requests import Placement, RenderRequest, Sampling
from oneactor.tuner import Start

NOUNS = ("fox", "robot", "bear", "cat")
PLACE = "in the snow"
PLAIN = "plain pipeline"


def random_card(denoiser: Denoiser, noun: str, seed: int, path: Path) -> Path:
    """A card with random offsets of a usual size: what was learnt does not change how long drawing takes."""
    generator = torch.Generator().manual_seed(seed)
    width = denoiser.encode(article(noun)).states.shape[-1]
    target, average = normalised(torch.randn(2, 1, width, generator=generator))
    header = CardHeader(denoiser.model, "bench", article(noun), noun, seed, 0, 1, 1.0, 0.0)
    Actor(target, average, torch.tensor(0.3), header).save(path)
    return path


def _stock(denoiser: Denoiser, preset: Preset, steps: int) -> Callable[[], object]:
    """The stock pipeline of the same parts, as anybody would call it, with the attention that it comes with.

    Its latents are decoded as all others are: the autoencoder stays in float32, which the pipeline does not expect.
    """
    drawing = preset.drawing
    denoiser.pipe.set_progress_bar_config(disable=True)

    def draw() -> object:
        with stock_attention(denoiser.unet):
            latents = denoiser.pipe(
                f"{article(NOUNS[0])}, {PLACE}",
                num_inference_steps=steps,
                guidance_scale=drawing.scale,
                guidance_rescale=drawing.rescale,
                generator=torch.Generator().manual_seed(0),
                output_type="latent",
            ).images
        return denoiser.decode(latents.float())

    return draw


def ways(denoiser: Denoiser, preset: Preset, steps: int, folder: Path) -> dict[str, Callable[[], object]]:
    """The stock pipeline, and everything that is timed against it, by row."""
    cards = [random_card(denoiser, noun, i, folder / noun) for i, noun in enumerate(NOUNS)]
    cast = tuple(Placement(article(noun), noun, card) for noun, card in zip(NOUNS, cards, strict=True))
    sampling = Sampling(steps=steps)

    def drawn(count: int, eta_2: float, guided: float, masked: bool) -> Callable[[], object]:
        prompt = f"{join([placement.description for placement in cast[:count]])}, {PLACE}"
        request = RenderRequest(prompt, cast[:count], 0, 1.0, eta_2, guided, masked, sampling)
        return partial(render, denoiser, preset.drawing, request, quiet)

    return {
        PLAIN: _stock(denoiser, preset, steps),
        "one character, eta_2 = 0": drawn(1, 0.0, 1.0, False),
        "one character, eta_2 = 1 in two thirds of the steps": drawn(1, ETA_2, GUIDED, False),
        **{f"{count} masked, eta_2 = 0": drawn(count, 0.0, 1.0, True) for count in range(1, 1 + len(NOUNS))},
    }


def slope(by_count: Mapping[int, float]) -> float:
    """Least squares: how much a ratio grows with each character more."""
    mean_x, mean_y = sum(by_count) / len(by_count), sum(by_count.values()) / len(by_count)
    across = sum((x - mean_x) ** 2 for x in by_count)
    return sum((x - mean_x) * (y - mean_y) for x, y in by_count.items()) / across


def drawing_rows(denoiser: Denoiser, preset: Preset, bench: Bench) -> dict[str, object]:
    """Seconds, ratio over the stock pipeline, peak of memory; and the slope over one to four masked characters."""
    steps = bench.steps or preset.drawing.steps
    with tempfile.TemporaryDirectory() as name:
        timed = ways(denoiser, preset, steps, Path(name))
        times, over = beside(timed[PLAIN], timed, bench.rounds, denoiser.device)
        held = {label: peak(action, denoiser.device) for label, action in timed.items()}
    ratio = {label: Spread.of(each) for label, each in over.items()}
    masked = {count: ratio[f"{count} masked, eta_2 = 0"].median for count in range(1, 1 + len(NOUNS))}
    rows = {
        label: {"seconds": asdict(Spread.of(each)), "ratio": asdict(ratio[label]), **held[label]}
        for label, each in times.items()
    }
    return {"drawing": rows, "slope per masked character": slope(masked)}


def measure(
    denoiser: Denoiser,
    preset: Preset,
    bench: Bench,
    label: str,
    start: Start | None = None,
    judge: Judge | None = None,
) -> dict[str, object]:
    """The whole benchmark of one model.

    Args:
        label: what to call its networks.
        start: what learning may start from; `None` measures that from chance alone.
        judge: chooses targets; `None` takes the first candidates.
    """
    device = denoiser.device
    result: dict[str, object] = {
        "networks": label,
        "model": denoiser.model,
        "code": bench_code(),
        "device": device_name(device),
        "dtype": str(denoiser.dtype).removeprefix("torch."),
        "picture": list(denoiser.picture_size),
        "torch": torch.__version__,
        **bench.extent,
        **drawing_rows(denoiser, preset, bench),
    }
    if bench.learning:
        race = Race(denoiser, preset, start, judge, bench.learning_steps)
        result["learning"] = learning_rows(race, bench.rounds)
    return result


def shown(result: Mapping[str, object]) -> str:
    """The result's rows for a terminal."""
    lines = [f"{result['networks']} on {result['device']}, {result['dtype']}"]
    drawing = result["drawing"]
    assert isinstance(drawing, dict)
    for label, row in drawing.items():
        seconds, ratio = row["seconds"], row["ratio"]
        memory = f"  {row['peak memory in bytes'] / 2**30:.2f} GiB" if "peak memory in bytes" in row else ""
        spread = f"{ratio['median']:6.3f} x [{ratio['low']:.3f}, {ratio['high']:.3f}]"
        lines.append(f"{label:52} {seconds['median']:8.3f} s  {spread}{memory}")
    lines.append(f"{'slope per masked character':52} {'':10}  {result['slope per masked character']:6.3f}")
    learning = result.get("learning", {})
    assert isinstance(learning, dict)
    lines += [f"{label:52} {json.dumps(value)}" for label, value in learning.items()]
    return "\n".join(lines)


def save(result: Mapping[str, object], path: Path) -> None:
    """Keep it as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
