from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL.Image import Image, new

import oneactor
from oneactor.evaluation.context import Context
from oneactor.evaluation.keeping import EVALUATING, Shelf, _meaning, bench_code, code_sum, method_sum
from oneactor.evaluation.stage import Stage
from tests.oneactor.evaluation.conftest import FEW


def test_words_about_the_code_do_not_count_and_the_code_does() -> None:
    code = 'class A:\n    """One."""\n    x = 1\n'
    assert _meaning(code) == _meaning('"""Module."""\n\nclass A:\n\n    """Other."""  # why\n    x = 1\n')
    assert _meaning(code) != _meaning(code.replace("1", "2"))
    assert code_sum() != code_sum("evaluation/methods")


def test_back_ends_and_packages_decide_too(monkeypatch: pytest.MonkeyPatch) -> None:
    before = method_sum()
    assert method_sum() == before
    with monkeypatch.context() as patch:
        patch.setattr("oneactor.evaluation.keeping.version", lambda name: f"{name} 0.0")
        assert method_sum() != before
    with monkeypatch.context() as patch:
        patch.setattr("oneactor.evaluation.keeping.code_sum", lambda folder="": folder or code_sum())
        assert method_sum() != before


#: the method, its back-ends, and what asks and judges them
FOLDERS = (
    "",
    "backends",
    "evaluation",
    "evaluation/methods",
    "evaluation/metrics",
    "evaluation/studies",
    "picturebook",
    "picturebook/world",
)


@pytest.mark.parametrize("changed", FOLDERS)
def test_whatever_code_is_run_decides_what_results_say_of_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Of the benchmark and of every study's tables, which are made again then."""
    context = Context(stage, FEW, tmp_path)
    before, made = bench_code(), context.made
    assert (bench_code(), context.made) == (before, made)

    def otherwise(folder: str = "") -> str:
        return "other code" if folder == changed else code_sum(folder)

    for module in ("keeping", "context"):
        monkeypatch.setattr(f"oneactor.evaluation.{module}.code_sum", otherwise)
    assert bench_code() != before
    assert context.made.keys() == made.keys()
    assert {name for name, value in context.made.items() if value != made[name]} == {"code"}


def test_no_folder_that_evaluates_is_left_out() -> None:
    """All but the model's own making and measuring, which no study runs."""
    root = Path(oneactor.__file__).parent
    found = {path.parent.relative_to(root).as_posix() for kind in ("evaluation", "picturebook")
             for path in (root / kind).rglob("*.py")}  # fmt: skip
    assert found - {"picturebook/measuring", "picturebook/training"} == set(EVALUATING)
    assert all(code_sum(folder) != code_sum("no such folder") for folder in EVALUATING)


def test_a_thing_is_made_once_by_whoever_comes_first(tmp_path: Path) -> None:
    shelf, other = Shelf(tmp_path, "model"), Shelf(tmp_path, "another model")
    made = list[float]()

    def make(value: float) -> tuple[dict[str, torch.Tensor], dict[str, float]]:
        made.append(value)
        return {"x": torch.tensor(value)}, {"seconds": value}

    def slower() -> tuple[dict[str, torch.Tensor], dict[str, float]]:
        shelf.tensors("learnt", lambda: make(1.0), "fox")
        return make(2.0)

    tensors, numbers, name = shelf.tensors("learnt", slower, "fox")
    assert (tensors["x"].item(), numbers) == (1.0, {"seconds": 1.0}), "what another process wrote meanwhile stands"
    assert shelf.tensors("learnt", slower, "fox")[1:] == (numbers, name)
    assert made == [1.0, 2.0]
    assert other.tensors("learnt", lambda: make(3.0), "fox")[2] != name


def test_a_picture_that_was_not_finished_is_drawn_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def broken() -> Image:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.picture(broken, 1)
    assert shelf.picture(lambda: new("RGB", (2, 2), "red"), 1).getpixel((0, 0)) == (255, 0, 0)
    assert shelf.picture(broken, 1).size == (2, 2)
