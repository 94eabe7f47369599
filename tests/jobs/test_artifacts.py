"""Files are whole, named by their content, and never half there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from jobs import artifacts


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.ARTIFACTS = tmp_path / "artifacts"


def files(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "artifacts").rglob("*") if path.is_file()]


def test_name_is_the_hash(tmp_path: Path) -> None:
    name = artifacts.store(lambda path: path.write_bytes(b"fox"), ".png")
    assert name == hashlib.sha256(b"fox").hexdigest() + ".png"
    assert artifacts.path(name).read_bytes() == b"fox"
    assert files(tmp_path) == [name]


def test_same_content_is_one_file(tmp_path: Path) -> None:
    names = {artifacts.store(lambda path: path.write_bytes(b"fox"), ".png") for _ in range(2)}
    assert files(tmp_path) == list(names)


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        artifacts.store(fail, ".png")
    assert files(tmp_path) == []


def test_writer_may_replace_the_file(tmp_path: Path) -> None:
    def replace(path: Path) -> None:
        other = path.with_name("other")
        other.write_bytes(b"fox")
        other.replace(path)

    assert artifacts.path(artifacts.store(replace, ".card")).read_bytes() == b"fox"


def test_missing_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        artifacts.path("0" * 64 + ".png")
