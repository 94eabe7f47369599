"""The stages of training in order; each resumes from its checkpoint and is skipped when it is complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from safetensors.torch import load_file, save_file

from oneactor.backends.picturebook import PROJECTOR, Picturebook
from oneactor.picturebook.probe import Probe, ProbeNet
from oneactor.picturebook.training.autoencoder import (
    Gallery,
    build_autoencoder,
    decode_all,
    encode_all,
    train_autoencoder,
)
from oneactor.picturebook.training.data import Shelf, fill_shelf
from oneactor.picturebook.training.denoiser import Material, painter_from, train_denoiser
from oneactor.picturebook.training.enlarging import cut_pairs, train_upscaler
from oneactor.picturebook.training.export import Parts, export, save_half, write_manifest
from oneactor.picturebook.training.live import LiveReport
from oneactor.picturebook.training.loop import Plan, finished, load_trained
from oneactor.picturebook.training.probing import QUESTIONS, Lessons, probe_accuracy, train_probe
from oneactor.picturebook.training.text import build_tokenizer
from oneactor.picturebook.training.warming import fill_bank, train_projector
from oneactor.picturebook.upscaler import Upscaler
from oneactor.picturebook.world.about import questions

#: checkpoints of the two parts that learn from decoded pictures
PROBE, UPSCALER = "probe.safetensors", "upscaler.safetensors"
#: pictures that are decoded again, for the probe and the upscaler to see what the autoencoder does to them
DECODED = 4096
#: scenes that the upscaler learns from
ENLARGED = 1024
#: seeds from here on are never trained on
FRESH = 10_000_000


@dataclass(frozen=True)
class Preset:
    """How much of everything: pictures drawn, per stage steps, batch and rate; for the projector figures a species."""

    pictures: int
    autoencoder: tuple[Plan, int]
    probe: Plan
    upscaler: tuple[Plan, int]
    denoiser: tuple[Plan, int]
    projector: tuple[Plan, int]


PRESETS = {
    "cpu": Preset(
        pictures=32_768,
        autoencoder=(Plan(10_000, 1.2e-3, warm_up=100, decay=0.6), 4),
        probe=Plan(3_000, 2e-3, warm_up=100, decay=0.5),
        upscaler=(Plan(2_000, 1e-3, warm_up=100, decay=0.5), 12),
        denoiser=(Plan(14_000, 8e-4, averaged=0.998), 32),
        projector=(Plan(3_000, 1e-3, warm_up=100, decay=0.5), 160),
    ),
    "gpu": Preset(
        pictures=262_144,
        autoencoder=(Plan(40_000, 1e-3, decay=0.5), 16),
        probe=Plan(10_000, 2e-3, decay=0.5),
        upscaler=(Plan(10_000, 1e-3, decay=0.5), 32),
        denoiser=(Plan(60_000, 8e-4, warm_up=1_000, averaged=0.9995), 256),
        projector=(Plan(20_000, 1e-3, decay=0.5), 1_000),
    ),
    "smoke": Preset(
        pictures=64,
        autoencoder=(Plan(2, 1e-3), 2),
        probe=Plan(2, 1e-3),
        upscaler=(Plan(2, 1e-3), 2),
        denoiser=(Plan(2, 1e-3, averaged=0.9, look_every=2), 4),
        projector=(Plan(2, 1e-3), 2),
    ),
}


def load_autoencoder(path: Path) -> AutoencoderKL:
    """The autoencoder of a checkpoint."""
    model = build_autoencoder()
    load_trained(model, path)
    return model.eval().to(memory_format=torch.channels_last)


def encode_shelf(model: AutoencoderKL, shelf: Shelf, path: Path) -> tuple[torch.Tensor, float]:
    """Latents of a whole shelf scaled to unit spread, and the scale; kept in `path`."""
    if not path.exists():
        latents = encode_all(model, shelf.pictures())
        scale = 1 / float(latents.float().std())
        half = path.with_suffix(".half")
        save_file({"latents": latents, "scale": torch.tensor(scale)}, half)
        half.replace(path)
    kept = load_file(path)
    scale = float(kept["scale"])
    return (kept["latents"].float() * scale).half(), scale


@dataclass(frozen=True)
class Folders:
    """Where things are: checkpoints and pictures, the finished model, and the one to go on from (none: anew)."""

    work: Path
    weights: Path
    start: Path | None = None


def run(preset: Preset, folders: Folders, say: Callable[[str], None] = print) -> None:
    """Draw, train, export."""
    work, start = folders.work, folders.start
    shelf = fill_shelf(work / "shelf", preset.pictures, 0, 2)
    say(f"{preset.pictures} pictures drawn")
    labels, scenes = torch.from_numpy(shelf.labels()), shelf.scenes()
    plan, batch = preset.autoencoder
    path = work / "autoencoder.safetensors"
    if not finished(path, plan):
        train_autoencoder(Gallery(shelf.pictures(), labels, start), plan, batch, path)
    autoencoder = load_autoencoder(path)
    latents, scale = encode_shelf(autoencoder, shelf, work / "latents.safetensors")
    autoencoder.register_to_config(scaling_factor=scale)
    probe, upscaler = ProbeNet(QUESTIONS), Upscaler()
    if not (finished(work / PROBE, preset.probe) and finished(work / UPSCALER, preset.upscaler[0])):
        decoded = decode_all(autoencoder, latents[:DECODED].float() / scale)
        train_probe(Lessons(shelf.pictures(), decoded, scenes, labels, start), preset.probe, work / PROBE)
        pairs = cut_pairs(decoded[:ENLARGED], scenes[: min(ENLARGED, len(decoded))])
        train_upscaler(pairs, *preset.upscaler, work / UPSCALER)
    for part, name in ((probe, PROBE), (upscaler, UPSCALER)):
        load_trained(part, work / name)
        part.eval()
    measure_probe(probe, autoencoder, fill_shelf(work / "fresh", min(512, preset.pictures), FRESH, 2), say)
    tokenizer = build_tokenizer()
    plan, batch = preset.denoiser
    material = Material(latents, labels, scenes, start)
    live = LiveReport(autoencoder, tokenizer, Probe(probe, questions()), work / "live")
    train_denoiser(material, tokenizer, plan, batch, work / "denoiser.safetensors", live)
    painter = painter_from(work / "denoiser.safetensors", tokenizer)
    export(Parts(painter, autoencoder, probe, upscaler, tokenizer), folders.weights)
    warm_up(folders, preset)
    say(f"model written to {folders.weights}")


def warm_up(folders: Folders, preset: Preset) -> None:
    """Train the projector that tuning starts from on the finished model, and put it beside it."""
    denoiser, (plan, each) = Picturebook(folders.weights).denoiser, preset.projector
    bank = fill_bank(denoiser, each, folders.work / "bank.safetensors")
    projector = train_projector(denoiser, bank, plan, folders.work / "projector.safetensors")
    save_half(projector, folders.weights / PROJECTOR)
    write_manifest(folders.weights)


def measure_probe(probe: ProbeNet, autoencoder: AutoencoderKL, fresh: Shelf, say: Callable[[str], None]) -> None:
    """Say how often the probe is right on renders that it never saw, and after the autoencoder."""
    labels, scenes = torch.from_numpy(fresh.labels()), fresh.scenes()
    through = decode_all(autoencoder, encode_all(autoencoder, fresh.pictures()).float())
    for name, pictures in (("fresh renders", np.asarray(fresh.pictures())), ("through the autoencoder", through)):
        shares = probe_accuracy(probe, pictures, scenes, labels)
        say(f"probe, {name}: " + ", ".join(f"{question} {100 * share:.1f} %" for question, share in shares.items()))
