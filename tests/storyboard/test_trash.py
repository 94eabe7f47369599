"""What is thrown away comes back as it was, and goes for good only after thirty days or on a second wish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from characters.models import Character
from jobs.models import Job
from storyboard.models import Page, Picture, Story
from storyboard.services import trash
from tests.drawing import get, new_character, new_panel, new_story, patch, post


def thrown(client: Client, path: str) -> None:
    assert client.delete(f"/api{path}").status_code == 204


def texts(client: Client, story: Any) -> list[tuple[int, str]]:
    return [(page["position"], page["text"]) for page in get(client, f"/stories/{story['id']}")["pages"]]


@pytest.fixture
def story(client: Client) -> Any:
    made = new_story(client)
    post(client, f"/stories/{made['id']}/pages/many", {"texts": ["One.", "Two.", "Three."]}, 201)
    return get(client, f"/stories/{made['id']}")


def test_page_comes_back_to_its_place(client: Client, story: Any) -> None:
    second = story["pages"][1]
    thrown(client, f"/pages/{second['id']}")
    assert texts(client, story) == [(0, "One."), (1, "Three.")]
    assert get(client, "/stories")[0]["pages"] == 2
    waiting = get(client, f"/stories/{story['id']}/trash")
    assert [(page["id"], page["position"], page["text"]) for page in waiting] == [(second["id"], 1, "Two.")]
    back = post(client, f"/pages/{second['id']}/restore")
    assert [page["text"] for page in back] == ["One.", "Two.", "Three."]
    assert texts(client, story) == [(0, "One."), (1, "Two."), (2, "Three.")]
    assert get(client, f"/stories/{story['id']}/trash") == []


def test_page_comes_back_to_the_end_of_a_shorter_story(client: Client, story: Any) -> None:
    for page in reversed(story["pages"]):
        thrown(client, f"/pages/{page['id']}")
    last = story["pages"][2]["id"]
    assert [page["position"] for page in post(client, f"/pages/{last}/restore")] == [0]


def test_nothing_in_the_trash_can_be_written_on(client: Client, story: Any) -> None:
    page = story["pages"][0]
    thrown(client, f"/pages/{page['id']}")
    panel = page["panels"][0]["id"]
    patch(client, f"/pages/{page['id']}", {"text": "Late."}, page["revision"], 404)
    patch(client, f"/panels/{panel}", {"scene": "late"}, 1, 404)
    post(client, f"/panels/{panel}/render", {}, 404)
    thrown(client, f"/stories/{story['id']}")
    get(client, f"/stories/{story['id']}", 404)
    patch(client, f"/pages/{story['pages'][1]['id']}", {"text": "Late."}, 1, 404)
    assert get(client, "/stories") == []


def test_throwing_a_page_away_ends_its_drawings(client: Client) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "a fox")
    job = post(client, f"/panels/{panel['id']}/render", {}, 202)
    thrown(client, f"/pages/{Page.objects.get().pk}")
    assert Job.objects.get(pk=job["id"]).state == "cancelled"


def test_story_comes_back_whole(client: Client, story: Any) -> None:
    new_character(client, story)
    panel = new_panel(client, story, "a fox")
    job = post(client, f"/panels/{panel['id']}/render", {}, 202)
    thrown(client, f"/stories/{story['id']}")
    assert Job.objects.get(pk=job["id"]).state == "cancelled"
    waiting = get(client, "/stories/trash")
    assert [(each["id"], each["title"], each["pages"]) for each in waiting] == [(story["id"], "Mia", 4)]
    back = post(client, f"/stories/{story['id']}/restore")
    assert ([who["name"] for who in back["cast"]], len(back["pages"])) == (["Mia"], 4)
    assert [each["id"] for each in get(client, "/stories")] == [story["id"]]


def test_for_good_only_out_of_the_trash(client: Client, story: Any) -> None:
    new_character(client, story)
    page = story["pages"][0]["id"]
    for path in (f"/pages/{page}", f"/stories/{story['id']}"):
        assert client.delete(f"/api{path}?for_good=true").status_code == 404
        thrown(client, path)
        post(client, f"{path}/restore")
        thrown(client, path)
        thrown(client, f"{path}?for_good=true")
        post(client, f"{path}/restore", {}, 404)
    assert not Story.with_trash.exists()
    assert not Page.with_trash.exists()
    assert not Character.objects.exists()


def test_a_page_brings_back_who_is_on_it(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)["id"]
    new_panel(client, story, "in the snow", (mia,))
    page = Page.objects.get().pk
    assert client.delete(f"/api/characters/{mia}").status_code == 409
    thrown(client, f"/pages/{page}")
    thrown(client, f"/characters/{mia}")
    assert get(client, f"/stories/{story['id']}")["cast"] == []
    assert post(client, f"/pages/{page}/restore")[0]["panels"][0]["cast"] == [mia]
    assert [each["id"] for each in get(client, f"/stories/{story['id']}")["cast"]] == [mia]


def test_a_character_comes_back_as_it_was(client: Client) -> None:
    story = new_story(client)
    mia, tom = new_character(client, story), new_character(client, story, "Tom")
    job = post(client, f"/characters/{mia['id']}/propose", {}, 202)
    thrown(client, f"/characters/{mia['id']}")
    assert [each["id"] for each in get(client, f"/stories/{story['id']}")["cast"]] == [tom["id"]]
    assert Job.objects.get(pk=job["id"]).state == "cancelled"
    patch(client, f"/characters/{mia['id']}", {"name": "Ada"}, mia["revision"], 404)
    post(client, f"/characters/{mia['id']}/propose", {}, 404)
    waiting = get(client, f"/stories/{story['id']}/trash/characters")
    assert [(each["id"], each["name"], each["picture_url"]) for each in waiting] == [(mia["id"], "Mia", None)]
    assert post(client, f"/characters/{mia['id']}/restore")["name"] == "Mia"
    assert [each["name"] for each in get(client, f"/stories/{story['id']}")["cast"]] == ["Mia", "Tom"]
    assert get(client, f"/stories/{story['id']}/trash/characters") == []
    post(client, f"/characters/{mia['id']}/restore", {}, 404)


def test_nobody_in_the_trash_can_be_put_on_a_page(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)["id"]
    thrown(client, f"/characters/{mia}")
    panel = new_panel(client, story, "in the snow")
    refused = patch(client, f"/panels/{panel['id']}", {"cast": [mia]}, panel["revision"], 422)
    assert refused["code"] == "not_in_cast"


def test_who_comes_back_to_a_name_that_was_given_away_gets_a_number(client: Client) -> None:
    story = new_story(client)
    first = new_character(client, story)["id"]
    thrown(client, f"/characters/{first}")
    second = new_character(client, story, "mia")["id"]
    thrown(client, f"/characters/{second}")
    new_character(client, story)
    assert post(client, f"/characters/{first}/restore")["name"] == "Mia 2"
    assert post(client, f"/characters/{second}/restore")["name"] == "mia 3"


def test_a_character_goes_for_good_and_leaves_its_pictures(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    request = {"cast": [{"character": mia, "card": "x.card"}], "scene": "in the snow"}
    Picture.objects.create(panel_id=panel["id"], job_id=uuid4(), file="x.png", request=request, prompt="", seed=1)
    patch(client, f"/panels/{panel['id']}", {"cast": []}, panel["revision"])
    thrown(client, f"/characters/{mia}")
    thrown(client, f"/characters/{mia}?for_good=true")
    assert not Character.with_trash.exists()
    [kept] = get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]["pictures"]
    assert [each["reason"] for each in kept["stale"]] == ["cast"]


def test_characters_go_after_thirty_days_and_with_their_story(client: Client) -> None:
    story = new_story(client)
    mia, tom = (new_character(client, story, name)["id"] for name in ("Mia", "Tom"))
    thrown(client, f"/characters/{mia}")
    thrown(client, f"/characters/{tom}")
    Character.with_trash.filter(pk=mia).update(trashed_at=timezone.now() - trash.KEPT_FOR - timedelta(seconds=1))
    assert trash.empty_old() == 1
    assert [str(each.pk) for each in Character.with_trash.all()] == [tom]
    thrown(client, f"/stories/{story['id']}")
    thrown(client, f"/stories/{story['id']}?for_good=true")
    assert not Character.with_trash.exists()


def test_the_trash_is_emptied_after_thirty_days(client: Client, story: Any) -> None:
    other = new_story(client, "Tom")
    thrown(client, f"/pages/{story['pages'][0]['id']}")
    thrown(client, f"/stories/{other['id']}")
    assert trash.empty_old() == 0
    long_ago = timezone.now() - timedelta(days=31)
    Page.with_trash.filter(trashed_at__isnull=False).update(trashed_at=long_ago)
    Story.with_trash.filter(trashed_at__isnull=False).update(trashed_at=long_ago)
    assert trash.empty_old() == 2
    assert texts(client, story) == [(0, "Two."), (1, "Three.")]
    assert get(client, "/stories/trash") == []


def test_a_copy_of_a_page(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    patch(client, f"/panels/{panel['id']}", {"seed": 9, "locked": True}, panel["revision"])
    post(client, f"/stories/{story['id']}/pages", {}, 201)
    page = get(client, f"/stories/{story['id']}")["pages"][0]["id"]
    copy = post(client, f"/pages/{page}/duplicate", {}, 201)
    twin = copy["panels"][0]
    assert (copy["position"], twin["scene"], twin["cast"], twin["seed"]) == (1, "in the snow", [mia], 9)
    assert (twin["locked"], twin["pictures"]) == (False, []), "there is no picture yet that could be locked"
    assert [each["position"] for each in get(client, f"/stories/{story['id']}")["pages"]] == [0, 1, 2]


def test_many_pages_come_all_or_none(client: Client, story: Any) -> None:
    path = f"/stories/{story['id']}/pages/many"
    assert "at most 2000" in post(client, path, {"texts": ["Four.", "x" * 2001]}, 422)["message"]
    assert len(texts(client, story)) == 3
    added = post(client, path, {"texts": ["Four.", "Five."]}, 201)
    assert [(page["position"], page["text"], len(page["panels"])) for page in added] == [
        (3, "Four.", 1),
        (4, "Five.", 1),
    ]


def test_what_waits_for_a_thrown_story_ends(client: Client, story: Any) -> None:
    character = new_character(client, story)["id"]
    panel = new_panel(client, story, "a fox in the snow")["id"]
    post(client, f"/characters/{character}/propose", {"count": 4}, 202)
    post(client, f"/panels/{panel}/render", {}, 202)
    thrown(client, f"/stories/{story['id']}")
    assert list(Job.objects.values_list("state", flat=True)) == ["cancelled"] * 2
