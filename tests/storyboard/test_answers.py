"""What a window is told of its own writing, while others write too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from characters.models import Outfit
from jobs import events
from jobs import selectors as jobs
from storyboard.models import Story
from storyboard.publishing.press import PRESS_ICC
from tests.drawing import get, new_character, new_panel, new_story, patch, post


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something done right behind the commit of the next change, before it is answered."""

    def order(action: Callable[[], object]) -> None:
        record = events.record

        def record_and_plan(*which: Any, **more: Any) -> None:
            monkeypatch.setattr(events, "record", record)
            transaction.on_commit(action)
            record(*which, **more)

        monkeypatch.setattr(events, "record", record_and_plan)

    return order


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["story", "page", "panel", "character", "outfit"])
def test_an_answer_tells_what_this_window_wrote_and_not_what_another_wrote_on_it(
    client: Client, then: Callable[[Callable[[], object]], None], what: str
) -> None:
    story = new_story(client)
    character = new_character(client, story)
    new_panel(client, story)
    outfit = Outfit.objects.create(character_id=character["id"], name="Coat", description="a red coat")
    page = get(client, f"/stories/{story['id']}")["pages"][0]
    paths: dict[str, tuple[str, str, int]] = {
        "story": (f"/stories/{story['id']}", "title", story["revision"]),
        "page": (f"/pages/{page['id']}", "text", page["revision"]),
        "panel": (f"/panels/{page['panels'][0]['id']}", "scene", page["panels"][0]["revision"]),
        "character": (f"/characters/{character['id']}", "name", character["revision"]),
        "outfit": (f"/outfits/{outfit.pk}", "name", outfit.revision),
    }
    path, words, revision = paths[what]
    then(lambda: patch(client, path, {words: "Theirs"}, revision + 1))
    answer = patch(client, path, {words: "Mine"}, revision)
    told = answer["outfits"][0] if what == "outfit" else answer
    assert (told[words], told["revision"]) == ("Mine", revision + 1)
    patch(client, path, {words: "Mine again"}, told["revision"], 409)


def changed(client: Client, story: Any) -> Any:
    return patch(client, f"/stories/{story['id']}", {"author": "Eve"}, story["revision"])


def pressed(client: Client, story: Any) -> Any:
    with PRESS_ICC.open("rb") as file:
        return client.post(f"/api/stories/{story['id']}/press", {"file": file}).json()


def unpressed(client: Client, story: Any) -> Any:
    return client.delete(f"/api/stories/{story['id']}/press").json()


def restored(client: Client, story: Any) -> Any:
    assert client.delete(f"/api/stories/{story['id']}").status_code == 204
    return post(client, f"/stories/{story['id']}/restore")


@pytest.mark.parametrize("write", [changed, pressed, unpressed, restored])
def test_an_answer_knows_of_no_event_that_came_after_the_story_was_read(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any, write: Callable[..., Any]
) -> None:
    settings.ARTIFACTS = tmp_path
    story = new_story(client)
    topic = Story.objects.get().topic
    current = jobs.current_seq

    def another_writes_first(name: str) -> int:
        Story.objects.update(title="Theirs")
        events.record(topic, changed=[topic])
        return current(name)

    monkeypatch.setattr(jobs, "current_seq", another_writes_first)
    answer = write(client, story)
    assert answer["title"] == "Theirs" or answer["seq"] < current(topic)
