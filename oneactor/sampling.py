"""Noise to latents: one denoising loop for all verbs, and the noising that tuning learns from."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.requests import Sampling

#: (step index, latents as the network wants them (N, C, h, w), timestep) -> guided prediction (N, C, h, w).
Predict = Callable[[int, Tensor, Tensor], Tensor]


def step_count(wanted: Sampling, default: int) -> int:
    """The steps that a request asks for, else the default.

    Raises:
        InvalidRequest: fewer than one.
    """
    steps = default if wanted.steps is None else wanted.steps
    if steps < 1:
        raise InvalidRequest("A picture needs at least one step.")
    return steps


class Noise:
    """Start noise and the sampler's own noise, one CPU generator per picture, as a stock pipeline draws them."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def start(self, shape: tuple[int, int, int], device: torch.device) -> Tensor:
        """(N, *shape) standard normal."""
        return torch.cat([torch.randn((1, *shape), generator=g) for g in self.generators]).to(device)


@dataclass(frozen=True)
class Part:
    """The part of a drawing that is done.

    Attributes:
        begin: index of its first timestep.
        after: changes the latents after a step, given the index of the next timestep.
    """

    begin: int = 0
    after: Callable[[int, Tensor], Tensor] = lambda _, latents: latents


WHOLE = Part()


def sample(scheduler: Any, start: Tensor, noise: Noise, predict: Predict, on_step: Callable[[int], None]) -> Tensor:
    """Denoise noise `start` (N, C, h, w) along all of the scheduler's timesteps, see `denoise`."""
    return denoise(scheduler, start * scheduler.init_noise_sigma, noise, predict, on_step)


def denoise(
    scheduler: Any,
    latents: Tensor,
    noise: Noise,
    predict: Predict,
    on_step: Callable[[int], None],
    part: Part = WHOLE,
) -> Tensor:
    """Denoise latents (N, C, h, w) of a part's first timestep along those that follow.

    Args:
        scheduler: any diffusers scheduler for epsilon or v prediction with its timesteps set.
        on_step: called with the number of finished steps; may raise to stop.
    """
    # eta as the stock pipelines have it: TCD's own default would add noise
    options: dict[str, Any] = {"generator": noise.generators, "eta": 0.0}
    taken = inspect.signature(scheduler.step).parameters
    extra = {name: value for name, value in options.items() if name in taken}
    if part.begin and hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(part.begin)
    for index, timestep in list(enumerate(scheduler.timesteps))[part.begin :]:
        prediction = predict(index, scheduler.scale_model_input(latents, timestep), timestep)
        latents = scheduler.step(prediction, timestep, latents, return_dict=False, **extra)[0]
        latents = part.after(index + 1, latents)
        on_step(index + 1 - part.begin)
    return latents


class Noising:
    """Forward process of Eq. 1 and the network's training target, for whole batches of timesteps."""

    def __init__(self, scheduler: Any, device: torch.device) -> None:
        self.alphas: Tensor = scheduler.alphas_cumprod.to(device, torch.float32)
        self.kind: str = scheduler.config.prediction_type
        if self.kind not in ("epsilon", "v_prediction"):
            raise ModelMissing(f"The model predicts “{self.kind}”; only epsilon and v-prediction can be tuned.")

    @property
    def timesteps(self) -> int:
        return len(self.alphas)

    def _scales(self, t: Tensor) -> tuple[Tensor, Tensor]:
        alpha = self.alphas[t][:, None, None, None]
        return alpha.sqrt(), (1 - alpha).sqrt()

    def noised(self, z_0: Tensor, eps: Tensor, t: Tensor) -> Tensor:
        """Eq. 1: z_t = sqrt(a) z_0 + sqrt(1 - a) eps. Latents (R, C, h, w), t (R,) int."""
        a, b = self._scales(t)
        return a * z_0 + b * eps

    def target(self, z_0: Tensor, eps: Tensor, t: Tensor) -> Tensor:
        """What the network should say: eps, or v = sqrt(a) eps - sqrt(1 - a) z_0 (Salimans & Ho 2022, App. D)."""
        a, b = self._scales(t)
        return eps if self.kind == "epsilon" else a * eps - b * z_0


def stratified(rows: int, timesteps: int, generator: torch.Generator) -> Tensor:
    """One uniform timestep per row, spread evenly over the batch: (u + i / R) mod 1. (R,) int64."""
    u = torch.rand((), generator=generator) + torch.arange(rows) / rows
    return ((u % 1) * timesteps).long().clamp(max=timesteps - 1)
