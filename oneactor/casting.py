"""Several characters in one U-Net pass: each word's key is swapped for its shifted one inside the character's mask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    words = [(token, index) for index, member in enumerate(cast.members) for token in member.tokens]
    tuned = [pair for pair in words if cast.members[pair[1]].actor is not None]
    length = cast.words.states.shape[1]
    used = length + len(tuned)
    base, subject = _columns(tuned, device)
    bare = _columns([pair for pair in words if pair not in tuned], device)
    shifted = torch.arange(length, used, device=device)
    whole = torch.tensor([member.whole for member in cast.members], device=device)
    return Swap(base, shifted, subject, -(-used // 8) * 8, used, whole, *bare)  # fused kernels want multiples of 8


def _columns(pairs: Sequence[tuple[int, int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Keys and whose they are."""
    columns, owners = zip(*pairs, strict=True) if pairs else ((), ())
    return torch.tensor(columns, dtype=torch.long, device=device), torch.tensor(owners, dtype=torch.long, device=device)


class MaskedCasting:
    """Masks of a cast while it is drawn; they are found in the first step and followed from step to step.

    Masks and maps are those of the cast's figures, in its order; a style's offset acts everywhere.

    Args:
        form: says which rows a step has.
    """

    def __init__(self, denoiser: Denoiser, cast: Cast, v: float, form: Form, settings: MaskSettings) -> None:
        self.denoiser, self.cast, self.form, self.settings = denoiser, cast, form, settings
        self.swap = _swap(cast, denoiser.device)
        states = swapped_states(cast, cast.shifts(v), self.swap.base, self.swap.keys)
        condition = cast.condition(form, states)
        # the same tensor for every step, whose keys and values are then made once
        self.condition = condition.with_states(condition.states.to(denoiser.dtype))
        self.size = map_size(denoiser, settings)
        self.sizes = attention_sizes(*denoiser.latent_size, denoiser.levels)
        figures = [cast.members[index] for index in cast.figures]
        self.allowed = area_masks([m.area for m in figures], *self.size).to(denoiser.device)
        self.depth = torch.tensor([m.depth for m in figures], device=denoiser.device)
        words = [(token, index) for index, m in enumerate(figures) for token in m.tokens]
        self._own, self._owner = _columns(words, denoiser.device)
        place = {member: index for index, member in enumerate(cast.figures)}
        columns = zip(self.swap.shifted.tolist(), self.swap.subject.tolist(), strict=True)
        shifted = [(column, place[member]) for column, member in columns if member in place]
        self._shifted, self._shifted_owner = _columns(shifted, denoiser.device)
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
        # a product adds in the same order every time, which index_add_ does not on an accelerator
        owned = (torch.arange(len(self.allowed), device=owners.device)[:, None] == owners).to(probabilities.dtype)
        seen = (owned @ probabilities.T).view(-1, *self.size)
        ema = self.settings.ema
        self.maps = seen if self.maps is None else ema * self.maps + (1 - ema) * seen
        self.masks = update(self.maps, self.allowed, self.masks, self.settings, self.depth)

    def look(self, latents: Tensor, timestep: Tensor) -> None:
        """First masks from one extra row with the plain prompt; early steps decide, so they are not left unmasked."""
        self._read(0, self._own, {})
        self.denoiser.predict(latents, timestep, self.cast.words)
        self._follow(self._watch.read(), self._owner)

    def _begin(self, latents: Tensor, timestep: Tensor) -> Masks:
        """Masks of the first step, for which no map has been read yet."""
        if self.settings.first == "probe":
            self.look(latents, timestep)
            assert self.masks is not None
            return self.masks
        on = self.allowed if self.settings.first == "unmasked" else torch.zeros_like(self.allowed)
        return Masks(on, torch.zeros(len(on), dtype=torch.bool, device=on.device))

    def _of_all(self, on: Tensor) -> Tensor:
        """Masks of all members, from those of the figures."""
        everyone = torch.ones(len(self.cast.members), *on.shape[1:], dtype=on.dtype, device=on.device)
        everyone[list(self.cast.figures)] = on
        return everyone

    @property
    def areas(self) -> tuple[float, ...]:
        """Fraction of the picture that each member's last mask covers."""
        assert self.masks is not None
        return tuple(self._of_all(self.masks.on).float().mean((-2, -1)).tolist())

    @property
    def absent(self) -> tuple[int, ...]:
        """Members that were not found in the last step."""
        assert self.masks is not None
        return tuple(self.cast.figures[index] for index in self.masks.absent.nonzero()[:, 0].tolist())

    def bias(self, on: Tensor) -> dict[int, Tensor]:
        """The swap bias for every attention size; masks of the figures (F, h, w) bool."""
        swapped, everyone = [row != "empty" for row in self.form.rows], self._of_all(on)
        sizes = [resized(everyone, *size).flatten(1) for size in self.sizes.values()]
        # all sizes at once: it is many small operations
        of_all = swap_bias(torch.cat(sizes, 1), self.swap, swapped, self.settings.isolate)
        of_each = torch.split(of_all.to(self.denoiser.dtype), list(self.sizes), 2)
        return dict(zip(self.sizes, of_each, strict=True))

    def predict(self, latents: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Predictions of the form's rows for one latent (1, C, h, w), while injected."""
        masks = self._begin(latents, timestep) if self.masks is None else self.masks
        rows = self.form.rows
        self._read(rows.index("target"), torch.cat([self._own, self._shifted]), self.bias(masks.on))
        out = self.denoiser.predict(torch.cat([latents] * len(rows)), timestep, self.condition)
        self._follow(self._watch.read(), torch.cat([self._owner, self._shifted_owner]))
        return out.chunk(len(rows))
