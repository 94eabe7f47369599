"""One tuning run: rows, losses and steps (paper, Sec. 3.2, Eq. 10-14), with all that a checkpoint has to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.base_set import BaseSet
from oneactor.denoiser import Denoiser
from oneactor.guidance import shifted
from oneactor.presets import TuningSettings
from oneactor.projector import Projector, ProjectorShape, adain
from oneactor.sampling import stratified

#: Gradients of a mean over a large latent would vanish in float16 without it.
HALF_FACTOR = 1024.0
#: Weights of a projector, by name.
Start = Mapping[str, Tensor]
#: Row kind: the offset is the mean of the auxiliaries' (Eq. 12) and not the sample's own.
_AVERAGE = -1
#: The least and the most of its gate that a start begins with: with none at all f would have no gradient.
_LEAST, _MOST = 0.1, 1.0


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


def row_offsets(base: BaseSet, rows: Rows, f_hat: Tensor, gate: Tensor, mean: float = 0.0) -> Tensor:
    """c_D of every row, (R, ranks, D), from normalised f of the whole base set (M, ranks, D).

    For an outfit all rows start at the identity's own offset: its cluster lies inside the identity's.
    """
    average = f_hat[list(base.auxiliaries)].mean(0)
    chosen = torch.stack([average if index == _AVERAGE else f_hat[index] for index in rows.offset])
    c_b = base.templates.base[rows.template]
    own = adain(chosen, c_b, gate, mean)
    return own if base.identity is None else base.identity.offsets(c_b)[0] + own


def row_losses(denoiser: Denoiser, base: BaseSet, rows: Rows, offset: Tensor) -> Tensor:
    """Denoising loss of every row, (R,): mean square of prediction minus target.

    Args:
        offset: c_D of every row, (R, ranks, D).
    """
    templates, z_0 = base.templates, base.latents[rows.sample]
    states = shifted(templates.condition.states[rows.template], templates.place[rows.template], offset)
    words = templates.condition.rows(rows.template.tolist()).with_states(states)
    condition = words.of_crops(base.frames[rows.sample])
    output = denoiser.predict(base.noising.noised(z_0, rows.eps, rows.t), rows.t, condition)
    error = (output - base.noising.target(z_0, rows.eps, rows.t)).square()
    return (error * base.weight[rows.sample]).mean((1, 2, 3))


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
        gate = settings.gate if base.identity is None else settings.outfit_gate
        shape = ProjectorShape(base.features.shape[1], width, ranks, settings.channels, settings.blocks, gate)
        self.projector = Projector.seeded(shape, seed).to(denoiser.device)
        self.warm = start is not None
        if start is not None:
            self.projector.start_from(start)
        lr = settings.lr if start is None else settings.warm_lr
        self.optimizer = torch.optim.AdamW(self.projector.parameters(), lr=lr, weight_decay=settings.weight_decay)
        self.generator = torch.Generator().manual_seed(seed)
        self.validation = self._fixed_rows(torch.Generator().manual_seed(seed + 1))
        self.step = 0
        self.looks: list[float] = []
        self.best: Best | None = None

    @torch.no_grad()
    def begin(self) -> None:
        """Before the first step: scale what a start says by how much of it helps with this target.

        Its gate becomes the vertex of the validation loss over the gate, from three looks. A description that says much
        of a character leaves its offset little to say, which is nothing that a normalised f could tell.
        """
        if not self.warm:
            return
        f_hat, gate = self.projector(self.base.features), self.projector.gate
        without, half, whole = (self._validated(f_hat, share * gate) for share in (0.0, 0.5, 1.0))
        bend = without - 2 * half + whole
        share = 0.5 - 0.25 * (whole - without) / bend if bend > 0 else float(whole < without)
        gate.mul_(min(_MOST, max(_LEAST, share)))

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

    def _offsets(self, rows: Rows, f_hat: Tensor, gate: Tensor) -> Tensor:
        return row_offsets(self.base, rows, f_hat, gate, self.settings.mean)

    def weighed(self, losses: Tensor) -> Tensor:
        """Eq. 14 for the rows target, auxiliaries, average."""
        settings = self.settings
        return losses[0] + settings.auxiliary_weight * losses[1:-1].mean() + settings.average_weight * losses[-1]

    def learn(self) -> None:
        """One step on L_tar + lambda_1 mean L_aux + lambda_2 L_aver (Eq. 14)."""
        rows = self._random_rows()
        offset = self._offsets(rows, self.projector(self.base.features), self.projector.gate)
        self.descend(self.weighed(row_losses(self.denoiser, self.base, rows, offset)))

    def descend(self, loss: Tensor) -> None:
        """Move the projector, which is float32; on their way through a float16 network its gradients are larger."""
        factor = HALF_FACTOR if self.denoiser.dtype == torch.float16 else 1.0
        self.optimizer.zero_grad(set_to_none=True)
        (loss * factor).backward()  # type: ignore[no-untyped-call]
        for parameter in self.projector.parameters():
            if parameter.grad is not None:
                parameter.grad /= factor
        self.optimizer.step()
        self.step += 1

    @torch.no_grad()
    def look(self) -> None:
        """Measure on the fixed validation set and keep the offsets if they are the best."""
        f_hat, gate = self.projector(self.base.features), self.projector.gate
        loss = self._validated(f_hat, gate)
        if not isfinite(loss):  # nothing can be kept of it, nor written into a checkpoint
            return
        self.looks.append(loss if not self.looks else 0.5 * self.looks[-1] + 0.5 * loss)
        if (self.step or self.warm) and (self.best is None or loss < self.best.loss):
            average = f_hat[list(self.base.auxiliaries)].mean(0)
            self.best = Best(f_hat[self.base.targets[0]].clone(), average, gate.detach().clone(), loss, self.step)

    def _validated(self, f_hat: Tensor, gate: Tensor) -> float:
        offset = self._offsets(self.validation, f_hat, gate)
        return float(row_losses(self.denoiser, self.base, self.validation, offset).mean())

    def converged(self) -> bool:
        """The running mean of the validation loss has nearly stopped falling."""
        patience = self.settings.patience
        if len(self.looks) <= patience:
            return False
        before, now = self.looks[-1 - patience], self.looks[-1]
        return before - now < self.settings.flat * before

    @torch.no_grad()
    def gap(self) -> float:
        """L(z_tar | c_aver) - L(z_tar | c_tar) on the validation set, for the best offsets; 0 where it is no number."""
        assert self.best is not None
        f_hat = self.best.average.expand(len(self.base.latents), -1, -1)
        gap = self._validated(f_hat, self.best.gate) - self.best.loss
        return gap if isfinite(gap) else 0.0

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
