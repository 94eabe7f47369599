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
