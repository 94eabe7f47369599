from __future__ import annotations

import json
from pathlib import Path

import pytest

from oneactor.errors import ModelMissing
from oneactor.evaluation import plots
from oneactor.evaluation.bootstrap import Value
from oneactor.evaluation.tables import Table


def test_a_table_keeps_every_number_and_shows_the_first_digits(tmp_path: Path) -> None:
    value = Value(87.654321, 80.0, 90.0, 20)
    table = Table("T", {"tuned": {"looks": value, "rate": None}, "plain": {"looks": 1.0}}, {"seed": 5}, "A note.")
    table.save(tmp_path, "t")
    read = json.loads((tmp_path / "t.json").read_text())
    assert read["rows"]["tuned"]["looks"] == {"mean": 87.654321, "low": 80.0, "high": 90.0, "count": 20}
    assert read["made"] == {"seed": 5}
    text = (tmp_path / "t.md").read_text()
    assert "| tuned | 87.7 [80, 90] | – |" in text
    assert "| plain | 1 | – |" in text
    assert text.endswith("A note.\n\nseed: 5\n")


def test_figures_are_files_and_the_same_twice(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"looks": Value(1.0, 0.5, 2.0, 3)}, {"looks": None}]
    for name in ("a.png", "b.png"):
        plots.sweep([0.0, 1.0], rows, ["looks"], tmp_path / name, "v")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_without_matplotlib_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    with pytest.raises(ModelMissing, match=r"requirements-dev\.txt"):
        plots.require_plots()
