"""Tune: learn the projector of one character (paper, Sec. 3.2, Eq. 10-14) and keep what drawing needs as an Actor."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.actor import Actor, CardHeader
from oneactor.adopting import adopt, read_picture
from oneactor.backend import Progress, Report
from oneactor.base_set import BaseSet, load_base_set
from oneactor.denoiser import Denoiser
from oneactor.errors import CardMismatch, InvalidRequest
from oneactor.guidance import shifted
from oneactor.presets import Preset, TuningSettings
from oneactor.projector import Projector, ProjectorShape, adain
from oneactor.proposing import Proposal, plain_setting
from oneactor.requests import TuneRequest
from oneactor.sampling import stratified

#: Weights of a projector, by name.
Start = Mapping[str, Tensor]
#: Row kind: the offset is the mean of the auxiliaries' (Eq. 12) and not the sample's own.
_AVERAGE = -1


@dataclass(frozen=True)
class Rows:
    """One batch of noised samples.

    Attributes:
        sample: (R,) index of each row's latent.
        offset: per row the sample whose offset shifts the prompt, or -1 for the average.
        template: (R,) index of each row's prompt.
        t: (R,) timesteps.
        eps: (R, C, h, w) noise.
    """

    sample: Tensor
    offset: tuple[int, ...]
    template: Tensor
    t: Tensor
    eps: Tensor


def draw_rows(base: BaseSet, samples: Sequence[int], offsets: Sequence[int], generator: torch.Generator) -> Rows:
    """Random prompts, stratified timesteps and noise for some samples; all of it from `generator`, on the CPU."""
    count = len(samples)
    template = base.some_templates(samples, generator)
    t = stratified(count, base.noising.timesteps, generator)
    eps = torch.randn((count, *base.latents.shape[1:]), generator=generator)
    device = base.latents.device
    return Rows(torch.tensor(samples).to(device), tuple(offsets), template.to(device), t.to(device), eps.to(device))


def row_losses(denoiser: Denoiser, base: BaseSet, rows: Rows, f_hat: Tensor, gate: Tensor) -> Tensor:
    """Denoising loss of every row, (R,): mean square of prediction minus target.

    Args:
        f_hat: normalised f of the whole base set, (M, ranks, D).
    """
    average = f_hat[list(base.auxiliaries)].mean(0)
    chosen = torch.stack([average if index == _AVERAGE else f_hat[index] for index in rows.offset])
    templates, z_0 = base.templates, base.latents[rows.sample]
    offset = adain(chosen, templates.base[rows.template], gate)
    states = shifted(templates.condition.states[rows.template], templates.place[rows.template], offset)
    condition = templates.condition.rows(rows.template.tolist()).with_states(states)
    output = denoiser.predict(base.noising.noised(z_0, rows.eps, rows.t), rows.t, condition)
    error = (output - base.noising.target(z_0, rows.eps, rows.t)).square()
    on_target = torch.isin(rows.sample, torch.tensor(base.targets, device=rows.sample.device))[:, None, None, None]
    return (error * torch.where(on_target, base.weight, torch.ones_like(base.weight))).mean((1, 2, 3))


@dataclass
class Best:
    """The offsets with the lowest validation loss so far."""

    target: Tensor
    average: Tensor
    gate: Tensor
    loss: float
    step: int


class Tuner:
    """A tuning run that can be stopped and taken up again with the same bytes as result."""

    def __init__(
        self, denoiser: Denoiser, base: BaseSet, settings: TuningSettings, seed: int, start: Start | None = None
    ) -> None:
        self.denoiser, self.base, self.settings = denoiser, base, settings
        ranks, width = base.templates.place.shape[-1], base.templates.base.shape[-1]
        shape = ProjectorShape(base.features.shape[1], width, ranks, settings.channels, settings.blocks, settings.gate)
        self.projector = Projector.seeded(shape, seed).to(denoiser.device)
        if start is not None:
            self.projector.start_from(start)
        self.optimizer = torch.optim.AdamW(
            self.projector.parameters(), lr=settings.lr, weight_decay=settings.weight_decay
        )
        self.generator = torch.Generator().manual_seed(seed)
        self.validation = self._fixed_rows(torch.Generator().manual_seed(seed + 1))
        self.step = 0
        self.looks: list[float] = []
        self.best: Best | None = None

    def _fixed_rows(self, generator: torch.Generator) -> Rows:
        count = self.settings.validation_rows
        samples = [self.base.targets[i % len(self.base.targets)] for i in range(count)]
        return draw_rows(self.base, samples, samples, generator)

    def _pick(self, indices: Sequence[int]) -> int:
        return indices[int(torch.randint(len(indices), (), generator=self.generator))]

    def _random_rows(self) -> Rows:
        base, target = self.base, self._pick(self.base.targets)
        order = torch.randperm(len(base.auxiliaries), generator=self.generator)[: self.settings.auxiliaries]
        auxiliaries = [base.auxiliaries[i] for i in order.tolist()]
        anyone = self._pick((*base.targets, *base.auxiliaries))
        samples = [target, *auxiliaries, anyone]
        return draw_rows(base, samples, [target, *auxiliaries, _AVERAGE], self.generator)

    def learn(self) -> None:
        """One step on L_tar + lambda_1 mean L_aux + lambda_2 L_aver (Eq. 14)."""
        settings = self.settings
        losses = row_losses(
            self.denoiser, self.base, self._random_rows(), self.projector(self.base.features), self.projector.gate
        )
        loss = losses[0] + settings.auxiliary_weight * losses[1:-1].mean() + settings.average_weight * losses[-1]
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.step += 1

    @torch.no_grad()
    def look(self) -> None:
        """Measure on the fixed validation set and keep the offsets if they are the best."""
        f_hat, gate = self.projector(self.base.features), self.projector.gate
        loss = float(row_losses(self.denoiser, self.base, self.validation, f_hat, gate).mean())
        self.looks.append(loss if not self.looks else 0.5 * self.looks[-1] + 0.5 * loss)
        if self.step and (self.best is None or loss < self.best.loss):
            average = f_hat[list(self.base.auxiliaries)].mean(0)
            self.best = Best(f_hat[self.base.targets[0]].clone(), average, gate.detach().clone(), loss, self.step)

    def converged(self) -> bool:
        """The running mean of the validation loss has nearly stopped falling."""
        patience = self.settings.patience
        if len(self.looks) <= patience:
            return False
        before, now = self.looks[-1 - patience], self.looks[-1]
        return before - now < self.settings.flat * before

    @torch.no_grad()
    def gap(self) -> float:
        """L(z_tar | c_aver) - L(z_tar | c_tar) on the validation set, for the best offsets."""
        assert self.best is not None
        f_hat = self.best.average.expand(len(self.base.latents), -1, -1)
        losses = row_losses(self.denoiser, self.base, self.validation, f_hat, self.best.gate)
        return float(losses.mean()) - self.best.loss

    def save(self, path: Path, key: str) -> None:
        """Write everything that the rest of the run depends on. `key` tells the run apart from others."""
        tensors = {f"projector.{name}": value for name, value in self.projector.state_dict().items()}
        for index, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"adam.{index}.{name}": value for name, value in state.items()}
        tensors["random"] = self.generator.get_state()
        header: dict[str, object] = {"key": key, "step": self.step, "looks": self.looks}
        if self.best is not None:
            tensors |= {f"best.{name}": getattr(self.best, name) for name in ("target", "average", "gate")}
            header |= {"best_loss": self.best.loss, "best_step": self.best.step}
        tensorfile.write(path, tensors, header)

    def load(self, path: Path, key: str) -> bool:
        """Take a run up where `save` left it; False, and nothing changed, without a checkpoint of this very run."""
        try:
            tensors, header = tensorfile.read(path)
        except tensorfile.TensorFileError:
            return False
        if header.get("key") != key:
            return False
        self.projector.load_state_dict(_under("projector.", tensors))
        adam: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("adam.", tensors).items():
            index, field = name.split(".")
            adam.setdefault(int(index), {})[field] = value
        self.optimizer.load_state_dict({"state": adam, "param_groups": self.optimizer.state_dict()["param_groups"]})
        self.generator.set_state(tensors["random"])
        self.step, self.looks = header["step"], header["looks"]
        kept = {name: value.to(self.denoiser.device) for name, value in _under("best.", tensors).items()}
        self.best = Best(**kept, loss=header["best_loss"], step=header["best_step"]) if kept else None
        return True


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _key(request: TuneRequest, settings: TuningSettings, model: str) -> str:
    run = replace(request, proposal=Path(), checkpoint=None, picture=None)
    files = [path for path in (request.proposal, request.picture) if path is not None]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256(repr((run, settings, model, sums)).encode()).hexdigest()


def _run(tuner: Tuner, request: TuneRequest, report: Report, key: str) -> None:
    written = time.monotonic()
    doing = f"learning on from step {tuner.step}" if tuner.step else "learning"
    while True:
        last = tuner.step >= request.max_steps
        if last or tuner.step % tuner.settings.validate_every == 0:
            tuner.look()
            if last or (tuner.step >= request.min_steps and tuner.converged()):
                return
        tuner.learn()
        if request.checkpoint and time.monotonic() - written >= tuner.settings.checkpoint_every:
            tuner.save(request.checkpoint, key)
            written = time.monotonic()
        report(Progress(tuner.step, request.max_steps, doing))


def tune(denoiser: Denoiser, preset: Preset, request: TuneRequest, report: Report, start: Start | None = None) -> Actor:
    """Learn one candidate of a saved proposal.

    Args:
        start: weights of a projector that has seen many characters of this model; `None` starts from chance.

    Raises:
        InvalidRequest: no such candidate, fewer than two candidates, no steps, or no such picture.
        ProposalDamaged: the proposal cannot be read.
        CardMismatch: the candidates were drawn by another model.
    """
    if request.max_steps < 1:
        raise InvalidRequest("Learning needs at least one step.")
    proposal = Proposal.load(request.proposal)
    if proposal.model != denoiser.model:
        raise CardMismatch("The candidates were drawn by another model than the one that learns now; draw them again.")
    report(Progress(0, request.max_steps, "preparing"))
    target, setting = request.target, None
    if request.picture is not None:
        setting = plain_setting(proposal.request, preset) if request.setting is None else request.setting
        target = len(proposal.latents)
        proposal = adopt(denoiser, proposal, read_picture(request.picture), setting)
    base = load_base_set(denoiser, proposal, target, preset, setting)
    tuner = Tuner(denoiser, base, preset.tuning, request.seed, start)
    key = _key(request, preset.tuning, denoiser.model)
    if request.checkpoint:
        tuner.load(request.checkpoint, key)
    _run(tuner, request, report, key)
    actor = _actor(tuner, preset, proposal, replace(request, target=target))
    if request.checkpoint:
        request.checkpoint.unlink(missing_ok=True)
    report(Progress(request.max_steps, request.max_steps, "learnt"))
    return actor


def _actor(tuner: Tuner, preset: Preset, proposal: Proposal, request: TuneRequest) -> Actor:
    best = tuner.best
    assert best is not None
    header = CardHeader(
        model=proposal.model,
        backend=preset.name,
        description=proposal.request.description,
        base_word=proposal.request.base_word,
        seed=request.seed,
        target=request.target,
        steps=best.step,
        validation_loss=best.loss,
        gap=tuner.gap(),
    )
    return Actor(best.target.cpu(), best.average.cpu(), best.gate.cpu(), header)
