"""Stale marks: a picture says why it no longer is what would be drawn now, and is fresh again when that is undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.drawing import get, learnt_character, new_panel, new_story, patch, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def test_why_a_picture_is_stale(client: Client) -> None:
    story = new_story(client)
    path = f"/stories/{story['id']}"
    mia = learnt_character(client, story)
    panel = new_panel(client, story, "Mia in the snow", (mia["id"],))
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()

    def shown() -> Any:
        return get(client, path)["pages"][0]["panels"][0]

    def reasons() -> list[tuple[str, str | None]]:
        return [(each["reason"], each["character"]) for each in shown()["pictures"][0]["stale"]]

    def change(**values: object) -> None:
        patch(client, f"/panels/{panel['id']}", values, shown()["revision"])

    assert reasons() == []
    change(scene="Mia at sea")
    assert reasons() == [("words", None)]
    assert get(client, f"{path}/plan")["stale"] == [panel["id"]]
    change(scene="Mia in the snow", cast=[])
    assert reasons() == [("cast", None)]
    change(cast=[mia["id"]])
    assert reasons() == []

    proposed = get(client, path)["cast"][0]["candidates"]
    post(client, f"/characters/{mia['id']}/pick", {"candidate": proposed[0]["id"]})
    assert reasons() == [("changed", mia["id"])]
    post(client, f"/characters/{mia['id']}/tune", {}, 202)
    work_off()
    assert reasons() == [("learnt_again", mia["id"])]
    assert get(client, f"{path}/plan")["seconds_each"] is not None
