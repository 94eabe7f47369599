"""Files that people bring: counted, not believed, and gone when they are too much."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from jobs import uploads
from jobs.errors import Refused


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


def test_what_comes_is_kept_until_it_is_let_go() -> None:
    data = bytes(range(256)) * 4000
    name = uploads.receive(io.BytesIO(data).read, len(data))
    assert uploads.path(name).read_bytes() == data
    uploads.discard(name)
    uploads.discard(name)
    assert not uploads.path(name).exists()


def test_one_byte_too_many_leaves_nothing(settings: Any) -> None:
    with pytest.raises(Refused) as refusal:
        uploads.receive(io.BytesIO(bytes(1001)).read, 1000)
    assert refusal.value.status == 413
    assert list(settings.UPLOADS.iterdir()) == []


def test_no_more_is_taken_than_the_limit_and_one_block() -> None:
    taken = 0

    def endless(size: int) -> bytes:
        nonlocal taken
        taken += size
        return bytes(size)

    with pytest.raises(Refused):
        uploads.receive(endless, 1 << 20)
    assert taken <= (1 << 20) + uploads.BLOCK


def test_a_full_disk_is_said_and_leaves_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "RESERVE", 1 << 60)
    with pytest.raises(Refused) as refusal:
        uploads.receive(io.BytesIO(b"x").read, 10)
    assert (refusal.value.status, refusal.value.trouble.code) == (507, "disk_full")
    assert list(settings.UPLOADS.iterdir()) == []


def test_a_line_that_breaks_leaves_nothing(settings: Any) -> None:
    def broken(size: int) -> bytes:
        raise OSError("the other side hung up")

    with pytest.raises(OSError, match="hung up"):
        uploads.receive(broken, 10)
    assert list(settings.UPLOADS.iterdir()) == []
