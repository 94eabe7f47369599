"""A studio on a network, one for all tests of a process that need it: it takes a while to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import services
from tests.scale_studio import ScaleStudio


@pytest.fixture(scope="session")
def both() -> Iterator[services.Services]:
    """PostgreSQL and Redis."""
    services.require()
    running = services.Services()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def scale_studio(both: services.Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScaleStudio]:
    """Web server, one worker, both services; signed in as mia."""
    with ScaleStudio(tmp_path_factory.mktemp("scale") / "data", both) as running:
        yield running
