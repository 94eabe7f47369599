"""The stages of training in order; each resumes from its checkpoint and is skipped when it is complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors.torch import load_file, save_file

from oneactor.picturebook.training.autoencoder import build_autoencoder, decode_all, encode_all, train_autoencoder
from oneactor.picturebook.training.data import Shelf, fill_shelf
from oneactor.picturebook.training.denoiser import Material, painter_from, train_denoiser
from oneactor.picturebook.training.export import export
from oneactor.picturebook.training.loop import Plan
from oneactor.picturebook.training.probing import probe_accuracy, train_probe
from oneactor.picturebook.training.text import build_tokenizer

#: seeds from here on are never trained on
FRESH = 10_000_000


@dataclass(frozen=True)
class Preset:
    """How much of everything: pictures drawn, and per stage steps, batch and rate."""

    pictures: int
    autoencoder: tuple[Plan, int]
    probe: Plan
    denoiser: tuple[Plan, int]


PRESETS = {
    "cpu": Preset(
        pictures=32_768,
        autoencoder=(Plan(5_200, 1.2e-3, warm_up=100, decay=0.5), 4),
        probe=Plan(2_500, 2e-3, warm_up=100, decay=0.5),
        denoiser=(Plan(16_000, 8e-4, averaged=0.999), 64),
    ),
    "gpu": Preset(
        pictures=262_144,
        autoencoder=(Plan(40_000, 1e-3, decay=0.5), 16),
        probe=Plan(10_000, 2e-3, decay=0.5),
        denoiser=(Plan(60_000, 8e-4, warm_up=1_000, averaged=0.9995), 256),
    ),
    "smoke": Preset(
        pictures=64,
        autoencoder=(Plan(2, 1e-3), 2),
        probe=Plan(2, 1e-3),
        denoiser=(Plan(2, 1e-3, averaged=0.9), 4),
    ),
}


def load_autoencoder(path: Path) -> AutoencoderKL:
    """The autoencoder of a checkpoint."""
    model = build_autoencoder()
    model.load_state_dict({k.removeprefix("model."): v for k, v in load_file(path).items() if k.startswith("model.")})
    return model.eval().to(memory_format=torch.channels_last)


def encode_shelf(model: AutoencoderKL, shelf: Shelf, path: Path) -> tuple[torch.Tensor, float]:
    """Latents of a whole shelf scaled to unit spread, and the scale; kept in `path`."""
    if not path.exists():
        latents = encode_all(model, shelf.pictures())
        scale = 1 / float(latents.float().std())
        save_file({"latents": latents, "scale": torch.tensor(scale)}, path)
    kept = load_file(path)
    scale = float(kept["scale"])
    return (kept["latents"].float() * scale).half(), scale


def run(preset: Preset, work: Path, weights: Path, say: Callable[[str], None] = print) -> None:
    """Draw, train, export; `work` holds checkpoints and pictures, `weights` receives the model."""
    shelf = fill_shelf(work / "shelf", preset.pictures, 0, 2)
    say(f"{preset.pictures} pictures drawn")
    path = work / "autoencoder.safetensors"
    plan, batch = preset.autoencoder
    train_autoencoder(shelf.pictures(), plan, batch, path)
    autoencoder = load_autoencoder(path)
    latents, scale = encode_shelf(autoencoder, shelf, work / "latents.safetensors")
    autoencoder.register_to_config(scaling_factor=scale)
    labels, scenes = torch.from_numpy(shelf.labels()), shelf.scenes()
    decoded = decode_all(autoencoder, latents[: min(4096, len(latents))].float() / scale)
    probe = train_probe(shelf.pictures(), decoded, scenes, labels, preset.probe, work / "probe.safetensors")
    fresh = fill_shelf(work / "fresh", 512 if preset.pictures > 1000 else 16, FRESH, 2)
    through = decode_all(autoencoder, encode_all(autoencoder, fresh.pictures()).float())
    fresh_labels = torch.from_numpy(fresh.labels())
    say(f"probe on fresh renders: {probe_accuracy(probe, fresh.pictures(), fresh.scenes(), fresh_labels)}")
    say(f"probe through the autoencoder: {probe_accuracy(probe, through, fresh.scenes(), fresh_labels)}")
    tokenizer = build_tokenizer()
    plan, batch = preset.denoiser
    train_denoiser(Material(latents, labels, scenes), tokenizer, plan, batch, work / "denoiser.safetensors")
    export(painter_from(work / "denoiser.safetensors", tokenizer), autoencoder, probe, tokenizer, weights)
    say(f"model written to {weights}")
