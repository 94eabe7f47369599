from __future__ import annotations

import numpy as np
import pytest

from oneactor.evaluation.bootstrap import difference, interval, ratio


def test_an_interval_of_many_values_is_that_of_the_normal_law() -> None:
    """A mean of n independent values has the standard error sigma / sqrt(n)."""
    values = np.random.default_rng(0).normal(10, 2, 400).tolist()
    found = interval(values, 1)
    assert found is not None
    error = np.std(values) / 20
    assert found.mean == pytest.approx(np.mean(values))
    assert found.low == pytest.approx(found.mean - 1.96 * error, abs=0.15 * error)
    assert found.high == pytest.approx(found.mean + 1.96 * error, abs=0.15 * error)
    assert interval(values, 1) == found
    assert interval(values, 2) != found


def test_one_value_says_nothing_of_its_error() -> None:
    found = interval([3.0], 0)
    assert found is not None
    assert (found.mean, found.low, found.high, found.count) == (3, 3, 3, 1)
    assert interval([], 0) is None


def test_ratios_are_paired() -> None:
    """Twice as much of every character is twice as much, however different the characters are."""
    base = [1.0, 5.0, 9.0]
    found = ratio([2 * each for each in base], base, 0)
    assert found is not None
    assert found.low == pytest.approx(2)
    assert found.high == pytest.approx(2)
    more = difference([each + 2 for each in base], base, 0)
    assert more is not None
    assert (more.mean, more.low, more.high, more.count) == (2, 2, 2, 3)
    assert difference([], [], 0) is None
    assert ratio([1.0], [0.0], 0) is None
    assert ratio([1.0, 1.0], [0.0, 1.0], 0) is None


def test_a_group_weighs_the_product_of_its_members_counts() -> None:
    """Values that are sums over their members: the error is that of the members' mean, not of many pairs'."""
    rng = np.random.default_rng(0)
    each = dict(zip("abcdefghijklmnopqrst", rng.normal(0, 1, 20), strict=True))
    pairs = [(one, other) for one in each for other in each if one < other]
    values = [each[one] + each[other] for one, other in pairs]
    clustered, naive = interval(values, 0, pairs), interval(values, 0)
    assert clustered is not None
    assert naive is not None
    error = 2 * np.std(list(each.values())) / np.sqrt(len(each))
    assert clustered.high - clustered.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert naive.high - naive.low < 0.5 * (clustered.high - clustered.low)
    doubled = ratio([2 * (value + 9) for value in values], [value + 9 for value in values], 0, pairs)
    assert doubled is not None
    assert doubled.low == pytest.approx(2)
    assert doubled.high == pytest.approx(2)
    assert difference(values, [0.0] * len(values), 0, pairs) == clustered
    with pytest.raises(ValueError, match="2 values of 1 groups"):
        interval([1.0, 2.0], 0, [("a",)])
