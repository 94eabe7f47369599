"""Propose: candidates of a character described in words, with all that tuning needs of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.actor import MOST_RANKS, Actor
from oneactor.backend import Progress, Report
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest, ProposalDamaged
from oneactor.mentions import identity_words, mentions_in
from oneactor.presets import Preset
from oneactor.projector import condense
from oneactor.requests import ProposeRequest, Sampling
from oneactor.sampling import Noise, sample, step_count
from oneactor.words import cut_words

_FORMAT = "oneactor proposal 1"


@dataclass(frozen=True)
class Proposal:
    """The base set of one character.

    Attributes:
        latents: z_0 of every candidate as the sampler left it, (N, C, h, w) float32.
        features: h of every candidate, pooled to at most 8 x 8, (N, Ch, <=8, <=8) float32.
        model: fingerprint of the weights that drew them.
        identity: fingerprint of the tuned character that they show; "" without one.
    """

    latents: Tensor
    features: Tensor
    request: ProposeRequest
    model: str
    identity: str = ""

    def save(self, path: Path) -> None:
        """Write one file; it names no other file."""
        request = asdict(replace(self.request, card=None))
        header = {"format": _FORMAT, "request": request, "model": self.model, "identity": self.identity}
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
        values = {"also": [], **header["request"]}
        nested = {"sampling": Sampling(**values["sampling"]), "also": tuple(values["also"])}
        request = ProposeRequest(**{**values, **nested})
        latents, features = tensors["latents"], tensors["features"]
        finite = bool(latents.isfinite().all() and features.isfinite().all())
        if not (finite and latents.ndim == features.ndim == 4 and len(latents) == len(features) == request.count):
            raise TypeError("wrong shapes or values")
        return cls(latents, features, request, str(header["model"]), str(header.get("identity", "")))


def plain_setting(request: ProposeRequest, preset: Preset) -> str:
    """The words behind a candidate's description."""
    plain = preset.plain_setting if request.kind == "figure" else ""
    return plain if request.setting is None else request.setting


def candidate_prompt(request: ProposeRequest, preset: Preset) -> str:
    """Description and setting, as candidates are drawn."""
    setting = plain_setting(request, preset)
    return ", ".join(part for part in (request.description.strip(), setting.strip()) if part)


def _check(denoiser: Denoiser, request: ProposeRequest, prompt: str) -> None:
    if request.count < 1:
        raise InvalidRequest("At least one candidate has to be drawn.")
    if len(request.base_words) > MOST_RANKS or (request.also and request.kind == "style"):
        raise InvalidRequest(f"Up to {MOST_RANKS} characters can be learnt jointly, and a style only alone.")
    if request.sampling.scale is not None and not isfinite(request.sampling.scale):
        raise InvalidRequest("The guidance scale is a finite number; nothing was drawn, correct it.")
    offsets = denoiser.token_offsets(prompt)
    if cut := cut_words(prompt, offsets):
        raise InvalidRequest(f"The words “{cut}” do not fit; make the looks shorter.")
    mentions_in(denoiser, request.description, request.base_words)


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

    @property
    def scale(self) -> float:
        wanted = self.request.sampling.scale
        return self.preset.drawing.scale if wanted is None else wanted

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
        form = self.denoiser.form(self.scale)
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
        with denoiser.told(self.scale):
            return sample(scheduler, start, noise, self.predict, on_step)

    def show(self, latents: Tensor, batch: range) -> None:
        base = batch.start * (self.steps + 1) + len(batch) * self.steps
        for place, index in enumerate(batch):
            picture = self.denoiser.decode(latents[place : place + 1])[0]
            self.report(Progress(base + place + 1, self.total, "drawing", picture, index))


def load_identity(denoiser: Denoiser, card: Path, base_words: Sequence[str]) -> Actor:
    """The character whose outfits are proposed or learnt, as it was learnt first.

    Raises:
        InvalidRequest: it was not learnt alone in the paper's form, or by another word.
        CardDamaged, CardMismatch: the card cannot be used.
    """
    actor = Actor.load(card)
    header = actor.header
    actor.check(denoiser.model, denoiser.width)
    if not header.wears:
        raise InvalidRequest("Only a figure that was learnt alone and in the paper's form can have outfits.")
    if [word.lower() for word in base_words] != [header.base_word.lower()]:
        raise InvalidRequest(f"An outfit's words have to call the character “{header.base_word}”, as it was learnt.")
    return actor


@torch.no_grad()
def propose(denoiser: Denoiser, preset: Preset, request: ProposeRequest, report: Report) -> Proposal:
    """Draw the candidates; each picture is reported as soon as its batch is finished.

    Raises:
        InvalidRequest: the base word does not stand in the description, the description is too long, or no candidate
            or no step is wanted; or the tuned character cannot wear outfits.
        CardDamaged, CardMismatch: the tuned character cannot be used.
    """
    prompt = candidate_prompt(request, preset)
    _check(denoiser, request, prompt)
    actor = None if request.card is None else load_identity(denoiser, request.card, request.base_words)
    words = identity_words(denoiser, prompt, actor)
    condition = Condition.stack([denoiser.encode_empty(request.sampling.negative), words])
    run = _Run(denoiser, preset, request, report, condition)
    report(Progress(0, run.total, "drawing"))
    latents, features = [], []
    for batch in run.batches():
        z_0 = run.draw(batch)
        latents.append(z_0.cpu())
        features.append(condense(denoiser.features(z_0, condition.rows([1] * len(batch)))).cpu())
        run.show(z_0, batch)
    identity = "" if actor is None else actor.fingerprint
    return Proposal(torch.cat(latents), torch.cat(features), request, denoiser.model, identity)
