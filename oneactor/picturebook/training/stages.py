"""The stages of training in order; each resumes from its checkpoint and is skipped when it is complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file

from oneactor.backends.picturebook import PROJECTOR, Picturebook
from oneactor.denoiser import best_device
from oneactor.errors import InvalidRequest
from oneactor.picturebook.measuring.rendered import right_answers
from oneactor.picturebook.probe import Probe, ProbeNet
from oneactor.picturebook.renderer import World
from oneactor.picturebook.training.autoencoder import (
    Gallery,
    build_autoencoder,
    decode_all,
    encode_all,
    train_autoencoder,
)
from oneactor.picturebook.training.claiming import check_kept, checksum, claim
from oneactor.picturebook.training.data import SIZE, Shelf, fill_shelf
from oneactor.picturebook.training.denoiser import painter_from, train_denoiser
from oneactor.picturebook.training.enlarging import cut_pairs, train_upscaler
from oneactor.picturebook.training.export import Parts, export, save_half, write_manifest
from oneactor.picturebook.training.lessons import Material
from oneactor.picturebook.training.live import LiveReport
from oneactor.picturebook.training.looks import fill_bank
from oneactor.picturebook.training.loop import Plan, finished, load_trained
from oneactor.picturebook.training.probing import Sightings, train_probe
from oneactor.picturebook.training.text import build_tokenizer
from oneactor.picturebook.training.warming import train_projector
from oneactor.picturebook.upscaler import Upscaler
from oneactor.tensorfile import packed, write_whole

#: checkpoints of the two parts that learn from decoded pictures
PROBE, UPSCALER = "probe.safetensors", "upscaler.safetensors"
#: pictures that are decoded again, for the probe and the upscaler to see what the autoencoder does to them
DECODED = 8192
#: scenes that the upscaler learns from
ENLARGED = 1024
#: seeds from here on are never trained on, but for those of the projector's bank
FRESH = 10_000_000


@dataclass(frozen=True)
class Preset:
    """How much of everything: pictures drawn, per stage steps, batch and rate.

    For the projector, figures of each species: how many are rendered and how many the model draws.
    """

    pictures: int
    autoencoder: tuple[Plan, int]
    probe: Plan
    upscaler: tuple[Plan, int]
    denoiser: tuple[Plan, int]
    projector: tuple[Plan, int, int]

    def with_extent(self, pictures: int | None = None, steps: int | None = None) -> Preset:
        """The same with so many pictures, and so many steps of the denoiser, whose plan keeps its proportions."""
        plan, batch = self.denoiser
        return replace(self, pictures=pictures or self.pictures, denoiser=(plan.of_length(steps or plan.steps), batch))


PRESETS = {
    "cpu": Preset(
        pictures=32_768,
        autoencoder=(Plan(14_000, 1.2e-3, warm_up=100, decay=0.6), 4),
        probe=Plan(5_000, 2e-3, warm_up=100, decay=0.5, matrices=5.0),
        upscaler=(Plan(2_000, 1e-3, warm_up=100, decay=0.5), 12),
        denoiser=(Plan(18_000, 5e-4, warm_up=100, decay=0.5, averaged=0.998, matrices=4.0), 48),
        projector=(Plan(4_000, 1e-3, warm_up=100, decay=0.5, weight_decay=0.05, matrices=4.0), 1_000, 88),
    ),
    "gpu": Preset(
        pictures=262_144,
        autoencoder=(Plan(40_000, 1e-3, decay=0.5), 16),
        probe=Plan(15_000, 2e-3, decay=0.5, matrices=5.0),
        upscaler=(Plan(10_000, 1e-3, decay=0.5), 32),
        # on an H200 .15 s a step; 512 rows took .13: such a step waits for the processor that starts its kernels
        denoiser=(Plan(12_000, 5e-4, warm_up=500, averaged=0.9995, matrices=4.0), 1024),
        projector=(Plan(8_000, 1e-3, warm_up=100, decay=0.5, weight_decay=0.05, matrices=4.0), 4_000, 440),
    ),
    "smoke": Preset(
        pictures=8,
        autoencoder=(Plan(2, 1e-3), 2),
        probe=Plan(2, 1e-3, matrices=5.0),
        upscaler=(Plan(2, 1e-3), 2),
        denoiser=(Plan(2, 1e-3, averaged=0.9, look_every=2, matrices=4.0), 4),
        projector=(Plan(2, 1e-3, matrices=4.0), 2, 1),
    ),
}


def load_autoencoder(path: Path) -> AutoencoderKL:
    """The autoencoder of a checkpoint."""
    model = build_autoencoder()
    load_trained(model, path)
    return model.eval().to(best_device(), memory_format=torch.channels_last)


def encode_shelf(model: AutoencoderKL, shelf: Shelf, path: Path) -> torch.Tensor:
    """Latents of a whole shelf as the autoencoder gives them; kept in `path`."""
    if not path.exists():
        write_whole(path, packed({"latents": encode_all(model, shelf.pictures())}))
    return load_file(path)["latents"]


@dataclass(frozen=True)
class Folders:
    """Where things are.

    Attributes:
        work: checkpoints and drawn pictures.
        weights: the finished model.
        start: a finished model to go on from; none: anew.
        keep: whether the autoencoder, the probe and the upscaler of `start` are taken as they are.
    """

    work: Path
    weights: Path
    start: Path | None = None
    keep: bool = False


@dataclass(frozen=True)
class Frame:
    """What is finished before the denoiser starts: it decides what a latent means and who marks the pictures."""

    autoencoder: AutoencoderKL
    probe: ProbeNet
    upscaler: Upscaler

    @classmethod
    def load(cls, weights: Path) -> Frame:
        """Of a finished model."""
        autoencoder = AutoencoderKL.from_pretrained(weights / "vae", dtype=torch.float32)
        return cls(
            autoencoder.eval().to(best_device(), memory_format=torch.channels_last),
            Probe.load(weights).net,
            Upscaler.load(weights),
        )


def check(preset: Preset, folders: Folders, world: World) -> None:
    """See that the kept parts fit and that the work folder is this training's own.

    Raises:
        InvalidRequest: they do not, or it is not; or it asks about pictures of another size, or a model would replace
            the one it goes on from.
        ModelMissing: there is no finished model to go on from.
    """
    start = folders.start
    if world.questions().size != SIZE:
        raise InvalidRequest(
            f"Training draws pictures of {SIZE} px, and {world.__name__} asks about {world.questions().size}; let its "
            f"questions say {SIZE}. Nothing was drawn."
        )
    if start and start.resolve() == folders.weights.resolve():
        raise InvalidRequest(
            "The finished model would replace the one it goes on from; name another --weights. Nothing was changed."
        )
    if start and folders.keep:
        check_kept(start, world)
    about = {"world": world.__name__, "questions": asdict(world.questions()), "preset": asdict(preset)}
    claim(folders.work, about | {"keep": folders.keep, "start": checksum(start)})


def run(preset: Preset, folders: Folders, world: World, say: Callable[[str], None] = print) -> None:
    """Draw, train, export.

    Raises:
        InvalidRequest, ModelMissing: see `check`; nothing was drawn.
    """
    work, start = folders.work, folders.start
    check(preset, folders, world)
    shelf = fill_shelf(Shelf(work / "shelf", preset.pictures, 0, world))
    say(f"{preset.pictures} pictures drawn")
    frame = Frame.load(start) if start and folders.keep else train_frame(shelf, preset, folders, say)
    latents = encode_shelf(frame.autoencoder, shelf, work / "latents.safetensors")
    tokenizer = build_tokenizer(world)
    plan, batch = preset.denoiser
    scaled = (latents.float() * frame.autoencoder.config.scaling_factor).half()
    material = Material(scaled, torch.from_numpy(shelf.labels()), shelf.scenes(), world, start)
    live = LiveReport(frame.autoencoder, tokenizer, Probe(frame.probe, world.questions()), world, work / "live")
    train_denoiser(material, tokenizer, plan, batch, work / "denoiser.safetensors", live)
    painter = painter_from(work / "denoiser.safetensors", tokenizer, world.questions())
    fresh = build_tokenizer(world)  # the one in use remembers how it was last asked to pad
    export(Parts(painter, frame.autoencoder, frame.probe, frame.upscaler, fresh, world), folders.weights)
    warm_up(folders, preset, world)
    say(f"model written to {folders.weights}")


def train_frame(shelf: Shelf, preset: Preset, folders: Folders, say: Callable[[str], None]) -> Frame:
    """Train the autoencoder, and the probe and the upscaler on what it makes of pictures."""
    work = folders.work
    path = work / "autoencoder.safetensors"
    gallery = Gallery(shelf.pictures(), torch.from_numpy(shelf.labels()), folders.start)
    train_autoencoder(gallery, *preset.autoencoder, path)
    autoencoder = load_autoencoder(path)
    latents = encode_shelf(autoencoder, shelf, work / "latents.safetensors")
    autoencoder.register_to_config(scaling_factor=1 / float(latents.float().std()))
    if not (finished(work / PROBE, preset.probe) and finished(work / UPSCALER, preset.upscaler[0])):
        learn_from_decoded(shelf, decode_all(autoencoder, latents[:DECODED]), preset, folders)
    probe, upscaler = ProbeNet(shelf.world.questions()), Upscaler()
    for part, name in ((probe, PROBE), (upscaler, UPSCALER)):
        load_trained(part, work / name)
        part.eval()
    fresh = Shelf(work / "fresh", min(512, preset.pictures), FRESH, shelf.world)
    measure_probe(probe, autoencoder, fill_shelf(fresh), say)
    return Frame(autoencoder, probe, upscaler)


def learn_from_decoded(shelf: Shelf, decoded: NDArray[np.uint8], preset: Preset, folders: Folders) -> None:
    """Train the probe and the upscaler, which see what the autoencoder makes of the shelf's first pictures."""
    scenes, labels = shelf.scenes(), torch.from_numpy(shelf.labels())
    lessons = Sightings(shelf.pictures(), decoded, scenes, labels, shelf.world.questions(), folders.start)
    train_probe(lessons, preset.probe, folders.work / PROBE)
    pairs = cut_pairs(shelf.world, decoded[:ENLARGED], scenes[: len(decoded)][:ENLARGED])
    train_upscaler(pairs, *preset.upscaler, folders.work / UPSCALER)


