"""The demonstration empties its own data folder and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def test_leaves_a_folder_with_stories_alone(settings: Any, tmp_path: Path) -> None:
    settings.STORY_DATA = tmp_path
    (tmp_path / "storyboard.sqlite3").write_text("stories")
    with pytest.raises(CommandError, match=r"not empty.*Nothing was changed"):
        call_command("demo")
    assert [each.name for each in tmp_path.iterdir()] == ["storyboard.sqlite3"]
