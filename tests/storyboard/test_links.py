"""A story's link lets everybody read who has it, and nothing else; its owner withdraws it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from jobs import artifacts
from storyboard import open_books
from storyboard.models import Panel, Picture, StoryLink
from tests.drawing import get, new_character, new_panel, new_story, patch, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_backend")]
BOX = {"left": 0.125, "top": 0.125, "right": 0.625, "bottom": 0.5}


@pytest.fixture(autouse=True)
def _network(settings: Any, tmp_path: Path) -> None:
    settings.ACCOUNTS, settings.ARTIFACTS = True, tmp_path / "artifacts"
    cache.clear()


def _kept(data: bytes) -> str:
    return artifacts.store(lambda path: path.write_bytes(data), ".png")


@pytest.fixture
def story(client: Client) -> Any:
    """One page where Mia speaks in a picture, beside which lies a try that is not in the book."""
    story = new_story(client)
    mia = new_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    said = {"text": "Brr!", "speaker": mia, "box": BOX, "tail": None, "kind": "speech"}
    patch(client, f"/panels/{panel['id']}", {"bubbles": [said]}, panel["revision"])
    for shade in (b"kept", b"other"):
        name = _kept(shade)
        Picture.objects.create(
            panel_id=panel["id"], job_id=uuid.uuid4(), file=name, request={"cast": []}, prompt="secret words", seed=1
        )
    Panel.objects.filter(pk=panel["id"]).update(kept=Picture.objects.earliest("created_at"))
    return get(client, f"/stories/{story['id']}")


def made(client: Client, story: Any) -> str:
    """The token of its link."""
    answer = client.put(f"/api/stories/{story['id']}/link")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["url"]).removeprefix("/shared/")


def test_everybody_reads_what_is_in_the_book(client: Client, story: Any) -> None:
    anybody, token = Client(), made(client, story)
    answer = anybody.get(f"/api/shared/{token}")
    book = answer.json()
    assert answer["X-Robots-Tag"] == "noindex"
    assert (book["title"], [who["name"] for who in book["cast"]]) == ("Mia", ["Mia"])
    panel = book["pages"][0]["panels"][0]
    assert (panel["alt"], panel["bubbles"][0]["text"]) == ("in the snow", "Brr!")
    picture = anybody.get(panel["picture_url"])
    assert (picture.content, picture["X-Robots-Tag"]) == (b"kept", "noindex")
    assert "secret words" not in json.dumps(book)


def test_the_page_for_readers_needs_nobody_to_sign_in(
    client: Client, story: Any, settings: Any, tmp_path: Path
) -> None:
    settings.EDITOR = tmp_path
    (tmp_path / "index.html").write_text("the editor")
    page = Client().get(f"/shared/{made(client, story)}")
    assert (page.content, page["X-Robots-Tag"]) == (b"the editor", "noindex")


def test_a_try_that_is_not_in_the_book_stays_with_its_writers(client: Client, story: Any) -> None:
    token = made(client, story)
    other = Picture.objects.latest("created_at").pk
    assert Client().get(f"/media/shared/{token}/{other}").status_code == 404
    assert Client().get(f"/media/pictures/{other}").status_code == 401


def test_a_link_stays_the_same_until_it_is_withdrawn_and_is_never_the_same_again(client: Client, story: Any) -> None:
    address = f"/api/stories/{story['id']}/link"
    assert get(client, f"/stories/{story['id']}/link") == {"url": None}
    token = made(client, story)
    assert made(client, story) == token
    kept = Picture.objects.earliest("created_at").pk
    assert client.delete(address).json() == {"url": None}
    assert Client().get(f"/api/shared/{token}").status_code == 404
    assert Client().get(f"/media/shared/{token}/{kept}").status_code == 404
    assert made(client, story) != token


def test_a_story_in_the_trash_is_read_by_nobody(client: Client, story: Any) -> None:
    token = made(client, story)
    client.delete(f"/api/stories/{story['id']}")
    assert Client().get(f"/api/shared/{token}").status_code == 404
    post(client, f"/stories/{story['id']}/restore")
    assert Client().get(f"/api/shared/{token}").status_code == 200


def test_who_reads_too_fast_has_to_wait(client: Client, story: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_books, "MOST", 2)
    address = f"/api/shared/{made(client, story)}"
    statuses = [Client().get(address).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert Client().get(address)["Retry-After"] == "60"
    picture = Client().get(f"/media{address.removeprefix('/api')}/{uuid.uuid4()}")
    assert (picture.status_code, picture["Retry-After"]) == (429, "60")
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200


def test_there_are_none_where_there_is_one_writer(client: Client, story: Any, settings: Any) -> None:
    token = made(client, story)
    settings.ACCOUNTS = False
    assert Client().get(f"/api/shared/{token}").status_code == 404
    StoryLink.objects.all().delete()
    assert client.put(f"/api/stories/{story['id']}/link").json()["code"] == "no_accounts"
    assert not StoryLink.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "ü" * 20, "a" * 64, "a%00b"])
def test_what_is_no_token_leads_nowhere(token: str) -> None:
    assert Client().get(f"/api/shared/{token}").status_code == 404
