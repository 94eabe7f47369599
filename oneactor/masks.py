"""Attention maps and user areas to masks; masks to the bias that swaps a word's key for its shifted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from oneactor.errors import InvalidRequest
from oneactor.presets import MaskSettings
from oneactor.requests import Area, Painted

_BINS = 256
_TINY = 1e-8
_MOST_PAINTED = 256


@dataclass(frozen=True)
class Masks:
    """Where the characters are, all on the device.

    Attributes:
        on: (L, h, w) bool, no position in two masks unless overlap is wanted.
        absent: (L,) bool, the character was not found in its map.
    """

    on: Tensor
    absent: Tensor

    @property
    def area(self) -> Tensor:
        """(L,) fraction of the picture that each mask covers."""
        return self.on.float().mean((-2, -1))


@dataclass(frozen=True)
class Swap:
    """Which keys change places.

    Attributes:
        base: (E,) columns of the words' own keys.
        shifted: (E,) columns of the same words with their offset.
        subject: (E,) character of each.
        keys: number of keys, padding included.
        used: keys before the padding.
        whole: (L,) bool, styles, which are everywhere and nobody's rivals; `None` for figures only.
        bare: (B,) columns of words that have no shifted key, those of figures that are not learnt; `None` for none.
        bare_subject: (B,) character of each.
    """

    base: Tensor
    shifted: Tensor
    subject: Tensor
    keys: int
    used: int
    whole: Tensor | None = None
    bare: Tensor | None = None
    bare_subject: Tensor | None = None


def normalised_maps(maps: Tensor) -> Tensor:
    """Each map (L, h, w) stretched to 0..1."""
    low = maps.amin((-2, -1), keepdim=True)
    return (maps - low) / (maps.amax((-2, -1), keepdim=True) - low + _TINY)


def otsu(maps: Tensor) -> Tensor:
    """Otsu's threshold (1979, Eq. 18) of every map (L, h, w) with values 0..1 -> (L,), to one of 256 bins."""
    flat = (maps.flatten(1) * _BINS).long().clamp(0, _BINS - 1)
    counts = torch.zeros(len(flat), _BINS, device=maps.device)
    p = counts.scatter_add_(1, flat, torch.ones_like(flat, dtype=torch.float32)) / flat.shape[1]
    level = torch.arange(_BINS, device=maps.device, dtype=torch.float32)
    w, m = p.cumsum(1), (p * level).cumsum(1)
    between = (m[:, -1:] * w - m).square() / (w * (1 - w) + _TINY)
    return (between.argmax(1) + 1).float() / _BINS


def smooth(maps: Tensor, sigma: float) -> Tensor:
    """3 x 3 Gauss with the edge repeated. (L, h, w) -> (L, h, w)."""
    x = torch.tensor([-1.0, 0.0, 1.0], device=maps.device)
    line = torch.exp(-x.square() / (2 * max(sigma, 1e-3) ** 2))
    kernel = (line[:, None] * line[None, :]) / line.sum().square()
    padded = functional.pad(maps[:, None], (1, 1, 1, 1), mode="replicate")
    return functional.conv2d(padded, kernel[None, None])[:, 0]


def dilate(on: Tensor) -> Tensor:
    """Grow masks (L, h, w) by one position."""
    return functional.max_pool2d(on[:, None].float(), 3, stride=1, padding=1)[:, 0] > 0.5


def exclusive(on: Tensor, strength: Tensor, depth: Tensor | None = None) -> Tensor:
    """Where several masks are on, keep the front one, of equals the one with the strongest map.

    Args:
        on: (L, h, w) bool.
        strength: (L, h, w), 0 to 1.
        depth: (L,) int, lower is in front; `None` puts all at one depth.
    """
    if depth is not None:
        strength = strength + 2.0 * (depth.max() - depth)[:, None, None]
    score = torch.where(on, strength, torch.full_like(strength, -1.0))
    winner = score.argmax(0, keepdim=True)
    return on & (torch.arange(len(on), device=on.device)[:, None, None] == winner)


def separation(maps: Tensor, on: Tensor) -> Tensor:
    """Mean of the raw map inside the mask over the mean outside; Otsu's own criterion cannot tell an absent subject."""
    inside = (maps * on).sum((-2, -1)) / on.sum((-2, -1)).clamp(min=1)
    outside = (maps * ~on).sum((-2, -1)) / (~on).sum((-2, -1)).clamp(min=1)
    return inside / (outside + _TINY)


def check_area(area: Area | Painted | None) -> None:
    """See that somebody can stand in an area.

    Raises:
        InvalidRequest: it is empty, reaches out of the picture, or is painted in another way than `Painted` says.
    """
    if isinstance(area, Area) and not (0 <= area.left < area.right <= 1 and 0 <= area.top < area.bottom <= 1):
        raise InvalidRequest("A character's area must lie inside the picture and must not be empty.")
    if not isinstance(area, Painted):
        return
    signs, widths = set("".join(area.rows)), {len(row) for row in area.rows}
    if not ("1" in signs <= {"0", "1"} and len(widths) == 1 and max(*widths, len(area.rows)) <= _MOST_PAINTED):
        raise InvalidRequest("A painted area has rows of 0 and 1, all as long, 256 at most, and some 1 in them.")


