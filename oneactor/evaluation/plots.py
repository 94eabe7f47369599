"""Figures as PNG files. matplotlib is a dependency of development only and is imported here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oneactor.errors import ModelMissing
from oneactor.evaluation.bootstrap import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _figure(panels: int = 1) -> tuple[Figure, list[Axes]]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ModelMissing("Figures need matplotlib: python -m pip install -r requirements-dev.txt.") from error
    figure = Figure(figsize=(5 * panels, 4), layout="constrained")
    return figure, [figure.add_subplot(1, panels, 1 + i) for i in range(panels)]


def require_plots() -> None:
    """See that figures can be drawn before hours are spent on what they show.

    Raises:
        ModelMissing: matplotlib is not installed.
    """
    _figure()


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # without the version of the library in it the same numbers make the same file
    figure.savefig(path, dpi=120, metadata={"Software": None})


def scatter(groups: Mapping[str, NDArray[np.float64]], path: Path, title: str) -> None:
    """Points (n, 2) in a colour per group."""
    figure, (axes,) = _figure()
    for label, points in groups.items():
        axes.scatter(points[:, 0], points[:, 1], s=90 if len(points) == 1 else 22, label=label)
    axes.set_title(title)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.legend()
    _save(figure, path)


def lines(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], path: Path, x: str, y: str) -> None:
    """Curves of x and y values."""
    figure, (axes,) = _figure()
    for label, (across, up) in curves.items():
        axes.plot(across, up, label=label)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.legend()
    _save(figure, path)


def sweep(
    across: Sequence[float], rows: Sequence[Mapping[str, object]], columns: Sequence[str], path: Path, x: str
) -> None:
    """A panel per column: its mean and 95 % interval over the values of one parameter."""
    figure, panels = _figure(len(columns))
    for axes, column in zip(panels, columns, strict=True):
        cells = [(at, row.get(column)) for at, row in zip(across, rows, strict=True)]
        known = [(at, cell) for at, cell in cells if isinstance(cell, Value)]
        low = [max(0.0, cell.mean - cell.low) for _, cell in known]
        high = [max(0.0, cell.high - cell.mean) for _, cell in known]
        axes.errorbar([at for at, _ in known], [cell.mean for _, cell in known], [low, high], capsize=3, marker="o")
        axes.set_xlabel(x)
        axes.set_title(column)
    _save(figure, path)
