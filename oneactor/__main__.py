"""Command line: `python -m oneactor propose | tune | render | evaluate | bench`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Never, TypeVar, get_args

from tqdm import tqdm

from oneactor import (
    Backend,
    BackendInfo,
    CastWords,
    InvalidRequest,
    OneActorError,
    Progress,
    ProposeRequest,
    RenderRequest,
    Sampling,
    TuneRequest,
    UnknownBackend,
    backend_names,
    check_words,
    compose,
    describe_backend,
    find_base_word,
    load_backend,
    without_names,
)
from oneactor.evaluation.command import add_bench, add_evaluate
from oneactor.requests import Compat

_ERROR = 2
T = TypeVar("T")


class Bar:
    """A report that moves a progress bar and gives finished candidates to `on_picture`."""

    def __init__(self, on_picture: Callable[[Progress], None] | None = None) -> None:
        self._bar: tqdm[Never] = tqdm(unit="step", leave=True)
        self._on_picture = on_picture

    def __call__(self, progress: Progress) -> None:
        self._bar.total = progress.total
        self._bar.set_description(progress.step, refresh=False)
        self._bar.update(progress.done - self._bar.n)
        if progress.picture is not None and self._on_picture is not None:
            self._on_picture(progress)

    def close(self) -> None:
        self._bar.close()


def _run(verb: Callable[[Bar], T], bar: Bar) -> T:
    try:
        return verb(bar)
    finally:
        bar.close()


def _backend(args: argparse.Namespace) -> Backend:
    return load_backend(args.backend, model=args.model, device=args.device)


def _sampling(args: argparse.Namespace) -> Sampling:
    return Sampling(steps=args.steps, scale=args.scale, negative=args.negative)


def _info(args: argparse.Namespace) -> BackendInfo | None:
    """What is known before loading; nothing for a class that draws with any checkpoint."""
    try:
        return describe_backend(args.backend, model=args.model)
    except UnknownBackend:
        if ":" not in args.backend:
            raise
        return None


def _warn(text: str, info: BackendInfo | None, own: Sequence[str] = ()) -> None:
    """Print the words of a text that the model does not know, but for a story's own ones."""
    for unknown in check_words(without_names(text, own), info.vocabulary if info else None):
        near = f"; near it: {', '.join(unknown.near)}" if unknown.near else ""
        print(f"The model does not know the word “{unknown.word}”{near}.", file=sys.stderr)


def _base_word(args: argparse.Namespace) -> str:
    info = _info(args)
    _warn(args.description, info)
    if args.kind == "style":
        return args.base_word or "style"
    return args.base_word or find_base_word(args.description, info.vocabulary if info else None)


def propose(args: argparse.Namespace) -> None:
    """Draw candidates into a folder: candidate-00.png, ... and proposal.safetensors."""
    request = ProposeRequest(
        args.description,
        _base_word(args),
        args.seed,
        args.count,
        args.setting,
        _sampling(args),
        Path(args.card) if args.card else None,
        args.kind,
        tuple(args.also),
    )
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    backend = _backend(args)

    def keep(progress: Progress) -> None:
        assert progress.picture is not None
        progress.picture.save(folder / f"candidate-{progress.index:02}.png")

    proposal = _run(lambda bar: backend.propose(request, bar), Bar(keep))
    proposal.save(folder / "proposal.safetensors")
    print(f"{request.count} candidates are in {folder}.")


def tune(args: argparse.Namespace) -> None:
    """Learn one candidate into a card."""
    out = Path(args.out)
    checkpoint = out.with_name(f"{out.name}.checkpoint")
    request = TuneRequest(
        Path(args.proposal),
        args.target,
        args.seed,
        args.max_steps,
        args.min_steps,
        checkpoint,
        Path(args.picture) if args.picture else None,
        args.setting,
        args.compat,
        Path(args.card) if args.card else None,
        args.outfit,
    )
    backend = _backend(args)
    actor = _run(lambda bar: backend.tune(request, bar), Bar())
    actor.save(out)
    checkpoint.unlink(missing_ok=True)
    steps = (actor.outfits[-1] if args.outfit else actor).header.steps
    print(f"Learnt in {steps} steps; the card is {out}.")


def _check_scene(args: argparse.Namespace, cast: Sequence[CastWords]) -> None:
    if not args.scene.strip():
        raise InvalidRequest("The scene is empty; say what is to be drawn.")
    info = _info(args)
    if info and len(cast) > info.tested_characters:
        most = info.tested_characters
        raise InvalidRequest(f"{len(cast)} characters are too many; up to {most} in one picture were tested.")
    _warn(args.scene, info, [text for words in cast for text in (words.name, words.base_word)])


