"""From trained parts to the shipped folder that stock `StableDiffusionPipeline.from_pretrained` loads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from safetensors.torch import save_file
from transformers import CLIPTokenizer

from oneactor.picturebook.probe import ProbeNet
from oneactor.picturebook.training.denoiser import Painter, build_scheduler
from oneactor.picturebook.training.text import write_vocabulary


def export(
    painter: Painter, autoencoder: AutoencoderKL, probe: ProbeNet, tokenizer: CLIPTokenizer, folder: Path
) -> None:
    """Write all parts as float16 safetensors, with vocabulary and checksums."""
    pipeline = StableDiffusionPipeline(
        vae=autoencoder,
        text_encoder=painter.text,
        tokenizer=tokenizer,
        unet=painter.unet,
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.to(torch.float16).save_pretrained(folder, safe_serialization=True)
    _load_as_float32(folder / "text_encoder" / "config.json")
    save_file(
        {k: v.half() if v.is_floating_point() else v for k, v in probe.state_dict().items()},
        folder / "probe.safetensors",
    )
    write_vocabulary(folder)
    write_manifest(folder)


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
