from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from oneactor.__main__ import main
from oneactor.evaluation.command import _command, _options, add_evaluate


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_evaluate(parser)
    return parser.parse_args(arguments)


def test_the_command_that_is_kept_names_files_and_no_folders() -> None:
    given = parsed("tables", "--prompts", "/home/me/set.yaml", "--weights", "CLIP=/models/clip", "--usual-steps")
    command = _command(given)
    assert command.endswith("--weights CLIP=clip --prompts set.yaml --usual-steps")
    assert "/home" not in command


def test_usual_steps_are_no_time() -> None:
    assert _options(parsed("baselines")).same_time
    assert not _options(parsed("baselines", "--usual-steps")).same_time


def test_the_command_line_needs_no_torch_before_it_knows_what_to_do() -> None:
    code = "import sys, oneactor.__main__; sys.exit('torch' in sys.modules or 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["evaluate", "identity", "--characters", "0"], "--characters must be at least 1"),
        (["evaluate", "identity", "--backend", "sd99"], "There is no back-end"),
        (["evaluate", "identity", "--characters", "2", "--triples", "1"], "do not make"),
        (["evaluate", "identity", "--scenes", "1000"], "ask for fewer"),
        (["evaluate", "baselines", "--method", "magic"], "There is no method “magic”; there are oneactor"),
        (["evaluate", "tables", "--metric", "FID"], "There is no metric “FID”; there are CLIP"),
        (["bench", "--networks", "sdxl", "--device", "cpu"], "need an accelerator"),
        (["bench", "--rounds", "0"], "must be at least 1"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--out", str(tmp_path / "x")]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.weights
def test_a_study_from_the_command_line(tmp_path: Path) -> None:
    few = ["--characters", "1", "--scenes", "1", "--seeds", "1", "--pairs", "0", "--triples", "0"]
    least = ["--candidates", "2", "--max-steps", "1", "--steps", "1", "--device", "cpu"]
    assert main(["evaluate", "identity", *few, *least, "--out", str(tmp_path)]) == 0
    made = json.loads((tmp_path / "identity.json").read_text())["made"]
    assert made["command"].startswith("python -m oneactor evaluate identity --characters 1 --scenes 1")
    assert str(tmp_path) not in made["command"]
    missing = ["evaluate", "identity", *few, *least, "--weights", "CLIP", "--out", str(tmp_path)]
    assert main(missing) == 2
