"""Checkpoints and ControlNets from their folders: stock parts, from safetensors only, nothing downloaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    ControlNetModel,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
)
from huggingface_hub import snapshot_download

from oneactor.backends import variant
from oneactor.denoiser import Denoiser, Precision
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.presets import DrawingSettings, Memory

_PIPELINES = {
    "StableDiffusionPipeline": StableDiffusionPipeline,
    "StableDiffusionXLPipeline": StableDiffusionXLPipeline,
    # the same parts; the network says itself that it is told the scale
    "LatentConsistencyModelPipeline": StableDiffusionPipeline,
}
#: samplers of networks that were distilled for few steps, whatever their timesteps
_CONSISTENT = (LCMScheduler, TCDScheduler)
_EULER = (EulerDiscreteScheduler, EulerAncestralDiscreteScheduler)
_FEW_STEPS = 4


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
            folder, local_files_only=True, use_safetensors=True, torch_dtype=denoiser.dtype
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


def _dtypes(precision: Precision) -> dict[str, torch.dtype]:
    text = dict.fromkeys(("text_encoder", "text_encoder_2"), precision.text)
    return {"unet": precision.unet, **text, "default": torch.float32}


def _trails(scheduler: Any) -> bool:
    return bool(scheduler.config.get("timestep_spacing") == "trailing")


def _keeps_sampler(pipe: Any) -> bool:
    distilled, scheduler = pipe.unet.config.time_cond_proj_dim is not None, pipe.scheduler
    return distilled or _trails(scheduler) or isinstance(scheduler, (DPMSolverMultistepScheduler, *_CONSISTENT))


def _check_sampler(scheduler: Any, folder: Path) -> None:
    """Its noise is that of EDM or of flow matching, with another loss and another v, where there are no betas."""
    if not hasattr(scheduler, "alphas_cumprod") or scheduler.config.get("use_flow_sigmas"):
        raise ModelMissing(
            f"The model in “{folder.name}” draws with {type(scheduler).__name__}, by which nothing can be learnt; "
            "choose one whose sampler predicts epsilon or v on a schedule of betas. Nothing was changed."
        )


def _pipeline(folder: Path) -> Any:
    kind = json.loads((folder / "model_index.json").read_text("utf-8")).get("_class_name")
    if kind not in _PIPELINES:
        raise ValueError(f"it is a “{kind}”, and what can be drawn with is {', '.join(_PIPELINES)}.")
    return _PIPELINES[kind]


def load_pipeline(folder: Path, precision: Precision) -> Any:
    """The stock pipeline of a folder, from safetensors only, with the sampler that all verbs share.

    A sampler whose timesteps trail stays, for few steps need that, and so does the one that a network was distilled
    for.

    Raises:
        ModelMissing: another kind of model or of noise, or files or a package missing.
    """
    try:
        pipeline = _pipeline(folder)
        options: dict[str, Any] = {"safety_checker": None, "requires_safety_checker": False}
        pipe = pipeline.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            variant=variant(folder),
            dtype=_dtypes(precision),
            **(options if pipeline is StableDiffusionPipeline else {}),
        )
    except (OSError, ImportError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelMissing(f"The model in “{folder.name}” cannot be loaded: {error}") from error
    _check_sampler(pipe.scheduler, folder)
    if not _keeps_sampler(pipe):
        pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config)
    return pipe


def hurried(drawing: DrawingSettings, denoiser: Denoiser) -> DrawingSettings:
    """Few steps without guidance for a network that was distilled for that, by its sampler; else the numbers as given.

    Turbo checkpoints ship an Euler sampler whose timesteps trail. Models of zero terminal SNR do, too, but predict v.
    A network that is told the guidance scale keeps it.
    """
    scheduler = denoiser.pipe.scheduler
    turbo = isinstance(scheduler, _EULER) and _trails(scheduler) and scheduler.config.prediction_type == "epsilon"
    if not (turbo or isinstance(scheduler, _CONSISTENT)):
        return drawing
    return replace(drawing, steps=_FEW_STEPS, scale=drawing.scale if denoiser.distilled else 1.0)
