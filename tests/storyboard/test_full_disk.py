"""Runs `full_disk` where a file system can be mounted: in a namespace that only it sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.services import skip_or_fail

#: with root's rights, and with those that everybody has on many systems
WAYS = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])


def _can_mount(way: list[str], folder: Path) -> bool:
    mount = [*way, "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def test_full_disk(tmp_path: Path) -> None:
    way = next((way for way in WAYS if _can_mount(way, tmp_path)), None)
    if way is None:
        skip_or_fail("no file system can be mounted here: neither root nor user namespaces are allowed to")
    body = Path(__file__).with_name("full_disk.py")
    command = [*way, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(body)]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]
