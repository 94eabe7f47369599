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


ASK = """
from characters import policy
from jobs.errors import Refused
for ask in (lambda: policy.check_words("a fox"), lambda: policy.check_picture(b"")):
    try:
        ask()
        print("passed")
    except Refused as refusal:
        print(refusal.status)
"""


def test_a_worker_that_was_told_nothing_draws_nothing(tmp_path: Path) -> None:
    """All that makes it one of a network is its broker."""
    broker = {"BROKER_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "x"}
    asked = manage(tmp_path, "shell", "-v", "0", "-c", ASK, **broker)
    assert asked.stdout.split() == ["503", "503"], asked.stderr
    assert "Set STORY_PROMPT_POLICY and STORY_PICTURE_CHECK here" in asked.stderr
    off = {"STORY_PROMPT_POLICY": "off", "STORY_PICTURE_CHECK": "off"}
    assert manage(tmp_path, "shell", "-v", "0", "-c", ASK, **broker, **off).stdout.split() == ["passed", "passed"]


def test_network_needs_a_secret(tmp_path: Path) -> None:
    checked = manage(tmp_path, "check", STORY_ORIGIN="https://books.example")
    assert checked.returncode != 0
    assert "set SECRET_KEY too" in checked.stderr


RING = """
from kombu.utils import functional
from jobs.tasks import ring
functional.sleep = lambda seconds: print("waits", seconds)
ring("gpu")
"""


def test_a_ring_waits_for_no_broker(tmp_path: Path) -> None:
    for url in ("amqp://127.0.0.1:1//", "redis://127.0.0.1:1/0"):
        rung = manage(tmp_path, "shell", "-v", "0", "-c", RING, BROKER_URL=url, SECRET_KEY="x")
        assert (rung.returncode, rung.stdout) == (0, ""), url
        assert "no ring for gpu" in rung.stderr
