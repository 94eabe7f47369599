"""What moves the weights: Muon for matrices and convolutions where a plan asks for it, AdamW for everything else."""

from __future__ import annotations

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
            for weight in (w for w in group["params"] if w.grad is not None):
                if "momentum_buffer" not in self.state[weight]:
                    self.state[weight]["momentum_buffer"] = torch.zeros_like(weight)
                momentum = self.state[weight]["momentum_buffer"]
                momentum.lerp_(weight.grad, 1 - MOMENTUM)
                update = orthogonal(weight.grad.lerp(momentum, MOMENTUM).flatten(1))
                size = 0.2 * max(update.shape) ** 0.5
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.sub_(update.view_as(weight), alpha=group["lr"] * size)


def orthogonal(matrix: Tensor) -> Tensor:
    """About the nearest matrix with orthonormal rows or columns: its singular values lie around one, not on it."""
    a, b, c = QUINTIC
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = (x / x.norm().clamp_min(1e-7)).to(Precision.best(matrix.device).unet)
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.T if tall else x).to(matrix.dtype)


def matrices(model: nn.Module) -> list[nn.Parameter]:
    """The weights that Muon may move: of linear layers and convolutions that are no mere lists of a few numbers."""
    layers = (module for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d))
    weights = [weight for layer in layers for name, weight in layer.named_parameters(recurse=False) if name == "weight"]
    return [w for w in weights if w.requires_grad and min(len(w), w[0].numel()) >= LEAST_SIDE]
