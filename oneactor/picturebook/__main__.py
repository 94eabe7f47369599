"""`python -m oneactor.picturebook train|report`: make the embedded model, and measure it."""

from __future__ import annotations

import argparse
from pathlib import Path

from oneactor.errors import OneActorError
from oneactor.picturebook.renderer import OWN, load_world

WEIGHTS = Path(__file__).parent / "weights"


def some(text: str) -> int:
    """A number of things, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on. Nothing was done.")
    return int(text)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m oneactor.picturebook", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="train every part, or go on where the last run stopped")
    train.add_argument("--preset", choices=("cpu", "gpu", "smoke"), default="cpu")
    train.add_argument("--pictures", type=some, default=None, help="to learn from, instead of the preset's")
    train.add_argument("--steps", type=some, default=None, help="of the denoiser, instead of the preset's")
    train.add_argument("--work", type=Path, default=Path("training"), help="checkpoints and drawn pictures")
    train.add_argument("--weights", type=Path, required=True, help="folder that the finished model is put into")
    train.add_argument("--start-from", type=Path, default=None, help="a finished model to go on from")
    train.add_argument("--keep", action="store_true", help="take its autoencoder, probe and upscaler as they are")
    train.add_argument("--world", default=OWN, help="the module that draws and describes the story world")
    report = verbs.add_parser("report", help="measure the model with its probe and write the figures to its card")
    report.add_argument("--weights", type=Path, default=WEIGHTS)
    report.add_argument("--world", default=OWN, help="the module that the weights were trained on")
    report.add_argument("--seeds", type=some, default=500)
    report.add_argument("--sheets", type=Path, default=None, help="folder for sheets of the first pictures")
    report.add_argument("--kept", type=Path, default=Path("out/report"), help="a run that was stopped goes on there")
    report.add_argument("--backwards", action="store_true", help="begin with the last part: a second process helps so")
    return parser.parse_args()


def main() -> None:
    """Run one verb."""
    args = parse()
    if args.verb == "train" and args.keep and not args.start_from:
        raise SystemExit("--keep takes parts of a finished model; name its folder with --start-from. Nothing was done.")
    try:
        world = load_world(args.world)
        if args.verb == "train":
            from oneactor.picturebook.training.stages import PRESETS, Folders, run

            preset = PRESETS[args.preset].with_extent(args.pictures, args.steps)
            run(preset, Folders(args.work, args.weights, args.start_from, args.keep), world)
        else:
            from oneactor.picturebook import report as measuring

            measuring.report(args.weights, world, args.seeds, measuring.Folders(args.kept, args.sheets, args.backwards))
    except OneActorError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
