"""Error bars: how far a mean over characters would move if other characters had been drawn (Efron 1979).

Groups that share characters are no independent values: characters are resampled, and a group counts as often as its
members come up together, the product of their counts (Owen 2007, for two-way data).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2000
#: ends of the interval that is reported, in per cent of the resampled means
ENDS = (2.5, 97.5)


@dataclass(frozen=True)
class Value:
    """A mean over characters, or a ratio of two, with its 95 % interval.

    Attributes:
        count: characters, or groups of them.
    """

    mean: float
    low: float
    high: float
    count: int


#: who each value is of; `None`: every value is of somebody else
Members = Sequence[Sequence[str]] | None


def _weights(count: int, members: Members, seed: int) -> NDArray[np.int64]:
    """How often each of `count` values counts in a round, (rounds, count); rounds in which none does are left out."""
    groups = [(str(i),) for i in range(count)] if members is None else members
    if len(groups) != count:
        raise ValueError(f"{count} values of {len(groups)} groups")
    names = list(dict.fromkeys(name for group in groups for name in group))
    drawn = np.random.default_rng(seed).multinomial(len(names), [1 / len(names)] * len(names), ROUNDS)
    weights = np.stack([drawn[:, [names.index(name) for name in group]].prod(1) for group in groups], 1)
    return weights[weights.any(1)]


def _value(mean: float, means: NDArray[np.float64], count: int) -> Value:
    low, high = np.percentile(means, ENDS)
    return Value(float(mean), float(low), float(high), count)


def interval(values: Sequence[float], seed: int, members: Members = None) -> Value | None:
    """Mean of one number per character, or per group of `members`; `None` without any."""
    if not values:
        return None
    each, weights = np.asarray(values, np.float64), _weights(len(values), members, seed)
    return _value(each.mean(), weights @ each / weights.sum(1), len(each))


def difference(values: Sequence[float], base: Sequence[float], seed: int, members: Members = None) -> Value | None:
    """Mean of `values` minus mean of `base`, the same characters in the same order, resampled together."""
    return interval([own - other for own, other in zip(values, base, strict=True)], seed, members)


def ratio(values: Sequence[float], base: Sequence[float], seed: int, members: Members = None) -> Value | None:
    """Mean of `values` over mean of `base`, the same characters in the same order, resampled together.

    Returns:
        `None` without any, or where the base's mean is 0 in the sample or in a resampled one.
    """
    above, below = np.asarray(values, np.float64), np.asarray(base, np.float64)
    if not len(above) or below.mean() == 0:
        return None
    weights = _weights(len(above), members, seed)
    sums = weights @ below
    if not sums.all():
        return None
    return _value(above.mean() / below.mean(), weights @ above / sums, len(above))
