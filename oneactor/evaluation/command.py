"""The verbs `evaluate` and `bench` of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from oneactor.errors import InvalidRequest
from oneactor.evaluation.methods import METHODS
from oneactor.evaluation.metrics import METRICS
from oneactor.evaluation.studies import STUDIES

if TYPE_CHECKING:
    from oneactor.evaluation.context import Context, Options

_KINDS = ("characters", "scenes", "seeds", "pairs", "triples", "rounds", "seed")
_HELP = {
    "characters": "learnt characters (default: 20)",
    "scenes": "for each of them (default: 8)",
    "seeds": "for each scene (default: 2)",
    "pairs": "groups of two (default: 20)",
    "triples": "groups of three (default: 10)",
    "rounds": "timed rounds, where something is timed (default: 7)",
    "seed": "of everything (default: 500)",
}
_MODEL = "{model} in it stands for the first eight signs of the model's fingerprint"


def _out(args: argparse.Namespace, model: str) -> Path:
    return Path(args.out.replace("{model}", model[:8]))


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Arguments of `evaluate`."""
    parser.add_argument("study", choices=STUDIES, metavar="NAME", help=_listed())
    parser.add_argument("--out", default="out/evaluation", help=f"folder for tables and figures; {_MODEL}")
    parser.add_argument("--kept", help="folder of what a run goes on from (default: kept, in the one for tables)")
    parser.add_argument("--backwards", action="store_true", help="from the last character on, beside a second process")
    parser.add_argument("--backend", default="picturebook", help="name or package.module:Class (default: picturebook)")
    parser.add_argument("--model", help="diffusers folder or Hugging Face id")
    parser.add_argument("--device", help="cpu, cuda, ... (default: the best one)")
    for kind in _KINDS:
        parser.add_argument(f"--{kind}", type=int, help=_HELP[kind])
    parser.add_argument("--candidates", type=int, default=11, help="of each character")
    parser.add_argument("--max-steps", type=int, help="of learning; default: the back-end's own number")
    parser.add_argument("--steps", type=int, help="of a picture")
    parser.add_argument("--method", action="append", default=[], help=f"one of {', '.join(METHODS)}; repeat for more")
    parser.add_argument("--metric", action="append", default=[], help=f"one of {', '.join(METRICS)}; repeat for more")
    parser.add_argument("--weights", action="append", default=[], metavar="METRIC=PLACE", help="where its weights are")
    parser.add_argument("--prompts", type=Path, help="characters and scenes, a YAML file in the form of ConsiStory+")
    parser.add_argument("--ip-adapter", type=Path, help="folder of IP-Adapter's weights")
    parser.add_argument(
        "--usual-steps", action="store_true", help="learnt baselines take their usual steps, not our time"
    )
    parser.add_argument("--baseline-steps", type=int, help="most steps of a learnt baseline")
    parser.set_defaults(run=evaluate)


def _listed() -> str:
    return "; ".join(f"{name}: {text}" for name, text in STUDIES.items())


def evaluate(args: argparse.Namespace) -> None:
    """Run one study and keep its tables and figures."""
    from oneactor.evaluation.studies import run_study

    run_study(args.study, _context(args))


def _context(args: argparse.Namespace) -> Context:
    from oneactor.backends import load_backend
    from oneactor.backends.checkpoint import Checkpoint
    from oneactor.evaluation.context import Context, Extent
    from oneactor.evaluation.marks import Judge
    from oneactor.evaluation.stage import Amounts, Stage

    extent, options = Extent(**_counts(args)), _options(args)
    backend = load_backend(args.backend, model=args.model, device=args.device)
    if not isinstance(backend, Checkpoint):
        raise InvalidRequest(f"“{args.backend}” is no checkpoint; only those can be measured from inside.")
    probe, out = getattr(backend, "probe", None), _out(args, backend.denoiser.model)
    stage = Stage(
        backend.denoiser,
        backend.preset,
        Path(args.kept) if args.kept else out / "kept",
        None if probe is None else Judge(probe),
        backend.start(),
        Amounts(args.candidates, args.max_steps, args.steps, extent.moved),
    )
    return Context(stage, extent, out, _command(args), options, args.backwards)


def _options(args: argparse.Namespace) -> Options:
    from oneactor.evaluation.context import Options

    return Options(
        methods=_known(args.method, METHODS, "method"),
        metrics=_known(args.metric, METRICS, "metric"),
        weights=dict(_places(args.weights)),
        prompts=args.prompts,
        adapter=args.ip_adapter,
        same_time=not args.usual_steps,
        baseline_steps=args.baseline_steps,
    )


