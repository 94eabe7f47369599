"""One training loop for all parts of the model: schedule, clipping, averaged weights, checkpoints, resume.

Everything random in a step follows from its number (`step_generator`), so a resumed run needs no generator state.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from oneactor.picturebook.training.optimizers import Muon, matrices
from oneactor.tensorfile import packed, write_whole

#: computes the loss of one step; the second value is printed in the report
Step = Callable[[int], tuple[Tensor, Mapping[str, float | Tensor]]]
#: steps between two lines that a training says
SAID = 50
#: looks at the weights of the moment (averaged ones where there are any), the number of the step and its losses
Look = Callable[[Mapping[str, Tensor], int, Mapping[str, float]], Mapping[str, float]]


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        warm_up: steps of linear warm-up.
        decay: fraction of the steps, at the end, in which the rate falls linearly to zero.
        averaged: decay of the exponential moving average of the weights; 0 keeps none.
        minutes: wall-clock minutes between checkpoints.
        look_every: steps between two looks at what the model can do by now.
        matrices: rate of `Muon` for the weights of layers, in multiples of `rate`; 0 leaves them to AdamW too.
    """

    steps: int
    rate: float
    warm_up: int = 300
    decay: float = 0.4
    averaged: float = 0.0
    minutes: float = 3.0
    look_every: int = 1_000
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.99)
    matrices: float = 0.0

    def of_length(self, steps: int) -> Plan:
        """The same over so many steps: warm-up and averaging reach over the same shares of them."""
        share = steps / self.steps
        averaged = max(0.0, 1 - (1 - self.averaged) / share) if self.averaged else 0.0
        return replace(self, steps=steps, warm_up=max(1, round(self.warm_up * share)), averaged=averaged)


def finished(path: Path, plan: Plan) -> bool:
    """Whether a checkpoint has come to the end of its plan."""
    if not path.exists():
        return False
    with safe_open(path, "pt") as file:
        return int(json.loads(file.metadata()["run"])["step"]) >= plan.steps


def load_trained(model: nn.Module, path: Path, kind: str = "model") -> None:
    """Read a checkpoint's buffers and its parameters, or the "averaged" ones, into `model`."""
    with safe_open(path, "pt") as file, torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(file.get_tensor(f"{kind}.{name}"))
        for name, b in model.named_buffers():
            b.copy_(file.get_tensor(f"buffer.{name}"))


def step_generator(seed: int, step: int, device: torch.device | str = "cpu") -> torch.Generator:
    """The generator of one step."""
    return torch.Generator(device).manual_seed(seed * 1_000_003 + step)


def rate_at(plan: Plan, step: int) -> float:
    """Learning rate of a step: linear warm-up, constant, linear to zero."""
    start = plan.steps * (1 - plan.decay)
    fall = 1.0 if step < start else (plan.steps - step) / max(1.0, plan.steps - start)
    return plan.rate * min(1.0, (step + 1) / plan.warm_up) * max(0.0, fall)


