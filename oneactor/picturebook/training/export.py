"""From trained parts to the shipped folder that stock `StableDiffusionPipeline.from_pretrained` loads."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from safetensors.torch import save_file
from torch import nn
from transformers import CLIPTokenizer

from oneactor.backends import UPSCALER
from oneactor.backends.picturebook import PROJECTOR
from oneactor.picturebook.probe import ProbeNet
from oneactor.picturebook.renderer import World
from oneactor.picturebook.training.denoiser import Painter, build_scheduler
from oneactor.picturebook.training.text import write_vocabulary
from oneactor.picturebook.upscaler import Upscaler


@dataclass(frozen=True)
class Parts:
    """Everything that was trained."""

    painter: Painter
    autoencoder: AutoencoderKL
    probe: ProbeNet
    upscaler: Upscaler
    tokenizer: CLIPTokenizer
    world: World


def export(parts: Parts, folder: Path) -> None:
    """Write all parts as float16 safetensors, with vocabulary, questions and checksums."""
    pipeline = StableDiffusionPipeline(
        vae=parts.autoencoder,
        text_encoder=parts.painter.text,
        tokenizer=parts.tokenizer,
        unet=parts.painter.unet,
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    (folder / PROJECTOR).unlink(missing_ok=True)  # it was trained on the weights that go
    pipeline.to(torch.float16).save_pretrained(folder, safe_serialization=True)
    _load_as_float32(folder / "text_encoder" / "config.json")
    save_half(parts.probe, folder / "probe.safetensors")
    save_half(parts.upscaler, folder / UPSCALER)
    write_vocabulary(parts.world, folder)
    parts.world.questions().save(folder)
    write_manifest(folder)


def save_half(module: nn.Module, path: Path) -> None:
    """Write a module's weights as float16."""
    state = module.state_dict().items()
    save_file({name: (v.half() if v.is_floating_point() else v).contiguous() for name, v in state}, path)


def _load_as_float32(config: Path) -> None:
    """transformers loads in the type that the configuration names, diffusers in float32: they have to agree."""
    values = json.loads(config.read_text())
    config.write_text(json.dumps(values | {"dtype": "float32"}, indent=2) + "\n")


def write_manifest(folder: Path) -> None:
    """Write `manifest.json`: the SHA-256 of every file but itself, the measured figures and the model card."""
    files = sorted(
        p for p in folder.rglob("*") if p.is_file() and p.name not in ("manifest.json", "figures.json", "README.md")
    )
    sums = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    (folder / "manifest.json").write_text(json.dumps(sums, indent=1) + "\n")
