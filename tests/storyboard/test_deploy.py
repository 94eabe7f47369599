"""The documents of a real deployment say what the settings and the commands know."""

from __future__ import annotations

import json
import re
import shlex
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.worker import worker
from django.conf import settings
from uvicorn import Config
from uvicorn.main import main as uvicorn

from jobs.tasks import queues

DEPLOY = Path(settings.BASE_DIR) / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (Path(settings.BASE_DIR) / "Dockerfile").read_text()
KNOWN = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
UNITS = {path.name: path.read_text() for path in DEPLOY.glob("*.service")}
#: what compose and the units take from one file, beside what the settings read
OF_COMPOSE = {"POSTGRES_PASSWORD", "TORCH_INDEX"}
#: what other programs read
OF_OTHERS = {"HF_HUB_OFFLINE", "WEB_CONCURRENCY"}


def read_variables() -> set[str]:
    """The names that the settings read from the environment."""
    text = (Path(settings.BASE_DIR) / "storyboard" / "settings.py").read_text()
    return set(re.findall(r'os\.environ\.get\("(\w+)"', text))


def started(unit: str) -> str:
    """The command of a unit."""
    command = re.search(r"^ExecStart=(.*)$", UNITS[unit], re.MULTILINE)
    assert command is not None
    return command[1]


def workers() -> list[str]:
    commands = [str(each["command"]) for name, each in COMPOSE["services"].items() if name.startswith("worker")]
    return [*commands, *(started(unit) for unit in UNITS if "celery" in started(unit))]


def queue(command: str) -> str:
    words = shlex.split(command)
    return words[words.index("-Q") + 1]


def test_environment_is_one_that_the_settings_read() -> None:
    given = set(COMPOSE["x-studio"]["environment"])
    assert given - OF_OTHERS == read_variables()


def test_the_web_server_has_as_many_processes_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert COMPOSE["x-studio"]["environment"]["WEB_CONCURRENCY"] == "${WEB_CONCURRENCY:-1}"
    assert "\nWEB_CONCURRENCY=1\n" in (DEPLOY / "environment.example").read_text()
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    assert Config("storyboard.asgi:application").workers == 2
    commands = [str(COMPOSE["services"]["web"]["command"]), started("storyboard-web.service")]
    assert not [command for command in commands if "--workers" in command], "which would count instead"


def test_every_setting_has_its_line_for_operators() -> None:
    example = (DEPLOY / "environment.example").read_text()
    assert set(re.findall(r"^([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)) - OF_COMPOSE - OF_OTHERS == read_variables()
    page = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text()
    table = page[: page.index("## First start")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", "".join(rows))) == read_variables()
    asked = set(re.findall(r"\$\{(\w+)[:}]", (DEPLOY / "compose.yaml").read_text()))
    assert asked <= read_variables() | OF_COMPOSE | OF_OTHERS


def test_every_figure_is_explained_to_operators() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text()
    source = (Path(settings.BASE_DIR) / "storyboard" / "watching.py").read_text()
    assert set(re.findall(r"`(storyboard_\w+)", page)) == set(re.findall(r'"(storyboard_\w+)"', source))


@pytest.mark.parametrize("kind", ["compose", "units"])
def test_every_queue_of_a_network_has_a_worker(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(settings, "JOB_QUEUES", {"export": "cpu"})
    commands = [each for each in workers() if each.startswith("celery") == (kind == "compose")]
    assert {queue(command) for command in commands} == set(queues())


@pytest.mark.parametrize("command", workers())
def test_celery_knows_the_options(command: str) -> None:
    words = shlex.split(command)
    known = {option for each in worker.params for option in each.opts}
    assert words[1:4] == ["-A", "storyboard", "worker"]
    assert {word for word in words[4:] if word.startswith("-")} <= known
    assert words[words.index("-c") + 1] == "1"


@pytest.mark.parametrize("command", [COMPOSE["services"]["web"]["command"], started("storyboard-web.service")])
def test_uvicorn_knows_the_options(command: str) -> None:
    words = shlex.split(command)
    known = {option for each in uvicorn.params for option in (*each.opts, *each.secondary_opts)}
    assert words[1:4] == ["-m", "uvicorn", "storyboard.asgi:application"]
    assert {word for word in words[3:] if word.startswith("--")} <= known
    assert words[words.index("--lifespan") + 1] == "off"


def test_every_volume_is_declared() -> None:
    used = {mount.split(":")[0] for each in COMPOSE["services"].values() for mount in each.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's lines: instruction and what it is given."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line]


def given(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def copied() -> list[str]:
    """What goes from the repository into the image."""
    return [path for rest in given("COPY") if not rest.startswith("--from") for path in rest.split()[:-1]]


def test_compose_runs_the_image_that_the_dockerfile_makes() -> None:
    studio = COMPOSE["x-studio"]
    assert (studio["image"], (DEPLOY / studio["build"]["context"]).resolve()) == ("storyboard", settings.BASE_DIR)
    assert {name for name, _ in instructions()} <= KNOWN
    assert COMPOSE["x-studio"]["environment"]["STORY_DATA"] == "/data" == given("VOLUME")[0]
    assert "STORY_DATA=/data" in given("ENV")[0]


def test_image_holds_every_package_and_nothing_that_is_not_there() -> None:
    root = Path(settings.BASE_DIR)
    packages = {path.parent.name for path in root.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(copied())
    assert all((root / path).exists() for path in copied())
    shown = {line.removeprefix("!") for line in (root / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert {path.split("/")[0] for path in copied()} == shown


def test_image_is_built_in_stages_and_run_by_nobody_important() -> None:
    assert [rest.split()[-1] for rest in given("FROM")] == ["editor", "studio"]
    assert any(rest.startswith("--from=editor /build/frontend/dist") for rest in given("COPY"))
    order = [name for name, _ in instructions()]
    assert given("USER") == ["storyboard"]
    assert order.index("USER") < order.index("HEALTHCHECK") < order.index("CMD")
    torch = next(rest for rest in given("RUN") if "torch==" in rest)
    assert torch.index("$TORCH_INDEX") < torch.index("-r requirements.txt")
    assert any(rest.startswith("TORCH_INDEX=") for rest in given("ARG"))


def test_image_has_the_packages_of_printing() -> None:
    makefile = (Path(settings.BASE_DIR) / "Makefile").read_text()
    wanted = re.search(r"call debian,Printing,([^)]*)\)", makefile)
    assert wanted is not None
    installed = next(rest for rest in given("RUN") if "apt-get install" in rest)
    assert set(wanted[1].split()) <= set(installed.split())


def test_image_serves_as_compose_does() -> None:
    command = json.loads(given("CMD")[0])
    compose = shlex.split(COMPOSE["services"]["web"]["command"])
    assert command == [word for word in compose if word in command]


def test_every_service_of_ours_is_looked_after() -> None:
    ours = {name: each for name, each in COMPOSE["services"].items() if each["image"] == "storyboard"}
    assert {name for name in ours if "healthcheck" not in ours[name]} == {"web"}  # the image's own is for it


@pytest.mark.parametrize("name", UNITS)
def test_unit_can_be_read(name: str) -> None:
    unit = RawConfigParser(strict=False)
    unit.read_string(UNITS[name])
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    assert ("celery" in started(name)) == (unit["Service"].get("KillSignal") == "SIGQUIT")
    assert unit["Service"]["StateDirectory"] == "storyboard"
    assert unit["Service"]["StateDirectoryMode"] == "0700"
    assert "\nSTORY_DATA=/var/lib/storyboard\n" in (DEPLOY / "environment.example").read_text()
