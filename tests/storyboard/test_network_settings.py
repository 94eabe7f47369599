"""The settings of a studio on a network, in a process of its own: they are decided when it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def manage(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**kept, "STORY_DATA": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_checks_find_nothing(tmp_path: Path) -> None:
    secret = "".join(chr(65 + number) for number in range(26)) * 2
    origin = {"STORY_ORIGIN": "https://books.example", "SECRET_KEY": secret}
    said = {"STORY_PROMPT_POLICY": "off", "STORY_PICTURE_CHECK": "tests.characters.policies.every_picture"}
    checked = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **origin, **said)
    assert checked.returncode == 0, checked.stderr
    silent = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **origin)
    assert (silent.returncode, silent.stderr.count("storyboard.W001")) == (1, 2)
    lost = manage(tmp_path, "check", **origin, STORY_PROMPT_POLICY="tests.characters.policies.lost")
    assert (lost.returncode, lost.stderr.count("storyboard.E001")) == (1, 1)


def test_network_needs_a_secret(tmp_path: Path) -> None:
    checked = manage(tmp_path, "check", STORY_ORIGIN="https://books.example")
    assert checked.returncode != 0
    assert "set SECRET_KEY too" in checked.stderr
