"""A browser that has a story already is told so, and never about one that reads differently by now."""

from __future__ import annotations

import json
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from characters.models import Character
from jobs.models import Job, JobEvent, Role, Share
from storyboard import conditional, selectors
from storyboard.models import Pack, Page, Story
from storyboard.services import trash
from tests.drawing import get, new_character, new_panel, new_story, patch, post, work_off
from tests.storyboard.doors import DOORS, World
from tests.storyboard.test_doors import knock, undone


class Browser:
    """One that keeps the last answer, and shows it again where it is told that it is the same."""

    def __init__(self, client: Client, story: str) -> None:
        self._client, self._path = client, f"/api/stories/{story}"
        self._kept: Any = None
        self.tag: str | None = None

    def ask(self) -> int:
        """Ask again; the answer's status."""
        answer = self._client.get(self._path, headers={} if self.tag is None else {"If-None-Match": self.tag})
        if answer.status_code == 404:
            return 404
        assert answer["Cache-Control"] == "private, no-cache"
        if answer.status_code == 304:
            assert (answer.content, answer["ETag"]) == (b"", self.tag)
            return 304
        self.tag, self._kept = answer.get("ETag"), answer.json()
        return int(answer.status_code)

    def is_right(self) -> bool:
        """Whether what it shows is what one sees who never asked before."""
        fresh: object = self._client.get(self._path).json()
        return bool(self._kept == fresh)


@pytest.fixture
def story(client: Client) -> Any:
    made = new_story(client)
    new_panel(client, made, "in the snow")
    return made


@pytest.fixture
def browser(client: Client, story: Any) -> Browser:
    browser = Browser(client, story["id"])
    assert browser.ask() == 200
    return browser


def test_what_the_browser_has_already_is_not_read_again(browser: Browser) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert browser.ask() == 304
    assert browser.is_right()
    assert len(queries) <= 6


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.ARTIFACTS, settings.UPLOADS = tmp_path / "artifacts", tmp_path / "uploads"
    world = World(tmp_path)
    Job.objects.update(state="done", finished_at=timezone.now())
    return world


def test_no_door_changes_a_story_behind_the_back_of_a_browser(world: World) -> None:
    client, changed = world.browser("owner"), 0
    before = Browser(client, world.ids["story_id"])
    before.ask()
    for door in DOORS:
        if door.method != "get":
            browser = copy(before)
            with undone():
                knock(client, door, world)
                if (status := browser.ask()) != 404:
                    changed += status == 200
                    assert browser.is_right(), door
    assert changed > 30


def test_work_that_is_done_is_seen(client: Client, browser: Browser, story: Any) -> None:
    post(client, f"/stories/{story['id']}/export", {}, 202)
    assert (browser.ask(), browser.tag) == (200, None)
    Job.objects.update(done=3, total=7)  # told as it comes, and no event
    assert browser.ask() == 200
    assert browser.is_right()
    work_off()
    assert (browser.ask(), browser.ask()) == (200, 304)
    assert browser.is_right()


def test_the_emptying_of_the_trash_is_seen(client: Client, story: Any) -> None:
    character = new_character(client, story)["id"]
    Pack.objects.create(story_id=story["id"], character_id=character, job_id=uuid4(), name="Mia", file="x.zip", size=1)
    Character.objects.update(trashed_at=timezone.now() - trash.KEPT_FOR - timedelta(days=1))
    browser = Browser(client, story["id"])
    assert browser.ask() == 200
    assert trash.empty_old() == 1
    assert browser.ask() == 200
    assert browser.is_right()


def test_a_window_that_is_no_longer_heard_of_is_seen(client: Client, browser: Browser) -> None:
    post(client, f"/pages/{Page.objects.get().pk}/hold", {"window": str(uuid4()), "take_over": False})
    assert (browser.ask(), browser.ask()) == (200, 304)
    Page.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert browser.ask() == 200
    assert browser.is_right()


def test_a_database_that_was_put_back_counts_the_same_numbers_again(browser: Browser) -> None:
    JobEvent.objects.update(created_at=timezone.now())
    Story.objects.update(title="Another one")
    assert browser.ask() == 200
    assert browser.is_right()


def test_another_role_and_another_person_get_their_own(browser: Browser, story: Any, stranger: User) -> None:
    share = Share.objects.create(user=stranger, topic=f"story:{story['id']}", role=Role.VIEWER)
    guest = Client()
    guest.force_login(stranger)
    theirs = Browser(guest, story["id"])
    theirs.tag = browser.tag
    assert (theirs.ask(), theirs.ask()) == (200, 304)
    Share.objects.filter(pk=share.pk).update(role=Role.EDITOR)
    assert theirs.ask() == 200
    assert theirs.is_right()
    share.delete()
    assert guest.get(f"/api/stories/{story['id']}", headers={"If-None-Match": theirs.tag}).status_code == 404


def test_what_is_written_while_a_story_is_read_is_fetched_again(
    client: Client, browser: Browser, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = selectors.story

    def read_just_before(*which: Any) -> Story:
        row = read(*which)
        monkeypatch.undo()
        patch(client, f"/stories/{story['id']}", {"title": "Another one"}, story["revision"])
        return row

    browser.tag = None
    monkeypatch.setattr(selectors, "story", read_just_before)
    assert browser.ask() == 200
    browser.ask()
    assert browser.is_right()


@pytest.mark.parametrize("what", ["_programs", "_model"])
def test_other_programs_and_another_drawing_model_answer_anew(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(conditional, what, lambda: "another")
    assert browser.ask() == 200


@pytest.mark.parametrize("header", ["*", 'W/"1.00"', "nonsense", '"', "W/", ","])
def test_any_other_header_gets_the_whole_story(client: Client, story: Any, header: str) -> None:
    answer = client.get(f"/api/stories/{story['id']}", headers={"If-None-Match": header})
    assert answer.status_code == 200
    assert json.loads(answer.content)["id"] == story["id"]


def test_a_change_answers_with_what_was_written(client: Client, story: Any) -> None:
    page = get(client, f"/stories/{story['id']}")["pages"][0]
    answer = patch(client, f"/pages/{page['id']}", {"text": "Once."}, page["revision"])
    assert answer == get(client, f"/stories/{story['id']}")["pages"][0]
    assert answer == patch(client, f"/pages/{page['id']}", {}, answer["revision"]) | {"revision": answer["revision"]}
