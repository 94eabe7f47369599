"""What a training run shows of itself while it goes on: a sheet of pictures and the probe's figures, by step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from torch import Tensor
from transformers import CLIPTokenizer

from oneactor.picturebook.measuring.drawn import Tally, draw, sheet
from oneactor.picturebook.measuring.prompted import check
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import World
from oneactor.picturebook.training.denoiser import Painter, build_scheduler

#: pictures of a sheet, half of them with two figures; the same scenes and noise every time
SHOWN = 16
SCENE_SEED = 30_000_000


@dataclass(frozen=True)
class LiveReport:
    """Draws with the weights of the moment. Writes `<step>.png` and a line of `figures.jsonl` into `folder`."""

    autoencoder: AutoencoderKL
    tokenizer: CLIPTokenizer
    probe: Probe
    world: World
    folder: Path

    def __call__(self, weights: Mapping[str, Tensor], step: int, losses: Mapping[str, float]) -> dict[str, float]:
        """One sheet and its figures, in per cent; they are written down beside the step's losses."""
        painter = Painter(self.tokenizer, self.probe.questions).to(self.autoencoder.device)
        painter.load_state_dict(weights)
        pipeline = StableDiffusionPipeline(
            self.autoencoder, painter.text.eval(), self.tokenizer, painter.unet.eval(), build_scheduler(), None, None,
            requires_safety_checker=False,
        )  # fmt: skip
        pipeline.set_progress_bar_config(disable=True)
        scenes = [self.world.sample_scene(Random(SCENE_SEED + i), 1 + i % 2) for i in range(SHOWN)]
        with torch.no_grad():
            pictures = draw(pipeline, [self.world.full_description(scene) for scene in scenes])
        tally = Tally()
        for picture, scene in zip(pictures, scenes, strict=True):
            check(tally, self.probe, picture, scene, self.probe.see([picture])[0])
        self.folder.mkdir(parents=True, exist_ok=True)
        sheet(pictures, self.folder / f"{step:06}.png")
        with (self.folder / "figures.jsonl").open("a") as file:
            file.write(json.dumps({"step": step, "losses": dict(losses), **tally.shares()}) + "\n")
        return tally.shares()
