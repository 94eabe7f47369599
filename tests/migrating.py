"""Going back to an earlier state of the database, and forward again as every start does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def as_of(*names: tuple[str, str]) -> Iterator[Any]:
    """The models as they were after these migrations, (app, name) each; afterwards the database is as it is now."""
    MigrationExecutor(connection).migrate(list(names))
    try:
        yield MigrationExecutor(connection).loader.project_state(list(names)).apps
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
