from __future__ import annotations

from pathlib import Path

import pytest

from oneactor.__main__ import main
from tests.tiny import tiny_pipeline

BACKEND = ["--backend", "oneactor.backends.checkpoint:Checkpoint", "--device", "cpu"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    tiny_pipeline("sd").save_pretrained(folder)
    return folder


def test_propose_tune_render(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [*BACKEND, "--model", str(model)]
    out, card, picture = tmp_path / "fox", tmp_path / "fox.card", tmp_path / "page" / "1.png"
    assert main(["propose", "a fox", "--count", "2", "--steps", "2", "--out", str(out), *options]) == 0
    assert sorted(p.name for p in out.iterdir()) == ["candidate-00.png", "candidate-01.png", "proposal.safetensors"]
    tune = ["tune", str(out / "proposal.safetensors"), "--target", "1", "--max-steps", "1", "--out", str(card)]
    assert main([*tune, *options]) == 0
    capsys.readouterr()
    render = ["render", "Mia waves", "--cast", f"Mia={card}", "--steps", "2", "--out", str(picture)]
    assert main([*render, *options]) == 0
    assert picture.exists()
    assert "a fox waves" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["propose", "a fox", "--backend", "sd99", "--out", "x"], "There is no back-end"),
        (["render", "snow", "--cast", "missing.card", "--out", "x"], "missing.card is damaged"),
        (["tune", "missing", "--out", "x", *BACKEND], "say which folder"),
    ],
)
def test_errors_are_one_sentence_and_code_2(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "Traceback" not in error


def test_an_unknown_verb() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["paint"])
    assert stopped.value.code == 2
