"""Error bars: how far a mean over characters would move if other characters had been drawn (Efron 1979)."""

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


def _resampled(count: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, count, (ROUNDS, count))


def _value(mean: float, means: NDArray[np.float64], count: int) -> Value:
    low, high = np.percentile(means, ENDS)
    return Value(float(mean), float(low), float(high), count)


def interval(values: Sequence[float], seed: int) -> Value | None:
    """Mean of one number per character; `None` without any."""
    if not values:
        return None
    each = np.asarray(values, np.float64)
    return _value(each.mean(), each[_resampled(len(each), seed)].mean(1), len(each))


def difference(values: Sequence[float], base: Sequence[float], seed: int) -> Value | None:
    """Mean of `values` minus mean of `base`, the same characters in the same order, resampled together."""
    return interval([own - other for own, other in zip(values, base, strict=True)], seed)


def ratio(values: Sequence[float], base: Sequence[float], seed: int) -> Value | None:
    """Mean of `values` over mean of `base`, the same characters in the same order, resampled together.

    Returns:
        `None` without any, or where the base's mean is 0 in the sample or in a resampled one.
    """
    above, below = np.asarray(values, np.float64), np.asarray(base, np.float64)
    if not len(above) or below.mean() == 0:
        return None
    chosen = _resampled(len(above), seed)
    means = below[chosen].mean(1)
    if not means.all():
        return None
    return _value(above.mean() / below.mean(), above[chosen].mean(1) / means, len(above))
