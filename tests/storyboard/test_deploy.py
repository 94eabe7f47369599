"""The documents of a real deployment say what the settings and the commands know."""

from __future__ import annotations

import re
import shlex
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.worker import worker
from django.conf import settings
from uvicorn.main import main as uvicorn

from jobs.tasks import queues

DEPLOY = Path(settings.BASE_DIR) / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNIT = (DEPLOY / "storyboard-worker@.service").read_text()


def read_variables() -> set[str]:
    """The names that the settings read from the environment."""
    text = (Path(settings.BASE_DIR) / "storyboard" / "settings.py").read_text()
    return set(re.findall(r'os\.environ\.get\("(\w+)"', text))


def workers() -> list[str]:
    commands = [str(each["command"]) for name, each in COMPOSE["services"].items() if name.startswith("worker")]
    unit = re.search(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    assert unit is not None
    return [*commands, unit[1]]


def test_environment_is_one_that_the_settings_read() -> None:
    given = set(COMPOSE["x-studio"]["environment"])
    assert given - {"HF_HUB_OFFLINE"} <= read_variables()
    assert {"DATABASE_URL", "BROKER_URL", "CHANNELS_URL", "STORY_ORIGIN", "SECRET_KEY"} <= given


def test_every_queue_of_a_network_has_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "JOB_QUEUES", {"export": "cpu"})
    served = {shlex.split(command)[shlex.split(command).index("-Q") + 1] for command in workers()}
    assert served == set(queues())


@pytest.mark.parametrize("command", workers())
def test_celery_knows_the_options(command: str) -> None:
    words = shlex.split(command)
    known = {option for each in worker.params for option in each.opts}
    assert words[1:4] == ["-A", "storyboard", "worker"]
    assert {word for word in words[4:] if word.startswith("-")} <= known
    assert words[words.index("-c") + 1] == "1"


def test_uvicorn_knows_the_options() -> None:
    words = shlex.split(COMPOSE["services"]["web"]["command"])
    known = {option for each in uvicorn.params for option in (*each.opts, *each.secondary_opts)}
    assert {word for word in words[3:] if word.startswith("--")} <= known
    assert words[words.index("--lifespan") + 1] == "off"


def test_every_volume_is_declared() -> None:
    used = {mount.split(":")[0] for each in COMPOSE["services"].values() for mount in each.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_unit_can_be_read() -> None:
    unit = RawConfigParser(strict=False)
    unit.read_string(UNIT)
    assert unit["Service"]["KillSignal"] == "SIGQUIT"
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