class Averaged:
    """Exponential moving average of a model's parameters, with a ramp over the first steps."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: p.detach().clone() for name, p in model.named_parameters()}

    def update(self, model: nn.Module, step: int) -> None:
        """Move towards the current parameters."""
        decay = min(self.decay, (step + 1) / (step + 10))
        toward = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]  # torch does not declare it
        toward(list(self.values.values()), [p.detach() for p in model.parameters()], None)

    def copy_to(self, model: nn.Module) -> None:
        """Write the averages into a model of the same shape."""
        with torch.no_grad():
            for name, p in model.named_parameters():
                p.copy_(self.values[name])


@dataclass
class Run:
    """A model in training with all that a checkpoint must hold."""

    model: nn.Module
    optimizers: list[torch.optim.Optimizer]
    averaged: Averaged | None
    path: Path
    step: int = 0

    def save(self) -> None:
        """Write the checkpoint beside the old one, then put it in its place."""
        tensors = {f"model.{k}": v.detach().contiguous() for k, v in self.model.named_parameters()}
        tensors |= {f"buffer.{k}": v.contiguous() for k, v in self.model.named_buffers()}
        if self.averaged:
            tensors |= {f"averaged.{k}": v.contiguous() for k, v in self.averaged.values.items()}
        for number, optimizer in enumerate(self.optimizers):
            for index, state in optimizer.state_dict()["state"].items():
                tensors |= {f"optimizer.{number}.{index}.{k}": v.contiguous() for k, v in state.items()}
        write_whole(self.path, packed(tensors, {"run": json.dumps({"step": self.step})}))

    def weights(self) -> dict[str, Tensor]:
        """Of the moment: averaged parameters where there are any, and buffers."""
        kept = self.model.state_dict()
        return kept | (dict(self.averaged.values) if self.averaged else {})

    def load(self) -> None:
        """Continue from the checkpoint, if there is one."""
        if not self.path.exists():
            return
        states = [optimizer.state_dict() for optimizer in self.optimizers]
        load_trained(self.model, self.path)
        with safe_open(self.path, "pt") as file, torch.no_grad():
            self.step = json.loads(file.metadata()["run"])["step"]
            for name in self.averaged.values if self.averaged else ():
                self.averaged.values[name].copy_(file.get_tensor(f"averaged.{name}"))  # type: ignore[union-attr]
            for key in file.keys():  # noqa: SIM118 - safe_open is no mapping
                if key.startswith("optimizer."):
                    _, number, index, name = key.split(".")
                    states[int(number)]["state"].setdefault(int(index), {})[name] = file.get_tensor(key)
        for optimizer, state in zip(self.optimizers, states, strict=True):
            optimizer.load_state_dict(state)


def build_optimizers(model: nn.Module, plan: Plan) -> list[torch.optim.Optimizer]:
    """AdamW; and Muon for the weights of layers, if the plan has a rate for them."""
    layers = matrices(model) if plan.matrices else []
    taken = {id(p) for p in layers}
    rest = {"params": [p for p in model.parameters() if p.requires_grad and id(p) not in taken], "ratio": 1.0}
    adamw = torch.optim.AdamW([rest], betas=plan.betas, weight_decay=plan.weight_decay)
    return [adamw, *([Muon(layers, plan.matrices)] if layers else [])]


def train(
    model: nn.Module, plan: Plan, path: Path, step: Step, look: Look | None = None, say: Callable[[str], None] = print
) -> Run:
    """Train `model` in place to the end of the plan, resuming from `path` if it is there.

    Raises:
        FloatingPointError: a loss or a gradient is not finite, noticed up to `SAID` steps later; the checkpoint is of
            before.
    """
    averaged = Averaged(model, plan.averaged) if plan.averaged else None
    run = Run(model, build_optimizers(model, plan), averaged, path)
    run.load()
    began = saved = time.monotonic()
    first = run.step
    while run.step < plan.steps:
        health, figures = _advance(run, plan, step)
        saving = time.monotonic() - saved > plan.minutes * 60 or run.step == plan.steps
        if saving or run.step % SAID == 0:  # to look at a number holds an accelerator up
            _require_finite(health, run)
        if run.step % SAID == 0:
            pace = (time.monotonic() - began) / (run.step - first)
            left = pace * (plan.steps - run.step) / 60
            say(f"{path.stem} {run.step}/{plan.steps} {_shown(figures)} {pace:.3f} s/step, {left:.0f} min left")
        if saving:
            run.save()
            saved = time.monotonic()
        if look and run.step % plan.look_every == 0:
            losses = {name: float(value) for name, value in figures.items()}
            say(f"{path.stem} {run.step}: {_shown(look(run.weights(), run.step, losses))}")
    return run


def _advance(run: Run, plan: Plan, step: Step) -> tuple[Tensor, Mapping[str, float | Tensor]]:
    for group in (group for optimizer in run.optimizers for group in optimizer.param_groups):
        group["lr"] = group["ratio"] * rate_at(plan, run.step)
    loss, figures = step(run.step)
    loss.backward()  # type: ignore[no-untyped-call]
    norm = torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    for optimizer in run.optimizers:
        optimizer.step()
    run.model.zero_grad(set_to_none=True)
    if run.averaged:
        run.averaged.update(run.model, run.step)
    run.step += 1
    return loss.detach() + norm, figures


def _require_finite(health: Tensor, run: Run) -> None:
    if not math.isfinite(float(health)):
        raise FloatingPointError(f"a loss or gradient is not finite at step {run.step}; resume from {run.path}")


def _shown(figures: Mapping[str, float | Tensor]) -> str:
    return " ".join(f"{name} {float(value):.4g}" for name, value in figures.items())
