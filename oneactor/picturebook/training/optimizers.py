"""What moves the weights: Muon for matrices and convolutions where a plan asks for it, AdamW for everything else."""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor, nn

from oneactor.denoiser import Precision

#: a weight with fewer rows or columns is left to AdamW: to make its update orthogonal would say little
LEAST_SIDE = 16
#: weight decay under Muon, without which weights grow all through a long run (Liu et al. 2025, section 2.2)
DECAY = 0.05
MOMENTUM = 0.95
#: coefficients of the quintic Newton-Schulz iteration and how often it is taken (Jordan et al. 2024)
QUINTIC = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024) with Nesterov momentum, for matrices and convolutions: a row for each output channel.

    Updates are as large as AdamW's (Liu et al. 2025, Eq. 4), so that one schedule serves both; `ratio` is how many
    times the scheduled rate these weights get, and is kept with the group. Not `torch.optim.Muon`: that one multiplies
    in bfloat16 also on processors without it, where one step of the denoiser then takes half a minute.
    """

    def __init__(self, weights: list[nn.Parameter], ratio: float) -> None:
        super().__init__([{"params": weights, "ratio": ratio}], {"lr": 0.0, "weight_decay": DECAY})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move the weights by their gradients."""
        for group in self.param_groups:
            alike = defaultdict(list)
            for weight in (w for w in group["params"] if w.grad is not None):
                alike[len(weight), weight[0].numel()].append(weight)
            for shape, weights in alike.items():
                updates = orthogonal(torch.stack([self._direction(weight) for weight in weights]))
                for weight, update in zip(weights, updates, strict=True):
                    weight.mul_(1 - group["lr"] * group["weight_decay"])
                    weight.sub_(update.view_as(weight), alpha=group["lr"] * 0.2 * max(shape) ** 0.5)

    def _direction(self, weight: Tensor) -> Tensor:
        if "momentum_buffer" not in self.state[weight]:
            self.state[weight]["momentum_buffer"] = torch.zeros_like(weight)
        momentum: Tensor = self.state[weight]["momentum_buffer"]
        momentum.lerp_(weight.grad, 1 - MOMENTUM)  # type: ignore[arg-type]  # those without are left out
        return weight.grad.lerp(momentum, MOMENTUM).flatten(1)  # type: ignore[union-attr]


def orthogonal(stack: Tensor) -> Tensor:
    """About the nearest matrices with orthonormal rows or columns: their singular values lie around one, not on it.

    Args:
        stack: matrices (n, rows, columns), taken together because each alone would leave an accelerator idle.
    """
    a, b, c = QUINTIC
    tall = stack.shape[1] > stack.shape[2]
    x = stack.mT if tall else stack
    x = (x / x.norm(dim=(1, 2), keepdim=True).clamp_min(1e-7)).to(Precision.best(stack.device).unet)
    for _ in range(ITERATIONS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).to(stack.dtype)


def matrices(model: nn.Module) -> list[nn.Parameter]:
    """The weights that Muon may move: of linear layers and convolutions that are no mere lists of a few numbers."""
    layers = (module for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d))
    weights = [weight for layer in layers for name, weight in layer.named_parameters(recurse=False) if name == "weight"]
    return [w for w in weights if w.requires_grad and min(len(w), w[0].numel()) >= LEAST_SIDE]
