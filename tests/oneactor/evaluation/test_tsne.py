from __future__ import annotations

import numpy as np
import pytest

from oneactor.evaluation.tsne import affinities, gradient, squared_distances, tsne


def two_clusters() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(0, 1, (12, 30)), rng.normal(8, 1, (12, 30))])


def test_rows_have_the_perplexity_that_was_asked_for() -> None:
    rows = affinities(squared_distances(two_clusters()), 5.0)
    p = rows + np.eye(len(rows))
    entropy = -(rows * np.log(p)).sum(1)
    assert np.exp(entropy) == pytest.approx(np.full(len(rows), 5.0), rel=1e-4)
    assert rows.sum(1) == pytest.approx(np.ones(len(rows)))


def test_the_gradient_is_that_of_the_divergence() -> None:
    """Against finite differences of KL(P || Q)."""
    rng = np.random.default_rng(1)
    y = rng.normal(0, 1, (6, 2))
    p = rng.random((6, 6))
    np.fill_diagonal(p, 0)
    p = (p + p.T) / (p + p.T).sum()

    def divergence(points: np.ndarray) -> float:
        _, q = gradient(p, points)
        off = ~np.eye(6, dtype=bool)
        return float((p[off] * np.log(p[off] / q[off])).sum())

    slope, _ = gradient(p, y)
    for index in np.ndindex(y.shape):
        step = np.zeros_like(y)
        step[index] = 1e-5
        numeric = (divergence(y + step) - divergence(y - step)) / 2e-5
        assert slope[index] == pytest.approx(numeric, abs=1e-7)


def test_clusters_stay_apart_and_the_seed_decides() -> None:
    x = two_clusters()
    y = tsne(x, 3)
    near = squared_distances(y) + np.diag(np.full(len(y), np.inf))
    assert all((i < 12) == (j < 12) for i, j in enumerate(near.argmin(1)))
    assert np.array_equal(y, tsne(x, 3))
    assert not np.array_equal(y, tsne(x, 4))
