"""Back-ends by name. Listing and describing them imports no torch; loading one does."""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oneactor.errors import ModelMissing, UnknownBackend
from oneactor.presets import PRESETS, Memory, Preset
from oneactor.words import Vocabulary

if TYPE_CHECKING:
    from oneactor.backend import Backend

_SAMPLE, _SAMPLES = 1 << 14, 256
_LOG = logging.getLogger(__name__)
_GROUP = "oneactor.backends"
#: how a weight file says that it is one of several
_SHARD = re.compile(r"-\d{5}-of-\d{5}$")

#: Name -> class, imported on first use. A back-end of somebody else's needs an entry point in the group above instead.
_TABLE = {
    "picturebook": "oneactor.backends.picturebook:Picturebook",
    "sd15": "oneactor.backends.checkpoint:StableDiffusion15",
    "sd21": "oneactor.backends.checkpoint:StableDiffusion21",
    "sdxl": "oneactor.backends.checkpoint:StableDiffusionXL",
}

#: Where the embedded model lies.
PICTUREBOOK_WEIGHTS = Path(__file__).parent.parent / "picturebook" / "weights"


#: What of its files enlarges pictures, and how many times; models from before it was trained have none.
UPSCALER, UPSCALER_FACTOR = "upscaler.safetensors", 4


@dataclass(frozen=True)
class Enlarging:
    """How many times larger a back-end draws a picture again, and a mark that changes with its weights."""

    factor: int
    mark: str


@dataclass(frozen=True)
class BackendInfo:
    """What a screen needs to know about a back-end.

    Attributes:
        picture_size: side of its pictures in pixels.
        tested_characters: most characters in one picture that were tested together.
        vocabulary: the words it knows; `None` where any word will do.
        plain_setting: the words of an empty background.
        enlarging: what `enlarge` does; `None` where the back-end has no network for that.
        model: fingerprint of its weights, which its cards carry; "" where it is known only once they are loaded.
    """

    name: str
    label: str
    picture_size: int
    tested_characters: int
    vocabulary: Vocabulary | None
    default_steps: int
    plain_setting: str
    enlarging: Enlarging | None = None
    model: str = ""


def _entry_points() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=_GROUP):
        if entry.name in found or entry.name in _TABLE:
            raise UnknownBackend(f"Two back-ends are called “{entry.name}”; uninstall one of their packages.")
        found[entry.name] = entry
    return found


def backend_names() -> tuple[str, ...]:
    """All names that `load_backend` knows; plug-ins that cannot be imported are left out with a line in the log."""
    names = list(_TABLE)
    for name, entry in _entry_points().items():
        try:
            entry.load()
        except Exception:
            _LOG.warning("The back-end %s (%s) cannot be imported and is skipped.", name, entry.value, exc_info=True)
        else:
            names.append(name)
    return tuple(names)


def _import(path: str) -> Any:
    module, _, attribute = path.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _resolve(name: str) -> Any:
    if ":" in name:
        return _import(name)
    if name in _TABLE:
        return _import(_TABLE[name])
    plugins = _entry_points()
    if name in plugins:
        return plugins[name].load()
    known = ", ".join([*_TABLE, *plugins])
    raise UnknownBackend(f"There is no back-end “{name}”; known ones are {known}, or a path “package.module:Class”.")


def load_backend(
    name: str, *, model: str | Path | None = None, device: str | None = None, memory: Memory | None = None
) -> Backend:
    """Load a drawing model: seconds to minutes, and its memory.

    Args:
        name: a dotted path ``package.module:Class``, a name of the table, or an entry point's.
        model: folder or Hugging Face id for back-ends that draw with any checkpoint.
        device: ``cpu``, ``cuda``, ...; the best one by default.
        memory: how it lies in memory, for back-ends that know of it.

    Raises:
        UnknownBackend: no such name.
        ModelMissing: its files are not there.
        ImportError: a back-end that was asked for and cannot be imported raises as it is.
    """
    options = {"model": model, "device": device, "memory": memory}
    wanted = {key: value for key, value in options.items() if value is not None}
    backend: Backend = _resolve(name)(**wanted)
    return backend


