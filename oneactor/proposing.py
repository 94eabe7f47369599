"""Propose: candidates of a character described in words, with all that tuning needs of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.backend import Progress, Report
from oneactor.denoiser import Condition, Denoiser
from oneactor.errors import InvalidRequest, ProposalDamaged
from oneactor.guidance import Form
from oneactor.presets import Preset
from oneactor.projector import condense
from oneactor.requests import ProposeRequest, Sampling
from oneactor.sampling import Noise, sample, step_count
from oneactor.words import cut_words, find_mentions

_FORMAT = "oneactor proposal 1"


@dataclass(frozen=True)
class Proposal:
    """The base set of one character.

    Attributes:
        latents: z_0 of every candidate as the sampler left it, (N, C, h, w) float32.
        features: h of every candidate, pooled to at most 8 x 8, (N, Ch, <=8, <=8) float32.
        model: fingerprint of the weights that drew them.
    """

    latents: Tensor
    features: Tensor
    request: ProposeRequest
    model: str

    def save(self, path: Path) -> None:
        """Write one file."""
        header = {"format": _FORMAT, "request": asdict(self.request), "model": self.model}
        tensorfile.write(path, {"latents": self.latents, "features": self.features}, header)

    @classmethod
    def load(cls, path: Path) -> Proposal:
        """Read what `save` wrote.

        Raises:
            ProposalDamaged: not a whole proposal.
        """
        try:
            tensors, header = tensorfile.read(path)
            return cls._checked(tensors, header)
        except (tensorfile.TensorFileError, KeyError, TypeError) as error:
            raise ProposalDamaged(
                f"The candidates in {path.name} cannot be read; draw them again ({error})."
            ) from error

    @classmethod
    def _checked(cls, tensors: dict[str, Tensor], header: dict[str, Any]) -> Proposal:
        if header["format"] != _FORMAT:
            raise TypeError(f"unknown format {header['format']!r}")
        request = ProposeRequest(**{**header["request"], "sampling": Sampling(**header["request"]["sampling"])})
        latents, features = tensors["latents"], tensors["features"]
        finite = bool(latents.isfinite().all() and features.isfinite().all())
        if not (finite and latents.ndim == features.ndim == 4 and len(latents) == len(features) == request.count):
            raise TypeError("wrong shapes or values")
        return cls(latents, features, request, str(header["model"]))


def plain_setting(request: ProposeRequest, preset: Preset) -> str:
    """The words behind a candidate's description."""
    return preset.plain_setting if request.setting is None else request.setting


def candidate_prompt(request: ProposeRequest, preset: Preset) -> str:
    """Description and setting, as candidates are drawn."""
    setting = plain_setting(request, preset)
    return ", ".join(part for part in (request.description.strip(), setting.strip()) if part)


def _check(denoiser: Denoiser, request: ProposeRequest, prompt: str) -> None:
    if request.count < 1:
        raise InvalidRequest("At least one candidate has to be drawn.")
    offsets = denoiser.token_offsets(prompt)
    if cut := cut_words(prompt, offsets):
        raise InvalidRequest(f"The words “{cut}” do not fit; make the looks shorter.")
    found = find_mentions(prompt, [request.base_word], offsets)
    if not request.base_word.strip() or not found[request.base_word.lower()]:
        raise InvalidRequest(f"The word “{request.base_word}” does not stand in “{request.description}”.")


@dataclass(frozen=True)
class _Run:
    """One proposing run: what stays the same over its batches."""

    denoiser: Denoiser
    preset: Preset
    request: ProposeRequest
    report: Report
    condition: Condition  # rows: empty, candidate

    @property
    def steps(self) -> int:
        return step_count(self.request.sampling, self.preset.drawing.steps)

    def batches(self) -> Iterator[range]:
        size = max(1, self.preset.drawing.batch)
        for start in range(0, self.request.count, size):
            yield range(start, min(start + size, self.request.count))

    @property
    def total(self) -> int:
        """A step of one candidate is a unit, and so is decoding one."""
        return self.request.count * (self.steps + 1)

    def predict(self, _: int, latents: Tensor, timestep: Tensor) -> Tensor:
        drawing, count = self.preset.drawing, len(latents)
        form = Form(drawing.scale if self.request.sampling.scale is None else self.request.sampling.scale)
        kinds = [0 if row == "empty" else 1 for row in form.rows]
        condition = self.condition.rows([kind for kind in kinds for _ in range(count)])
        rows = self.denoiser.predict(torch.cat([latents] * len(kinds)), timestep, condition)
        return form.guided(rows.chunk(len(kinds)), drawing.rescale)

    def draw(self, batch: range) -> Tensor:
        denoiser, done = self.denoiser, batch.start * (self.steps + 1)
        noise = Noise([self.request.seed + index for index in batch])
        scheduler = denoiser.scheduler(self.steps)

        def on_step(finished: int) -> None:
            share = finished * self.steps // len(scheduler.timesteps)
            self.report(Progress(done + share * len(batch), self.total, "drawing"))

        start = noise.start((denoiser.channels, *denoiser.latent_size), denoiser.device)
        return sample(scheduler, start, noise, self.predict, on_step)

    def show(self, latents: Tensor, batch: range) -> None:
        base = batch.start * (self.steps + 1) + len(batch) * self.steps
        for place, index in enumerate(batch):
            picture = self.denoiser.decode(latents[place : place + 1])[0]
            self.report(Progress(base + place + 1, self.total, "drawing", picture, index))


@torch.no_grad()
def propose(denoiser: Denoiser, preset: Preset, request: ProposeRequest, report: Report) -> Proposal:
    """Draw the candidates; each picture is reported as soon as its batch is finished.

    Raises:
        InvalidRequest: the base word does not stand in the description, the description is too long, or no candidate
            or no step is wanted.
    """
    prompt = candidate_prompt(request, preset)
    _check(denoiser, request, prompt)
    condition = Condition.stack([denoiser.encode_empty(request.sampling.negative), denoiser.encode(prompt)])
    run = _Run(denoiser, preset, request, report, condition)
    report(Progress(0, run.total, "drawing"))
    latents, features = [], []
    for batch in run.batches():
        z_0 = run.draw(batch)
        latents.append(z_0.cpu())
        features.append(condense(denoiser.features(z_0, condition.rows([1] * len(batch)))).cpu())
        run.show(z_0, batch)
    return Proposal(torch.cat(latents), torch.cat(features), request, denoiser.model)
