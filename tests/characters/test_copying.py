"""A character in another story of the same studio, without a file between."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from characters.models import Card, Character
from jobs.models import Job, Role, Share
from storyboard import verifying
from tests.drawing import get, learnt_character, new_panel, new_story, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

COAT = {"name": "Winter coat", "description": "a white fox in a red coat"}


def _with_outfit(client: Client, story: Any) -> Any:
    """A learnt character with a learnt outfit."""
    mia = learnt_character(client, story)
    worn = post(client, f"/characters/{mia['id']}/outfits", COAT, 201)["outfits"][0]
    post(client, f"/outfits/{worn['id']}/propose", {"count": 4, "seed": 1}, 202)
    work_off()
    looks = get(client, f"/stories/{story['id']}")["cast"][0]["outfits"][0]["candidates"]
    post(client, f"/outfits/{worn['id']}/pick", {"candidate": looks[0]["id"]})
    post(client, f"/outfits/{worn['id']}/tune", {}, 202)
    work_off()
    return get(client, f"/stories/{story['id']}")["cast"][0]


def _copy(client: Client, character: Any, story: Any, status: int = 201) -> Any:
    return post(client, f"/stories/{story['id']}/characters/{character['id']}/copy", {}, status)


def _bare(shown: Any) -> Any:
    """Without what belongs to one copy alone."""
    if isinstance(shown, dict):
        own = {"id", "url", "target", "revision"}
        return {name: _bare(value) for name, value in shown.items() if name not in own}
    return [_bare(each) for each in shown] if isinstance(shown, list) else shown


def test_it_arrives_with_everything_and_is_drawn_there(client: Client) -> None:
    first, second = new_story(client), new_story(client, "At sea")
    mia = _with_outfit(client, first)
    jobs = Job.objects.count()
    made = _copy(client, mia, second)
    assert Job.objects.count() == jobs, "nothing is drawn or learnt again"
    assert get(client, f"/stories/{second['id']}")["cast"] == [made]
    assert _bare(made) == _bare(mia)
    assert (made["state"], made["outfits"][0]["state"], len(made["sheet"])) == ("ready", "ready", 4)
    assert made["id"] != mia["id"]
    assert Card.objects.get(character=made["id"], outfit=None).model
    panel = new_panel(client, second, "in the snow", (made["id"],))
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    assert Job.objects.latest("created_at").state == "done"
    client.delete(f"/api/stories/{first['id']}")
    client.delete(f"/api/stories/{first['id']}?for_good=true")
    assert get(client, f"/stories/{second['id']}")["cast"] == [made]
    assert verifying.look().sound


def test_one_wish_makes_one_copy_however_often_it_is_sent(client: Client) -> None:
    first, second, third = (new_story(client, title) for title in ("At home", "At sea", "In town"))
    mia = post(client, f"/stories/{first['id']}/characters", {"name": "Mia", "description": "a white fox"}, 201)

    def copied(story: Any, key: str) -> Any:
        path = f"/stories/{story['id']}/characters/{mia['id']}/copy"
        return post(client, path, {}, 201, **{"Idempotency-Key": key})["id"]

    made = [copied(second, "one"), copied(second, "one"), copied(second, "two")]
    assert [who["id"] for who in get(client, f"/stories/{second['id']}")["cast"]] == [made[0], made[2]]
    assert made[0] == made[1]
    assert copied(third, "one") not in made, "a key is one wish's, not everybody's"


def test_a_name_that_is_taken_gets_a_number_and_who_was_put_aside_is_offered(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    post(client, f"/characters/{mia['id']}/archive")
    made = _copy(client, mia, story)
    assert (made["name"], made["archived"]) == ("Mia 2", False)


def test_both_stories_have_to_be_ones_own_to_edit(client: Client, stranger: User) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    eve = Client()
    eve.force_login(stranger)
    hers = new_story(eve)
    assert _copy(eve, mia, hers, 404)["code"] == "not_found"
    assert _copy(client, mia, hers, 404)["code"] == "not_found"
    share = Share.objects.create(topic=f"story:{story['id']}", user=stranger, role=Role.VIEWER)
    assert _copy(eve, mia, hers, 403)
    share.role = Role.EDITOR
    share.save()
    assert _copy(eve, mia, hers)["state"] == "ready"
    owners = Character.objects.order_by("created_at").values_list("owner__username", flat=True)
    assert list(owners) == ["mia", "eve"]
