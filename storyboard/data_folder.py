"""The studio's data folder: one process at a time, a secret of its own, a backup before every migration."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from filelock import FileLock, Timeout

BACKUPS_KEPT = 5


class InUse(Exception):
    """Another studio works on this folder."""


def lock() -> FileLock:
    """Take the folder; hold the result as long as the process lives. The system frees it even after a kill.

    Raises:
        InUse: another process has it.
    """
    folder: Path = settings.STORY_DATA
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    taken = FileLock(settings.LOCK_FILE)
    try:
        taken.acquire(timeout=0)
    except Timeout as busy:
        raise InUse(f"Another studio is already running with the data folder {folder}.") from busy
    return taken


def secret() -> str:
    """The folder's secret key, made at the first start and readable by its owner alone."""
    file: Path = settings.SECRET_FILE
    if not file.exists() or not file.stat().st_size:  # a full disk may once have left an empty one
        fresh = file.with_name(f"{file.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.replace(file)
    return file.read_text()


def migrate() -> Path | None:
    """Bring the database up to date. Returns the backup that was made before, if there was anything to change."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    backup = _back_up() if pending and executor.loader.applied_migrations else None
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    return backup


def _back_up() -> Path | None:
    """A consistent copy of an SQLite database; other databases have tools of their own."""
    if connection.vendor != "sqlite":
        return None
    folder: Path = settings.BACKUPS
    folder.mkdir(exist_ok=True)
    target = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    for old in sorted(folder.glob("*.sqlite3"))[:-BACKUPS_KEPT]:
        old.unlink()
    return target
