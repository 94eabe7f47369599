"""What moves the weights: Muon for matrices and convolutions where a plan asks for it, AdamW for everything else."""

from __future__ import annotations

import torch
from torch import Tensor, nn

#: a weight with fewer rows or columns is left to AdamW: to make its update orthogonal would say little
LEAST_SIDE = 16
#: weight decay under Muon, without which weights grow all through a long run (Liu et al. 2025, section 2.2)
DECAY = 0.05


class Muon(torch.optim.Muon):
    """Muon (Jordan et al. 2024) as torch has it, also for convolutions: a weight is a row for each output channel.

    Updates are as large as AdamW's (`match_rms_adamw`, Liu et al. 2025, Eq. 4), so that one schedule serves both;
    `ratio` is how many times the scheduled rate these weights get, and is kept with the group.
    """

    def __init__(self, weights: list[nn.Parameter], ratio: float) -> None:
        self.weights = weights
        rows = [nn.Parameter(_lined_up(weight.data, weight).view(len(weight), -1)) for weight in weights]
        super().__init__([{"params": rows, "ratio": ratio}], weight_decay=DECAY, adjust_lr_fn="match_rms_adamw")

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move the weights, whose memory the rows share, by their gradients; forgets these."""
        for rows, weight in zip(self.param_groups[0]["params"], self.weights, strict=True):
            if weight.grad is not None:
                rows.grad = _lined_up(weight.grad, weight).reshape(rows.shape)
        super().step()  # type: ignore[no-untyped-call]
        self.zero_grad()


def _lined_up(value: Tensor, weight: Tensor) -> Tensor:
    """A value in the order of axes in which the weight lies in memory, so that rows are a view of the weight."""
    return value if weight.is_contiguous() else value.movedim(1, -1)


def matrices(model: nn.Module) -> list[nn.Parameter]:
    """The weights that Muon may move: of linear layers and convolutions that are no mere lists of a few numbers."""
    layers = (module for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d))
    weights = [weight for layer in layers for name, weight in layer.named_parameters(recurse=False) if name == "weight"]
    return [w for w in weights if w.requires_grad and min(len(w), w[0].numel()) >= LEAST_SIDE]
