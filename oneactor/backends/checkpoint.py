"""Any Stable Diffusion or SDXL checkpoint in diffusers form as a back-end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import torch
from diffusers import (
    ControlNetModel,
    DPMSolverMultistepScheduler,
    LCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
)
from huggingface_hub import snapshot_download
from PIL import Image

from oneactor.actor import Actor
from oneactor.backend import Likeness, Rendering, Report
from oneactor.backends import BackendInfo, fingerprint
from oneactor.denoiser import Denoiser, Precision, best_device, make_denoiser
from oneactor.errors import InvalidRequest, ModelMissing, OutOfMemory
from oneactor.presets import SD15, SD21, SDXL, Memory, Preset
from oneactor.proposing import Proposal, propose
from oneactor.rendering import render
from oneactor.requests import ProposeRequest, RenderRequest, TuneRequest
from oneactor.together import render_many
from oneactor.tuner import Start
from oneactor.tuning import tune

log = logging.getLogger(__name__)
T = TypeVar("T")

_PIPELINES = {
    "StableDiffusionPipeline": StableDiffusionPipeline,
    "StableDiffusionXLPipeline": StableDiffusionXLPipeline,
}
#: samplers that stay: the one that all verbs share, and those that networks of few steps were distilled for
_KEPT = (DPMSolverMultistepScheduler, LCMScheduler, TCDScheduler)
_TOO_LARGE = "The graphics card ran out of memory; fewer candidates at once may fit."
_NOT_ENOUGH = "There was not enough memory for this."
#: how torch names, in an error of no class of its own, what gives it a processor's memory
_NO_ROOM = "DefaultCPUAllocator"
#: how a model lies in memory once it has run out: slower, but most of it elsewhere
FRUGAL = Memory(tiled=True, offload=True)


def locate(model: str | Path, index: str = "model_index.json") -> Path:
    """The folder of a checkpoint: itself, or a Hugging Face model that was downloaded before.

    Nothing is downloaded here: a drawing should never start with gigabytes nobody asked for.

    Args:
        index: the file by which such a folder is known.

    Raises:
        ModelMissing: neither.
    """
    folder = Path(model)
    if (folder / index).is_file():
        return folder
    missing = f"No model was found at “{model}”; give a diffusers folder, or run “hf download {model}” first."
    if folder.exists() or str(model).count("/") != 1:
        raise ModelMissing(missing)
    try:
        return Path(snapshot_download(str(model), local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelMissing(missing) from error


def load_control(model: str, denoiser: Denoiser) -> Any:
    """The ControlNet in a folder, or one that was downloaded before.

    Raises:
        ModelMissing: neither, or another kind of model.
        InvalidRequest: it was made for another family of models.
    """
    folder = locate(model, "config.json")
    try:
        net = ControlNetModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, torch_dtype=denoiser.unet.dtype
        )
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing(f"The ControlNet in “{folder.name}” cannot be loaded: {error}") from error
    if net.config.cross_attention_dim != denoiser.width:
        raise InvalidRequest(f"The ControlNet “{folder.name}” was made for another family of models than this one.")
    return net.requires_grad_(False).eval().to(denoiser.device)


def arrange(denoiser: Denoiser, memory: Memory, device: torch.device) -> None:
    """Lay a loaded model out in memory.

    Args:
        device: where it computes; with `offload` the denoiser was loaded on the CPU.
    """
    if memory.channels_last:
        denoiser.unet.to(memory_format=torch.channels_last)
        denoiser.vae.to(memory_format=torch.channels_last)
    if memory.compiled:
        denoiser.unet.compile_repeated_blocks(backend=memory.compiled)
    if memory.tiled:
        denoiser.vae.enable_tiling()
    if memory.offload:
        denoiser.pipe.enable_model_cpu_offload(device=device)
        denoiser.move_to(device)


def _variant(folder: Path) -> str | None:
    names = [path.name for path in (folder / "unet").glob("*.safetensors")]
    return "fp16" if names and all(".fp16." in name for name in names) else None


def _dtypes(precision: Precision) -> dict[str, torch.dtype]:
    text = dict.fromkeys(("text_encoder", "text_encoder_2"), precision.text)
    return {"unet": precision.unet, **text, "default": torch.float32}


def load_pipeline(folder: Path, precision: Precision) -> Any:
    """The stock pipeline of a folder, from safetensors only, with the sampler that all verbs share.

    A network that was distilled for few steps keeps the sampler that it was distilled for.

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
    distilled = pipe.unet.config.time_cond_proj_dim is not None
    if not (distilled or isinstance(pipe.scheduler, _KEPT)):
        pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config)
    return pipe


