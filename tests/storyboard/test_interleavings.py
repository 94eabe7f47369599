"""Two windows that write on one page in any order: what one wrote is written over only by who has seen it."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawing import get, new_story, post

WINDOWS = 2
steps = st.lists(st.tuples(st.integers(0, WINDOWS - 1), st.sampled_from(["read", "write"])), max_size=12)


def examples(count: int) -> settings:
    """So many orders of steps, however long they take."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@examples(20)
@given(steps=steps)
@pytest.mark.django_db
def test_no_word_is_written_over_unseen(client: Client, steps: list[tuple[int, str]]) -> None:
    write(client, steps)


def write(client: Client, steps: list[tuple[int, str]]) -> None:
    """Read and write in this order, and see that nothing is lost on the way."""
    story = new_story(client)
    page = post(client, f"/stories/{story['id']}/pages", {}, 201)
    kept = ""
    seen = [(page["text"], page["revision"])] * WINDOWS
    for number, (window, step) in enumerate(steps):
        text, revision = seen[window]
        if step == "write":
            headers, words = {"If-Match": str(revision)}, f"{window} wrote {number}"
            answer = client.patch(f"/api/pages/{page['id']}", {"text": words}, "application/json", headers=headers)
            assert answer.status_code == (200 if text == kept else 409)
            told = answer.json() if answer.status_code == 200 else answer.json()["details"]["current"]
            kept = words if answer.status_code == 200 else kept
        else:
            told = get(client, f"/stories/{story['id']}")["pages"][0]
        assert told["text"] == kept, "both versions are told"
        seen[window] = told["text"], told["revision"]