def _counts(args: argparse.Namespace) -> dict[str, int]:
    given = {kind: getattr(args, kind) for kind in _KINDS if getattr(args, kind) is not None}
    least = {"characters": 1, "scenes": 1, "seeds": 1, "rounds": 1}
    for kind, value in given.items():
        if value < least.get(kind, 0):
            raise InvalidRequest(f"--{kind} must be at least {least.get(kind, 0)}.")
    return given


def _known(names: list[str], known: tuple[str, ...], kind: str) -> tuple[str, ...]:
    wrong = [name for name in names if name not in known]
    if wrong:
        raise InvalidRequest(f"There is no {kind} “{wrong[0]}”; there are {', '.join(known)}.")
    return tuple(names)


def _places(weights: list[str]) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in weights]
    if any(not found or not place for _, found, place in pairs):
        raise InvalidRequest("--weights takes METRIC=PLACE, for example CLIP=/models/clip.")
    return [(name, place) for name, _, place in pairs]


def _command(args: argparse.Namespace) -> str:
    """What would make the results again; files and folders of this machine by their names alone."""
    kinds = [*_KINDS, "candidates", "max_steps", "steps", "baseline_steps", "backend"]
    given = [(kind.replace("_", "-"), getattr(args, kind)) for kind in kinds if getattr(args, kind) is not None]
    words = [f"--{kind} {value}" for kind, value in given]
    words += [f"--method {name}" for name in args.method] + [f"--metric {name}" for name in args.metric]
    words += [f"--weights {metric}={Path(place).name}" for metric, place in _places(args.weights)]
    files = [("prompts", args.prompts), ("ip-adapter", args.ip_adapter)]
    words += [f"--{kind} {path.name}" for kind, path in files if path is not None]
    words += ["--usual-steps"] if args.usual_steps else []
    return " ".join(["python -m oneactor evaluate", args.study, *words])


def add_bench(parser: argparse.ArgumentParser) -> None:
    """Arguments of `bench`."""
    parser.add_argument("--out", default="out/bench.json", help=f"file to write; {_MODEL}")
    parser.add_argument("--model", help="folder of picture book weights (default: the shipped ones)")
    parser.add_argument("--device", help="cpu, cuda, ... (default: the best one)")
    parser.add_argument(
        "--networks",
        choices=("picturebook", "sdxl"),
        default="picturebook",
        help="sdxl: random weights of SDXL's size, for an accelerator",
    )
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds; the median counts")
    parser.add_argument("--steps", type=int, help="of a picture")
    parser.add_argument("--learning-steps", type=int, default=200, help="of the released code's run")
    parser.add_argument("--no-learning", action="store_true", help="time drawing alone")
    parser.add_argument("--compile", action="store_true", help="sdxl: torch.compile makes its blocks' kernels")
    parser.set_defaults(run=bench)


def bench(args: argparse.Namespace) -> None:
    """Time drawing and learning, print the rows and keep them."""
    if min(args.rounds, args.learning_steps, args.steps or 1) < 1:
        raise InvalidRequest("Rounds and steps must be at least 1.")
    import torch

    from oneactor.denoiser import best_device
    from oneactor.evaluation.bench import measure, save, shown
    from oneactor.evaluation.timing import Bench

    device = args.device or str(best_device())
    sizes = Bench(args.rounds, args.steps, not args.no_learning, args.learning_steps)
    if args.networks == "sdxl":
        if torch.device(device).type == "cpu":
            raise InvalidRequest(
                "Networks of SDXL's size need an accelerator; give its name, for example --device cuda."
            )
        from oneactor.evaluation.large_networks import random_sdxl

        denoiser, preset = random_sdxl(device, compiled=args.compile)
        label = f"random weights of SDXL's size, {'compiled' if args.compile else 'eager'}"
        result = measure(denoiser, preset, sizes, label)
    else:
        from oneactor.backends.picturebook import Picturebook
        from oneactor.denoiser import Precision
        from oneactor.evaluation.marks import Judge

        backend = Picturebook(args.model, device, Precision())
        judge = Judge(backend.probe)
        result = measure(backend.denoiser, backend.preset, sizes, "picture book", backend.start(), judge)
    print(shown(result))
    save(result, _out(args, str(result["model"])))
