"""Two windows that write on one page, in a thousand orders."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given

from tests.soak.figures import Show, none
from tests.soak.studios import COUNT
from tests.storyboard import test_interleavings as orders

pytestmark = pytest.mark.soak
EXAMPLES = 10 * COUNT


@pytest.mark.django_db
def test_no_word_is_written_over_unseen(client: Client, show: Show) -> None:
    tried = []

    @orders.examples(EXAMPLES)
    @given(steps=orders.steps)
    def write(steps: list[tuple[int, str]]) -> None:
        tried.append(steps)
        orders.write(client, steps)

    write()
    assert len(tried) >= EXAMPLES
    show(none(f"{len(tried)} orders in which two windows read and write one page: words lost unseen", 0))
