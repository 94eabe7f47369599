"""The table of `make soak`, with small parts; and no long test is forgotten in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.soak import __main__ as soak
from tests.soak.figures import Figure, at_least, at_most, none
from tests.soak.parts import PARTS, Part

TESTS = Path(settings.BASE_DIR) / "tests"
SMALL = """
import json, os

def test_tells(record_property):
    record_property("figure", json.dumps({"what": "cats", "found": "3", "target": "0", "held": False}))

def test_fails():
    assert False
"""


def functions(file: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE))


def test_every_long_test_is_in_one_part() -> None:
    marked = {file for file in TESTS.rglob("test_*.py") if "mark.soak" in file.read_text()} - {Path(__file__)}
    named = [Path(settings.BASE_DIR) / part.tests[0] for part in PARTS.values() if part.long]
    assert set(named) == marked
    for file in marked:
        chosen = [
            part.tests[2]
            for part in PARTS.values()
            if part.long and "-k" in part.tests and file.samefile(part.tests[0])
        ]
        for name in functions(file) if chosen else ():
            assert sum(word in name for word in chosen) == 1, name


def test_every_part_has_tests_and_a_target() -> None:
    for part in PARTS.values():
        file, words = Path(settings.BASE_DIR) / part.tests[0], part.tests[2:]
        assert any(all(word in name for word in words) for name in functions(file)), part
        assert part.target or "figures" in file.read_text() or "figure" in file.read_text(), part


def test_what_was_told_failed_and_ended_stands_in_the_table(tmp_path: Path) -> None:
    (tmp_path / "test_small.py").write_text(SMALL)
    figures, seconds = soak.run("small", Part("", (str(tmp_path / "test_small.py"),), long=False), tmp_path)
    assert figures == [Figure("cats", "3", "0", False), Figure("small: test_fails", "failure", "passes", False)]
    (tmp_path / "test_small.py").write_text("import os\n\ndef test_ends():\n    os._exit(9)\n")
    ended, _ = soak.run("small", Part("no end", (str(tmp_path / "test_small.py"),), long=False), tmp_path)
    assert ended == [Figure("small", "ended with 9", "no end", False)]
    written = soak.table([(figure, seconds) for figure in (*figures, *ended)], 90.0, 2)
    assert "| cats | 3 | 0 | **no** |" in written
    assert "3 of 3 not as they should be, 2 parts not run, 1.5 min." in written


def test_figures_say_whether_they_hold() -> None:
    assert [at_most("a", 150, 150, "ms").held, at_most("a", 151, 150, "ms").held] == [True, False]
    assert [at_least("a", 1.8, 1.8).held, at_least("a", 1.7, 1.8).held] == [True, False]
    assert [none("a", 0).held, none("a", 1).held] == [True, False]


def test_a_part_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["soak", "sokets"])
    with pytest.raises(SystemExit):
        soak.main()
    assert "no part sokets; there are deliveries" in capsys.readouterr().err