def warm_up(folders: Folders, preset: Preset, world: World) -> None:
    """Train the projector that tuning starts from on the finished model, and put it beside it.

    A world whose descriptions name no looks before the noun has none: its characters are learnt from chance.
    """
    plan, rendered, drawn = preset.projector
    bank = fill_bank(world, Picturebook(folders.weights), rendered, drawn, folders.work / "looks.safetensors")
    if not bank.present.any():
        return
    projector = train_projector(bank, plan, folders.work / "start.safetensors")
    save_half(projector, folders.weights / PROJECTOR)
    write_manifest(folders.weights)


def measure_probe(probe: ProbeNet, autoencoder: AutoencoderKL, fresh: Shelf, say: Callable[[str], None]) -> None:
    """Say how often the probe is right on renders that it never saw, and after the autoencoder."""
    ruler, scenes = Probe(probe, fresh.world.questions()), fresh.scenes()
    through = decode_all(autoencoder, encode_all(autoencoder, fresh.pictures()).float())
    for name, pictures in (("fresh renders", fresh.pictures()), ("through the autoencoder", through)):
        shares = right_answers(ruler, [Image.fromarray(pixels) for pixels in pictures], scenes)
        say(f"probe, {name}: " + ", ".join(f"{question} {share} %" for question, share in shares.items()))
