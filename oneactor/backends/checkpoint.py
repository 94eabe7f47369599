"""Any Stable Diffusion or SDXL checkpoint in diffusers form as a back-end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline, StableDiffusionXLPipeline
from huggingface_hub import snapshot_download

from oneactor.actor import Actor
from oneactor.backend import Likeness, Rendering, Report
from oneactor.backends import BackendInfo
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.errors import ModelMissing, OutOfMemory
from oneactor.presets import SD15, SD21, SDXL, Preset
from oneactor.proposing import Proposal, propose
from oneactor.rendering import render
from oneactor.requests import ProposeRequest, RenderRequest, TuneRequest
from oneactor.tuner import Start
from oneactor.tuning import tune

_PIPELINES = {
    "StableDiffusionPipeline": StableDiffusionPipeline,
    "StableDiffusionXLPipeline": StableDiffusionXLPipeline,
}
_SAMPLE, _SAMPLES = 1 << 14, 256


def locate(model: str | Path) -> Path:
    """The folder of a checkpoint: itself, or a Hugging Face model that was downloaded before.

    Nothing is downloaded here: a drawing should never start with gigabytes nobody asked for.

    Raises:
        ModelMissing: neither.
    """
    folder = Path(model)
    if (folder / "model_index.json").is_file():
        return folder
    missing = f"No model was found at “{model}”; give a diffusers folder, or run “hf download {model}” first."
    if folder.exists() or str(model).count("/") != 1:
        raise ModelMissing(missing)
    try:
        return Path(snapshot_download(str(model), local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelMissing(missing) from error


def fingerprint(folder: Path) -> str:
    """Hash that tells checkpoints apart: name, size and 256 evenly spaced samples of the networks' weight files.

    Files up to 4 MiB are read whole; gigabytes are not, for the sake of a quick start.
    """
    digest = hashlib.sha256()
    for part in ("unet", "text_encoder", "text_encoder_2"):
        for path in sorted((folder / part).glob("*.safetensors")):
            with path.open("rb") as file:
                size = file.seek(0, 2)
                digest.update(f"{part}/{path.name}:{size}".encode())
                for start in range(0, size, max(_SAMPLE, size // _SAMPLES)):
                    file.seek(start)
                    digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:32]


def _variant(folder: Path) -> str | None:
    names = [path.name for path in (folder / "unet").glob("*.safetensors")]
    return "fp16" if names and all(".fp16." in name for name in names) else None


def _dtypes(precision: Precision) -> dict[str, torch.dtype]:
    text = dict.fromkeys(("text_encoder", "text_encoder_2"), precision.text)
    return {"unet": precision.unet, **text, "default": torch.float32}


def load_pipeline(folder: Path, precision: Precision) -> Any:
    """The stock pipeline of a folder, from safetensors only, with the sampler that all verbs share.

    Raises:
        ModelMissing: another kind of model, or files missing.
    """
    try:
        kind = json.loads((folder / "model_index.json").read_text("utf-8"))["_class_name"]
        pipeline = _PIPELINES[kind]
        options: dict[str, Any] = {"safety_checker": None, "requires_safety_checker": False}
        pipe = pipeline.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            variant=_variant(folder),
            dtype=_dtypes(precision),
            **(options if pipeline is StableDiffusionPipeline else {}),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelMissing(f"The model in “{folder.name}” cannot be loaded: {error}") from error
    if not isinstance(pipe.scheduler, DPMSolverMultistepScheduler):
        pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config)
    return pipe


@contextmanager
def _memory() -> Iterator[None]:
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise OutOfMemory("The graphics card ran out of memory; fewer candidates at once may fit.") from error


class Checkpoint:
    """A back-end that draws with one loaded checkpoint.

    Args:
        model: diffusers folder or Hugging Face id; the preset's own by default.
        device: ``cpu``, ``cuda``, ...; CUDA where there is one by default.
        preset: defaults; by the checkpoint's family for this class itself.
        precision: number formats; the device's best by default.

    Raises:
        ModelMissing: the checkpoint is not there or is of another kind.
    """

    own_preset: ClassVar[Preset | None] = None

    def __init__(
        self,
        model: str | Path | None = None,
        device: str | None = None,
        preset: Preset | None = None,
        precision: Precision | None = None,
    ) -> None:
        preset = preset or self.own_preset
        chosen = model or (preset.model if preset else "")
        if not chosen:
            raise ModelMissing("This back-end draws with any checkpoint; say which folder.")
        folder = locate(chosen)
        where = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        precision = precision or Precision.best(where)
        pipe = load_pipeline(folder, precision)
        self.denoiser: Denoiser = make_denoiser(pipe, fingerprint(folder), where, precision)
        self.preset = preset or self._guess(folder)
        self.name = self.preset.name

    def _guess(self, folder: Path) -> Preset:
        preset = SDXL if self.denoiser.family == "sdxl" else SD15
        return replace(preset, name="checkpoint", label=folder.name, picture_size=self.denoiser.picture_size[0])

    @property
    def info(self) -> BackendInfo:
        """What a screen needs to know of this loaded checkpoint."""
        preset = self.preset
        return BackendInfo(
            name=self.name,
            label=preset.label,
            picture_size=self.denoiser.picture_size[0],
            tested_characters=preset.tested_characters,
            vocabulary=None,
            default_steps=preset.drawing.steps,
            plain_setting=preset.plain_setting,
        )

    def start(self) -> Start | None:
        """A projector that tuning starts from; checkpoints from elsewhere bring none."""
        return None

    def propose(self, request: ProposeRequest, report: Report) -> Proposal:
        with _memory():
            return propose(self.denoiser, self.preset, request, report)

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        with _memory():
            return tune(self.denoiser, self.preset, request, report, self.start())

    def render(self, request: RenderRequest, report: Report) -> Rendering:
        with _memory():
            return render(self.denoiser, self.preset.drawing, request, report)

    def likeness(self, picture: Path, target: Path, base_word: str) -> Likeness | None:
        """Any checkpoint may draw anything; there is no probe that could judge it."""
        return None


class StableDiffusion15(Checkpoint):
    """Stable Diffusion 1.5 or a model trained from it, 512 x 512."""

    own_preset = SD15


class StableDiffusion21(Checkpoint):
    """Stable Diffusion 2.1 or a model trained from it, 768 x 768."""

    own_preset = SD21


class StableDiffusionXL(Checkpoint):
    """Stable Diffusion XL or a model trained from it, 1024 x 1024."""

    own_preset = SDXL