def _picture_file(name: str) -> Path:
    """Where a picture can be written to, known before minutes are spent on drawing it."""
    from PIL import Image

    path = Path(name)
    if path.suffix.lower() not in Image.registered_extensions():
        raise InvalidRequest(f"“{name}” does not end as a picture's name does; end it with .png.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def render(args: argparse.Namespace) -> None:
    """Draw one picture of a scene with tuned characters."""
    from oneactor.cast_arguments import members

    called = [member for text in args.cast for member in members(text)]
    _check_scene(args, [words for words, _ in called])
    out = _picture_file(args.out)
    composed = compose(args.scene, [words for words, _ in called])
    cast = tuple(called[index][1] for index in composed.order)
    request = RenderRequest(composed.prompt, cast, args.seed, args.v, args.eta_2, args.guided, sampling=_sampling(args))
    backend = _backend(args)
    rendering = _run(lambda bar: backend.render(request, bar), Bar())
    rendering.picture.save(out)
    for notice in (*composed.notices, *rendering.notices):
        print(notice, file=sys.stderr)
    print(f"“{composed.prompt}” is in {args.out}.")


def _add_tuning(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    two = verbs.add_parser("tune", help="learn one candidate")
    two.add_argument("proposal", help="proposal.safetensors of the candidates")
    two.add_argument("--target", type=int, default=0, help="number of the picked candidate")
    two.add_argument("--picture", help="learn this picture file instead; the candidates are what it is told apart from")
    two.add_argument("--setting", help="words for that picture's background (default: the back-end's plain one)")
    two.add_argument(
        "--compat",
        choices=get_args(Compat),
        default="paper",
        help="literal: AdaIN with its mean; official: as the released code",
    )
    two.add_argument("--card", help="learn an outfit of this card's character instead, into the card to write")
    two.add_argument("--outfit", default="", help="name of that outfit")
    two.add_argument("--max-steps", type=int, help="default: the back-end's own number, few where it has a start")
    two.add_argument("--min-steps", type=int, default=60, help="it does not end sooner, but for --max-steps")
    two.add_argument("--out", required=True, help="card to write")
    two.set_defaults(run=tune)
    return two


def _add_measuring(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add_evaluate(verbs.add_parser("evaluate", help="tables and figures: likeness, baselines, the paper's figures"))
    add_bench(verbs.add_parser("bench", help="drawing and learning time against the plain pipeline"))


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", default="picturebook", help="name or package.module:Class (default: picturebook)")
    parser.add_argument(
        "--model",
        help="diffusers folder or Hugging Face id for sd15, sd21 and sdxl; for picturebook weights of your own world",
    )
    parser.add_argument("--device", help="cpu, cuda, ... (default: the best one)")
    parser.add_argument("--seed", type=int, default=0)


def _add_sampling(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--steps", type=int, help="sampling steps")
    parser.add_argument("--scale", type=float, help="guidance scale s")
    parser.add_argument("--negative", default="", help="negative prompt")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m oneactor", description="Keep a character the same everywhere.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    one = verbs.add_parser("propose", help="draw candidates of a character")
    one.add_argument("description", help="noun phrase, e.g. “a white fox with a green scarf”")
    one.add_argument("--base-word", help="the noun in it (default: found; “style” for a style)")
    one.add_argument("--also", action="append", default=[], metavar="WORD", help="a further noun, learnt jointly")
    one.add_argument("--count", type=int, default=11)
    one.add_argument("--setting", help="words for the background (default: the back-end's plain one)")
    one.add_argument("--card", help="draw this character, as candidates of an outfit of its")
    one.add_argument("--kind", choices=("figure", "style"), default="figure", help="style: a way to draw everything")
    one.add_argument("--out", required=True, help="folder for the candidates")
    one.set_defaults(run=propose)
    two = _add_tuning(verbs)
    three = verbs.add_parser("render", help="draw a scene with learnt characters")
    three.add_argument("scene", help="e.g. “Mia waving, in the snow”")
    three.add_argument(
        "--cast",
        action="append",
        default=[],
        metavar="[NAME=]CARD[#OUTFIT]",
        help="a character; repeat for more; CARD:WORD is one of a joint card's, which else brings all",
    )
    three.add_argument("--v", type=float, default=1.0, help="strength of the offsets")
    three.add_argument("--eta-2", type=float, help="weight of the auxiliary exclusion")
    three.add_argument("--guided", type=float, help="part of the steps in which offsets act")
    three.add_argument("--out", required=True, help="picture to write")
    three.set_defaults(run=render)
    for verb in (one, two, three):
        _add_model(verb)
    for verb in (one, three):
        _add_sampling(verb)
    _add_measuring(verbs)
    parser.epilog = f"Back-ends: {', '.join(backend_names())}"
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; 0 when it worked, 2 with one sentence when it could not."""
    args = _parser().parse_args(arguments)
    try:
        args.run(args)
    except OneActorError as error:
        print(str(error), file=sys.stderr)
        return _ERROR
    except OSError as error:
        print(f"“{error.filename}” cannot be used: {error.strerror}.", file=sys.stderr)
        return _ERROR
    return 0


if __name__ == "__main__":
    sys.exit(main())
