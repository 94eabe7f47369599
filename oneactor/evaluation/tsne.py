"""t-SNE for some dozens of points (van der Maaten & Hinton 2008), exact: no approximation is worth a library here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_STEPS, _EXAGGERATED = 750, 250
_EXAGGERATION, _EARLY_MOMENTUM, _MOMENTUM = 12.0, 0.5, 0.8


def squared_distances(x: Points) -> Points:
    """(n, n) of points (n, d)."""
    square = (x**2).sum(1)
    distances: Points = np.maximum(0.0, square[:, None] + square[None] - 2 * x @ x.T)
    return distances


def affinities(distances: Points, perplexity: float) -> Points:
    """Conditional p_{j|i} (Eq. 1), each row's Gauss as wide as its perplexity 2^H asks for. (n, n) -> (n, n)."""
    rows = np.zeros_like(distances)
    for i, row in enumerate(distances):
        others = np.delete(row, i)
        rows[i, np.arange(len(row)) != i] = _row(others - others.min(), np.log(perplexity))
    return rows


def _row(distances: Points, entropy: float) -> Points:
    """Bisection for the precision 1 / (2 sigma^2) whose row has that entropy, in nats."""
    low, high, beta = 0.0, np.inf, 1.0 / max(float(distances.mean()), 1e-12)
    p = np.full_like(distances, 1 / len(distances))
    for _ in range(100):
        p = np.exp(-beta * distances)
        p /= p.sum()
        found = -float((p * np.log(np.maximum(p, 1e-300))).sum())
        if abs(found - entropy) < 1e-6:
            break
        if found > entropy:
            low, beta = beta, beta * 2 if high == np.inf else (beta + high) / 2
        else:
            high, beta = beta, (low + beta) / 2
    return p


def gradient(p: Points, y: Points) -> tuple[Points, Points]:
    """Gradient of the Kullback-Leibler divergence (Eq. 5), (n, 2), and q (Eq. 4), (n, n)."""
    student = 1 / (1 + squared_distances(y))
    np.fill_diagonal(student, 0)
    q = student / student.sum()
    pull = (p - q) * student
    return 4 * (pull.sum(1)[:, None] * y - pull @ y), q


def tsne(x: Points, seed: int, perplexity: float = 15.0) -> Points:
    """Two coordinates for every point (n, d), n > 3; the same seed gives the same picture.

    Args:
        perplexity: wanted number of neighbours; at most a third of the points is used.
    """
    count = len(x)
    rows = affinities(squared_distances(x), min(perplexity, max(1.5, (count - 1) / 3)))
    p = np.maximum((rows + rows.T) / (2 * count), 1e-12)
    y = np.random.default_rng(seed).normal(0, 1e-4, (count, 2))
    velocity, gains = np.zeros_like(y), np.ones_like(y)
    rate = max(count / _EXAGGERATION / 4, 10.0)  # Belkina et al. 2019
    for step in range(_STEPS):
        early = step < _EXAGGERATED
        slope, _ = gradient(p * _EXAGGERATION if early else p, y)
        same = np.sign(slope) == np.sign(velocity)
        gains = np.maximum(np.where(same, gains * 0.8, gains + 0.2), 0.01)
        velocity = (_EARLY_MOMENTUM if early else _MOMENTUM) * velocity - rate * gains * slope
        y = y + velocity
        y -= y.mean(0)
    return y
