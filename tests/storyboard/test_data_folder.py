"""Lock, secret and backup."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db.migrations.executor import MigrationExecutor

from storyboard import data_folder


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.STORY_DATA = tmp_path / "data"
    settings.LOCK_FILE = settings.STORY_DATA / "studio.lock"
    settings.SECRET_FILE = settings.STORY_DATA / "secret"
    settings.BACKUPS = settings.STORY_DATA / "backups"


def test_one_studio_at_a_time() -> None:
    with data_folder.lock(), pytest.raises(data_folder.InUse):
        data_folder.lock()
    data_folder.lock().release()


def test_secret_is_made_once_and_private(settings: Any) -> None:
    data_folder.lock().release()
    secret = data_folder.secret()
    assert data_folder.secret() == secret
    assert len(secret) > 60
    assert settings.SECRET_FILE.stat().st_mode & 0o777 == 0o600


def test_secret_that_could_not_be_written_is_made_at_the_next_start(settings: Any) -> None:
    data_folder.lock().release()
    full = OSError(errno.ENOSPC, "no room")
    with mock.patch.object(Path, "write_text", side_effect=full), pytest.raises(OSError, match="no room"):
        data_folder.secret()
    assert len(data_folder.secret()) > 60
    settings.SECRET_FILE.write_text("")  # as an older studio left it
    assert len(data_folder.secret()) > 60


@pytest.mark.django_db(transaction=True)
def test_no_backup_without_a_migration(settings: Any) -> None:
    data_folder.lock().release()
    assert data_folder.migrate() is None
    assert not settings.BACKUPS.exists()


@pytest.mark.django_db(transaction=True)
def test_backup_before_a_migration_is_whole(settings: Any) -> None:
    data_folder.lock().release()
    pending = mock.patch.object(MigrationExecutor, "migration_plan", return_value=["one more"])
    with pending, mock.patch.object(data_folder, "call_command"):
        backups = [data_folder.migrate() for _ in range(data_folder.BACKUPS_KEPT + 1)]
    kept = sorted(settings.BACKUPS.iterdir())
    assert kept == backups[1:]
    database = sqlite3.connect(kept[0])
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM jobs_job").fetchone() == (0,)
    database.close()