def area_mask(area: Area | Painted | None, height: int, width: int) -> Tensor:
    """Positions (height, width) whose centre lies in the area; all of them without one. At least one position."""
    if area is None:
        return torch.ones(height, width, dtype=torch.bool)
    if isinstance(area, Painted):
        return _painted_mask(area, height, width)
    x, y = (torch.arange(width) + 0.5) / width, (torch.arange(height) + 0.5) / height
    across = (x >= area.left) & (x < area.right)
    down = (y >= area.top) & (y < area.bottom)
    across[min(int((area.left + area.right) / 2 * width), width - 1)] = True
    down[min(int((area.top + area.bottom) / 2 * height), height - 1)] = True
    return down[:, None] & across[None, :]


def _painted_mask(area: Painted, height: int, width: int) -> Tensor:
    """Positions of which more than half is painted; the most painted ones where none is."""
    painted = torch.tensor([[float(sign) for sign in row] for row in area.rows])
    share = functional.interpolate(painted[None, None], (height, width), mode="area")[0, 0]
    return share >= min(float(share.max()), 0.5 + _TINY)


def area_masks(areas: Sequence[Area | Painted | None], height: int, width: int) -> Tensor:
    """One mask per area: (L, height, width) bool."""
    return torch.stack([area_mask(area, height, width) for area in areas])


def _apart(on: Tensor, strength: Tensor, depth: Tensor | None, settings: MaskSettings) -> Tensor:
    return on if settings.overlap else exclusive(on, strength, depth)


def update(
    maps: Tensor, allowed: Tensor, previous: Masks | None, settings: MaskSettings, depth: Tensor | None = None
) -> Masks:
    """Masks from maps (L, h, w); a character that is not found keeps its last mask, or gets what the others leave.

    Args:
        allowed: (L, h, w) bool, the users' areas.
        depth: (L,) int, see `exclusive`.
    """
    a = normalised_maps(smooth(maps, settings.sigma))
    core = a >= otsu(a)[:, None, None]
    ratio = separation(maps, core)
    grown = dilate(core) & allowed
    area = grown.float().mean((-2, -1))
    least = allowed.float().mean((-2, -1)).clamp(max=settings.smallest)  # who may stand in one position is found in it
    absent = (ratio < settings.separation) | (area < least) | (area > settings.largest)
    # the noise of an absent character must not win positions
    on = _apart(grown & ~absent[:, None, None], a, depth, settings)
    absent |= on.float().mean((-2, -1)) < least
    rest = ~(on & ~absent[:, None, None]).any(0) & allowed
    if previous is not None:
        rest = torch.where(previous.on.any(-1).any(-1)[:, None, None], previous.on & rest, rest)
    on = torch.where(absent[:, None, None], rest, on)
    return Masks(_apart(on, a, depth, settings), absent)


def resized(on: Tensor, height: int, width: int) -> Tensor:
    """Masks (L, h, w) at another size, a position on where more than half of it was: (L, height, width) float."""
    return (functional.interpolate(on[:, None].float(), (height, width), mode="area")[:, 0] > 0.5).float()


def _rivals(on: Tensor, subject: Tensor, whole: Tensor | None) -> Tensor:
    """Where a word's (E,) rivals are, (N, E): inside the masks (L, N) of the other figures."""
    masks = on if whole is None else on * ~whole[:, None]
    others = (masks.sum(0)[:, None] - masks[subject].T).clamp(0, 1)
    return others if whole is None else others * ~whole[subject]


def swap_bias(on: Tensor, swap: Swap, swapped: Sequence[bool], isolate: float = 0.0) -> Tensor:
    """Bias on attention scores by which each position sees a word's own key or its shifted one.

    log(1 - M) on the own key, log M on the shifted one, 0 elsewhere, -inf on padding.

    Args:
        on: (L, N) masks of the N positions, 0 to 1; soft masks interpolate.
        swapped: for each row of the batch whether it swaps; the empty condition never sees a shifted key.
        isolate: subtracted from a word's keys inside the masks of the other figures, whether it has a shifted one or
            not.

    Returns:
        (rows, 1, N, keys).
    """
    plain = torch.zeros(on.shape[1], swap.keys, device=on.device)
    plain[:, swap.used :] = -torch.inf
    mine, others = on[swap.subject].T, isolate * _rivals(on, swap.subject, swap.whole)
    shifted = plain.clone()
    shifted[:, swap.base] = (1 - mine).log() - others
    shifted[:, swap.shifted] = mine.log() - others
    if swap.bare is not None and swap.bare_subject is not None:
        shifted[:, swap.bare] -= isolate * _rivals(on, swap.bare_subject, swap.whole)
    plain[:, swap.shifted] = -torch.inf
    return torch.stack([shifted if row else plain for row in swapped])[:, None]