def describe_backend(name: str, *, model: str | Path | None = None) -> BackendInfo:
    """What a screen needs to know, without loading the model.

    A back-end of somebody else's has a class attribute `info`, a `BackendInfo`, or `own_preset`, a `Preset`.

    Args:
        name: as `load_backend` knows it.
        model: weights of one's own world for the embedded back-end, which carry their words.

    Raises:
        UnknownBackend: no such name, or nothing is known about it before it is loaded.
        ModelMissing: the embedded model's list of words or its size is not there.
    """
    preset, folder = PRESETS.get(name), Path(model) if model else PICTUREBOOK_WEIGHTS
    if preset is not None:
        return _described(preset, folder)
    backend = _resolve(name)
    info, preset = getattr(backend, "info", None), getattr(backend, "own_preset", None)
    if isinstance(info, BackendInfo):
        return info
    if isinstance(preset, Preset):
        return _described(preset, folder)
    raise UnknownBackend(f"The back-end “{name}” does not say what it draws; its class needs an attribute “info”.")


def _described(preset: Preset, folder: Path) -> BackendInfo:
    embedded = preset.name == "picturebook"
    return BackendInfo(
        name=preset.name,
        label=preset.label,
        picture_size=preset.picture_size or _embedded_size(folder),
        tested_characters=preset.tested_characters,
        vocabulary=_vocabulary(folder) if embedded else None,
        default_steps=preset.drawing.steps,
        plain_setting=preset.plain_setting,
        enlarging=_enlarging(folder) if embedded else None,
        model=_embedded_model(folder) if embedded else "",
    )


@cache
def _embedded_model(folder: Path) -> str:
    return fingerprint(folder)


def _embedded_size(folder: Path) -> int:
    path = folder / "vae" / "config.json"
    try:
        return int(json.loads(path.read_text("utf-8"))["sample_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"The picture book model is not complete: {path.name} cannot be read.") from error


def _variant_of(path: Path) -> str:
    """What stands between a weight file's name and its ending: ``fp16``, ``non_ema``, or nothing."""
    return _SHARD.sub("", path.stem).partition(".")[2]


def _weights(folder: Path, part: str) -> list[Path]:
    return sorted((folder / part).glob("*.safetensors"))


def variant(folder: Path) -> str | None:
    """Which of a checkpoint's files are loaded: the plain ones, or ``fp16`` where there are none."""
    found = {_variant_of(path) for path in _weights(folder, "unet")}
    return "fp16" if "fp16" in found and "" not in found else None


def _loaded(folder: Path, part: str) -> list[Path]:
    files = _weights(folder, part)
    return [path for path in files if _variant_of(path) == (variant(folder) or "")] or files


def fingerprint(folder: Path) -> str:
    """Hash that tells checkpoints apart: name, size and 256 evenly spaced samples of the networks' weight files.

    Files that lie beside those that are loaded, in another number format, do not count.
    Files up to 4 MiB are read whole; gigabytes are not, for the sake of a quick start.
    """
    digest = hashlib.sha256()
    for part in ("unet", "text_encoder", "text_encoder_2"):
        for path in _loaded(folder, part):
            with path.open("rb") as file:
                size = file.seek(0, 2)
                digest.update(f"{part}/{path.name}:{size}".encode())
                for start in range(0, size, max(_SAMPLE, size // _SAMPLES)):
                    file.seek(start)
                    digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:32]


def _enlarging(folder: Path) -> Enlarging | None:
    """By what the weights hold, which their manifest says."""
    try:
        mark = json.loads((folder / "manifest.json").read_text("utf-8")).get(UPSCALER)
    except (OSError, ValueError, AttributeError) as error:
        raise ModelMissing("The picture book model is not complete: its list of files cannot be read.") from error
    return Enlarging(UPSCALER_FACTOR, str(mark)[:16]) if mark else None


def _vocabulary(folder: Path) -> Vocabulary:
    path = folder / "vocabulary.json"
    try:
        return Vocabulary.from_lists(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ModelMissing(f"The picture book model is not complete: {path.name} cannot be read.") from error
