from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL.Image import Image, new

from oneactor.evaluation.keeping import Shelf, _meaning, code_sum, method_sum


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
