"""Somebody put aside is offered no more, and stays in every picture."""

from __future__ import annotations

from django.test import Client

from characters.models import Character
from tests.drawing import get, new_character, new_panel, new_story, post


def test_put_aside_and_brought_back(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)
    panel = new_panel(client, story, "in the snow", (mia["id"],))
    before = get(client, f"/stories/{story['id']}")
    path = f"/characters/{mia['id']}"
    assert mia["archived"] is False
    assert post(client, f"{path}/archive") == {**mia, "archived": True}
    since = Character.objects.get().archived_at
    assert post(client, f"{path}/archive")["archived"], "twice is the same as once"
    assert Character.objects.get().archived_at == since
    shown = get(client, f"/stories/{story['id']}")
    assert (shown["cast"][0]["archived"], shown["pages"][0]["panels"][0]["cast"]) == (True, panel["cast"])
    assert shown["seq"] > before["seq"], "open editors are told"
    assert post(client, f"{path}/unarchive") == mia


def test_name_and_pages_stay_taken(client: Client) -> None:
    story = new_story(client)
    mia = new_character(client, story)
    post(client, f"/characters/{mia['id']}/archive")
    body = {"name": "Mia", "description": "a bear"}
    assert post(client, f"/stories/{story['id']}/characters", body, 422)["code"] == "name_taken"
    new_panel(client, story, "in the snow", (mia["id"],))
    answer = client.delete(f"/api/characters/{mia['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "character_in_use")
