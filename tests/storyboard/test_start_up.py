"""What a web process has in its memory before the first request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOOK = """
import gc, sys
import storyboard.asgi
print(gc.get_freeze_count() > len(gc.get_objects()), "storyboard.api" in sys.modules)
"""


def test_all_of_the_api_is_there_and_never_looked_through_for_garbage(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "storyboard.settings", "STORY_DATA": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", LOOK], env=os.environ | settings, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["True", "True"]
