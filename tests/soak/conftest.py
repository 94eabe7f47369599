"""What all long tests use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.soak.figures import Figure, Show, as_property
from tests.soak.studios import MODES


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """In one process, and on a network."""
    return str(request.param)


@pytest.fixture
def show(record_property: Callable[[str, object], None]) -> Show:
    """Tell what was found; `tests.soak` makes the table of it."""

    def tell(figure: Figure) -> None:
        record_property(*as_property(figure))

    return tell
