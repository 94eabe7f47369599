"""Who may import whom, and what the web process must not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from storyboard.management.commands.export_schema import schema_text

ROOT = Path(settings.BASE_DIR)
WEB = """
import storyboard.asgi, storyboard.urls, sys
from characters import studio
studio.describe(), studio.check_words("a whyte fox", base_word=True), studio.compose("Mia", [("Mia", "a fox", "fox")])
print([name for name in ("torch", "diffusers", "transformers") if name in sys.modules])
"""


def test_import_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_web_process_imports_no_torch() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "storyboard.settings", "ONEACTOR_BACKEND": "picturebook"}
    ended = subprocess.run(
        [sys.executable, "-c", WEB], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_schema_of_the_api_is_the_one_the_editor_was_made_for() -> None:
    kept = (ROOT / "frontend" / "openapi.json").read_text("utf-8")
    assert kept == schema_text(), "run: python manage.py export_schema"


def test_no_model_without_its_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("folder", ["oneactor", "jobs", "characters", "storyboard", "tests", "frontend/src"])
def test_files_stay_small(folder: str) -> None:
    written = [path for path in (ROOT / folder).rglob("*.*") if path.suffix in {".py", ".ts", ".tsx", ".css"}]
    files = [path for path in written if path.name != "schema.d.ts"]  # made by a program
    assert len(files) > 10
    assert [path for path in files if len(path.read_text("utf-8").splitlines()) > 300] == []


def test_environment_is_read_in_the_settings_alone() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("jobs", "characters", "storyboard")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text("utf-8").replace('os.environ.setdefault("DJANGO_SETTINGS_MODULE"', "")
    ]
    assert readers == ["storyboard/settings.py"]
