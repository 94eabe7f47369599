"""Loading the model as anybody would, drawing prompts with it, and counting right answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from PIL import Image
from torch import Tensor

from oneactor.denoiser import best_device
from oneactor.presets import PICTUREBOOK

#: scenes and noise of all figures come from seeds far from those of training
FIRST_SEED = 20_000_000
DRAWING = PICTUREBOOK.drawing


@dataclass
class Tally:
    """Right answers per question."""

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def note(self, question: str, answer: bool) -> None:
        """Count one answer."""
        self.asked[question] = self.asked.get(question, 0) + 1
        self.right[question] = self.right.get(question, 0) + answer

    def shares(self) -> dict[str, float]:
        """Per question the share of right answers, in per cent."""
        return {q: round(100 * self.right[q] / n, 1) for q, n in self.asked.items()}


def load(weights: Path) -> StableDiffusionPipeline:
    """The model as anybody would load it, on an accelerator where there is one."""
    pipeline = StableDiffusionPipeline.from_pretrained(weights, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(best_device())


def draw(
    pipeline: StableDiffusionPipeline, prompts: list[str] | Tensor, first_seed: int = FIRST_SEED, batch: int = 16
) -> list[Image.Image]:
    """One picture a prompt, with its own seed; a prompt is a text, or the states of its tokens, (n, S, D)."""
    pictures: list[Image.Image] = []
    for start in range(0, len(prompts), batch):
        some = prompts[start : start + batch]
        words = {"prompt": some} if isinstance(some, list) else _states(pipeline, some)
        out = pipeline(
            **words,
            num_inference_steps=DRAWING.steps,
            guidance_scale=DRAWING.scale,
            guidance_rescale=DRAWING.rescale,
            generator=[torch.Generator().manual_seed(first_seed + start + i) for i in range(len(some))],
        )
        pictures += out.images
    return pictures


def _states(pipeline: StableDiffusionPipeline, states: Tensor) -> dict[str, Tensor]:
    _, empty = pipeline.encode_prompt("", states.device, 1, True)
    return {"prompt_embeds": states, "negative_prompt_embeds": empty.expand(len(states), -1, -1)}


def sheet(pictures: list[Image.Image], path: Path, columns: int = 8) -> None:
    """A contact sheet."""
    size = pictures[0].width
    page = Image.new("RGB", (size * columns, size * -(-len(pictures) // columns)), "white")
    for i, picture in enumerate(pictures):
        page.paste(picture, (size * (i % columns), size * (i // columns)))
    page.save(path)