class Checkpoint:
    """A back-end that draws with one loaded checkpoint.

    Args:
        model: diffusers folder or Hugging Face id; the preset's own by default.
        device: ``cpu``, ``cuda``, ...; CUDA where there is one by default.
        preset: defaults; by the checkpoint's family for this class itself.
        precision: number formats; the device's best by default.
        memory: how it lies in memory.

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
        memory: Memory | None = None,
    ) -> None:
        preset = preset or self.own_preset
        chosen = model or (preset.model if preset else "")
        if not chosen:
            raise ModelMissing("This back-end draws with any checkpoint; say which folder.")
        folder = locate(chosen)
        where = torch.device(device) if device else best_device()
        precision, memory = precision or Precision.best(where), memory or Memory()
        loaded_on = torch.device("cpu") if memory.offload else where
        pipe = load_pipeline(folder, precision)
        self.denoiser: Denoiser = make_denoiser(pipe, fingerprint(folder), loaded_on, precision)
        arrange(self.denoiser, memory, where)
        self._device, self._frugal = where, memory.offload and memory.tiled
        self._control: tuple[str, Any] = ("", None)
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
        return self._fitted(lambda: propose(self.denoiser, self.preset, request, report))

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        return self._fitted(lambda: tune(self.denoiser, self.preset, request, report, self.start()))

    def render(self, request: RenderRequest, report: Report) -> Rendering:
        return self._fitted(
            lambda: render(self.denoiser, self.preset.drawing, request, report, self._control_net(request))
        )

    def render_many(self, requests: Sequence[RenderRequest], report: Report) -> list[Rendering]:
        return self._fitted(
            lambda: render_many(self.denoiser, self.preset.drawing, requests, report, self._control_net)
        )

    def _fitted(self, work: Callable[[], T]) -> T:
        """What `work` gives; done again, with a model that needs less from then on, where memory runs out.

        Raises:
            OutOfMemory: that is not enough either.
        """
        try:
            return work()
        except torch.OutOfMemoryError as error:
            if self._frugal:
                raise OutOfMemory(_TOO_LARGE) from error
        except RuntimeError as error:
            if _NO_ROOM not in str(error):
                raise
            raise OutOfMemory(_NOT_ENOUGH) from error
        # Not in the handler: the error there holds on to all that the first try had on the accelerator.
        log.warning("out of memory: from now on parts of the model leave the accelerator between their turns")
        self._economise()
        return self._fitted(work)

    def _economise(self) -> None:
        self._frugal = True
        self._control = ("", None)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        arrange(self.denoiser, FRUGAL, self._device)

    def _control_net(self, request: RenderRequest) -> Any:
        """The ControlNet that a request names, if any; the last one stays loaded."""
        if request.control is None:
            return None
        model = request.control.model
        if self._control[0] != model:
            self._control = (model, load_control(model, self.denoiser))
        return self._control[1]

    def likeness(self, picture: Path, target: Path, base_word: str) -> Likeness | None:
        """Any checkpoint may draw anything; there is no probe that could judge it."""
        return None

    def enlarge(self, picture: Image.Image) -> Image.Image:
        """Checkpoints from elsewhere bring no network that enlarges."""
        raise ModelMissing("This drawing model has no network that enlarges pictures.")


class StableDiffusion15(Checkpoint):
    """Stable Diffusion 1.5 or a model trained from it, 512 x 512."""

    own_preset = SD15


class StableDiffusion21(Checkpoint):
    """Stable Diffusion 2.1 or a model trained from it, 768 x 768."""

    own_preset = SD21


class StableDiffusionXL(Checkpoint):
    """Stable Diffusion XL or a model trained from it, 1024 x 1024."""

    own_preset = SDXL
