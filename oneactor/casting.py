"""Several characters in one U-Net pass: each word's key is swapped for its shifted one inside the character's mask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from oneactor.attention import Watch, attention_sizes, watching
from oneactor.base_set import map_size
from oneactor.cast import Cast, swapped_states
from oneactor.denoiser import Denoiser
from oneactor.guidance import Form
from oneactor.masks import Masks, Swap, area_masks, resized, swap_bias, update
from oneactor.presets import MaskSettings


def _swap(cast: Cast, device: torch.device) -> Swap:
    tuned = [(token, index) for index, m in enumerate(cast.members) if m.actor is not None for token in m.tokens]
    length = cast.words.states.shape[1]
    used = length + len(tuned)
    base = torch.tensor([token for token, _ in tuned], dtype=torch.long, device=device)
    subject = torch.tensor([index for _, index in tuned], dtype=torch.long, device=device)
    shifted = torch.arange(length, used, device=device)
    return Swap(base, shifted, subject, -(-used // 8) * 8, used)  # fused kernels want multiples of 8


class MaskedCasting:
    """Masks of a cast while it is drawn; they are found in one look at the first step and followed from step to step.

    Args:
        form: says which rows a step has.
    """

    def __init__(self, denoiser: Denoiser, cast: Cast, v: float, form: Form, settings: MaskSettings) -> None:
        self.denoiser, self.cast, self.form, self.settings = denoiser, cast, form, settings
        self.swap = _swap(cast, denoiser.device)
        states = swapped_states(cast, cast.shifts(v), self.swap.base, self.swap.keys)
        self.condition = cast.condition(form, states)
        self.size = map_size(denoiser, settings)
        self.sizes = attention_sizes(*denoiser.latent_size, denoiser.levels)
        self.allowed = area_masks([m.area for m in cast.members], *self.size).to(denoiser.device)
        tokens = [(token, index) for index, m in enumerate(cast.members) for token in m.tokens]
        self._own = torch.tensor([token for token, _ in tokens], device=denoiser.device)
        self._owner = torch.tensor([index for _, index in tokens], device=denoiser.device)
        self.maps: Tensor | None = None
        self.masks: Masks | None = None
        self._watch = Watch(0, 0, self._own)

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Predictions are made inside this; going in and out at every step took a tenth of a small model's step."""
        with watching(self.denoiser.unet, self._watch):
            yield

    def rest(self) -> None:
        """Leave the steps that follow alone."""
        self._watch.positions, self._watch.bias = 0, {}

    def _read(self, row: int, columns: Tensor, bias: dict[int, Tensor]) -> None:
        self._watch.positions = self.size[0] * self.size[1]
        self._watch.row, self._watch.columns, self._watch.bias = row, columns, bias

    def _follow(self, probabilities: Tensor, owners: Tensor) -> None:
        """Fold one reading (positions, columns) into the running maps and masks."""
        seen = torch.zeros(len(self.cast.members), len(probabilities), device=probabilities.device)
        seen = seen.index_add_(0, owners, probabilities.T).view(-1, *self.size)
        ema = self.settings.ema
        self.maps = seen if self.maps is None else ema * self.maps + (1 - ema) * seen
        self.masks = update(self.maps, self.allowed, self.masks, self.settings)

    def look(self, latents: Tensor, timestep: Tensor) -> None:
        """First masks from one extra row with the plain prompt; early steps decide, so they are not left unmasked."""
        self._read(0, self._own, {})
        self.denoiser.predict(latents, timestep, self.cast.words)
        self._follow(self._watch.read(), self._owner)

    def bias(self, on: Tensor) -> dict[int, Tensor]:
        """The swap bias for every attention size; masks (L, h, w) bool."""
        swapped = [row != "empty" for row in self.form.rows]
        return {
            positions: swap_bias(resized(on, *size).flatten(1), self.swap, swapped, self.settings.isolate)
            for positions, size in self.sizes.items()
        }

    def predict(self, latents: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Predictions of the form's rows for one latent (1, C, h, w), while injected."""
        if self.masks is None:
            self.look(latents, timestep)
        assert self.masks is not None
        rows = self.form.rows
        self._read(rows.index("target"), torch.cat([self._own, self.swap.shifted]), self.bias(self.masks.on))
        out = self.denoiser.predict(torch.cat([latents] * len(rows)), timestep, self.condition)
        self._follow(self._watch.read(), torch.cat([self._owner, self.swap.subject]))
        return out.chunk(len(rows))
