"""What is looked at before anything is drawn: whose a work folder is, and whether the parts of a start fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diffusers import AutoencoderKL

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import World
from oneactor.picturebook.training.autoencoder import WIDTHS
from oneactor.tensorfile import write_whole

STAMP = "training.json"


def claim(work: Path, training: Mapping[str, Any]) -> None:
    """Write down whose work folder this is; one from before there were stamps is the run's that goes on with it.

    Args:
        training: everything that decides what is in the folder, as JSON.

    Raises:
        InvalidRequest: it belongs to another training; nothing was changed.
    """
    stamp = json.dumps(training, ensure_ascii=False, indent=1) + "\n"  # in the order of the answers, which outputs have
    path = work / STAMP
    if not path.exists():
        write_whole(path, stamp.encode())
    elif path.read_text("utf-8") != stamp:
        raise InvalidRequest(
            f"This work folder belongs to another training (“{path}” says which): name another with --work. "
            "Nothing was changed."
        )


def checksum(start: Path | None) -> str | None:
    """SHA-256 of the manifest of the model that a training goes on from; `None` without one.

    Raises:
        ModelMissing: it has no manifest.
    """
    if start is None:
        return None
    try:
        return hashlib.sha256((start / "manifest.json").read_bytes()).hexdigest()
    except OSError as error:
        raise ModelMissing(f"No finished model was found in “{start}”; nothing was changed.") from error


def check_kept(start: Path, world: World) -> None:
    """See that the autoencoder and the probe of a finished model can be taken as they are.

    Raises:
        InvalidRequest: they were made for another world, or have another size.
        ModelMissing: they are not there.
    """
    if not Questions.load(start).same(world.questions()):
        raise InvalidRequest(
            f"The parts in “{start}” know another world than {world.__name__}; train without --keep. "
            "Nothing was changed."
        )
    try:
        widths = tuple(AutoencoderKL.load_config(start / "vae", local_files_only=True)["block_out_channels"])
    except (OSError, KeyError) as error:
        raise ModelMissing(f"The autoencoder in “{start}” cannot be read; nothing was changed.") from error
    if widths != WIDTHS:
        raise InvalidRequest(
            f"The autoencoder in “{start}” has the widths {widths}, not {WIDTHS}; train without --keep. "
            "Nothing was changed."
        )
