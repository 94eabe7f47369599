"""Outfits: learnt on top of a character, chosen for a picture, removed and put back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from characters import services
from characters.models import Card, Character, Proposal
from characters.services import kept_pixels
from jobs.models import Job
from storyboard.models import Picture
from tests.characters.hostile_pictures import encoded
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, patch, post, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]

COAT = {"name": "Winter coat", "description": "a white fox in a red coat"}


def shown(client: Client, story: Any) -> Any:
    return get(client, f"/stories/{story['id']}")["cast"][0]


def new_outfit(client: Client, character: Any) -> Any:
    return post(client, f"/characters/{character['id']}/outfits", COAT, 201)["outfits"][-1]


def learnt_outfit(client: Client, story: Any, character: Any) -> Any:
    path = f"/outfits/{new_outfit(client, character)['id']}"
    assert post(client, f"{path}/propose", {"count": 4}, 202)["subject"]["kind"] == "outfit"
    work_off()
    drawn = shown(client, story)["outfits"][0]
    assert (drawn["state"], len(drawn["candidates"])) == ("to_pick", 4)
    post(client, f"{path}/pick", {"candidate": drawn["candidates"][2]["id"]})
    post(client, f"{path}/tune", {}, 202)
    work_off()
    return shown(client, story)["outfits"][0]


class Panel:
    """A panel that shows Mia, as the editor has it."""

    def __init__(self, client: Client, story: Any, mia: Any) -> None:
        self.client, self.story, self.mia = client, story, mia
        self.path = f"/panels/{new_panel(client, story, 'in the snow', (mia['id'],))['id']}"

    def now(self) -> Any:
        return get(self.client, f"/stories/{self.story['id']}")["pages"][0]["panels"][0]

    def reasons(self) -> list[str]:
        return [each["reason"] for each in self.now()["pictures"][0]["stale"]]

    def wear(self, *outfits: Any) -> None:
        worn = [{"character": self.mia["id"], "outfit": each["id"]} for each in outfits]
        assert patch(self.client, self.path, {"outfits": worn}, self.now()["revision"])["outfits"] == worn


def test_from_words_to_a_picture_in_it_and_why_that_is_stale(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    before = Character.objects.get().card_id
    coat = learnt_outfit(client, story, mia)
    assert (coat["state"], coat["tuned_steps"] > 0) == ("ready", True)
    after = shown(client, story)
    assert (Character.objects.get().card_id, after["candidates"]) == (before, mia["candidates"]), "she is who she was"

    panel = Panel(client, story, mia)
    panel.wear(coat)
    post(client, f"{panel.path}/render", {}, 202)
    work_off()
    member = Picture.objects.get().request["cast"][0]
    assert (member["outfit"], member["worn"], member["description"]) == (coat["id"], COAT["name"], COAT["description"])
    assert member["card"] == Card.objects.get(outfit=coat["id"]).file
    assert COAT["description"] in Picture.objects.get().prompt
    assert panel.reasons() == []
    panel.wear()
    assert panel.reasons() == ["outfit"]
    panel.wear(coat)
    assert panel.reasons() == []
    _changes(client, panel, coat)


def _changes(client: Client, panel: Panel, coat: Any) -> None:
    path = f"/outfits/{coat['id']}"
    renamed = patch(client, path, {"name": "Coat"}, coat["revision"])["outfits"][0]
    assert (renamed["name"], renamed["state"], panel.reasons()) == ("Coat", "ready", [])
    assert client.delete(f"/api{path}").json()["outfits"] == []
    assert panel.reasons() == ["outfit"]
    post(client, f"{panel.path}/render", {}, 202)
    assert "outfit" not in Job.objects.latest("created_at").params["cast"][0], "drawn as she was learnt"
    back = post(client, f"{path}/restore")["outfits"][0]
    assert (back["state"], panel.reasons()) == ("ready", [])
    other = post(client, f"{path}/pick", {"candidate": back["candidates"][1]["id"]})
    assert (other["outfits"][0]["state"], panel.reasons()) == ("stale", ["changed"])
    assert post(client, f"{panel.path}/render", {}, 422)["code"] == "character_not_learnt"


def test_who_is_learnt_again_needs_new_looks_of_the_outfit(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    coat = learnt_outfit(client, story, mia)
    post(client, f"/characters/{mia['id']}/pick", {"candidate": mia["candidates"][0]["id"]})
    assert shown(client, story)["outfits"][0]["state"] == "reworded"
    post(client, f"/characters/{mia['id']}/tune", {}, 202)
    work_off()
    assert shown(client, story)["outfits"][0]["state"] == "reworded"
    assert post(client, f"/outfits/{coat['id']}/tune", {}, 422)["code"] == "words_changed"
    post(client, f"/outfits/{coat['id']}/propose", {"count": 4}, 202)
    work_off()
    looks = shown(client, story)["outfits"][0]["candidates"]
    again = post(client, f"/outfits/{coat['id']}/pick", {"candidate": looks[-1]["id"]})
    assert again["outfits"][0]["state"] == "stale"


def send(client: Client, coat: Any, status: int = 201, setting: str = "in the snow") -> Any:
    picture = SimpleUploadedFile("coat.png", encoded("PNG", size=(64, 64)))
    answer = client.post(f"/api/outfits/{coat['id']}/candidates", {"picture": picture, "setting": setting})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_picture_of_ones_own_is_learnt_as_an_outfit(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)
    before = Character.objects.get().card_id
    sent = send(client, new_outfit(client, mia))
    [coat] = sent["outfits"]
    assert (coat["state"], [each["own"] for each in coat["candidates"]]) == ("to_pick", [True])
    assert coat["target"] == coat["candidates"][0]["id"]
    assert sent["candidates"] == mia["candidates"], "her own looks are what they were"
    post(client, f"/outfits/{coat['id']}/tune", {}, 202)
    work_off()
    learnt = shown(client, story)["outfits"][0]
    assert (learnt["state"], learnt["target"]) == ("ready", coat["target"])
    assert [each["own"] for each in learnt["candidates"]] == [False] * 11 + [True]
    assert Character.objects.get().card_id == before
    panel = Panel(client, story, mia)
    panel.wear(learnt)
    post(client, f"{panel.path}/render", {}, 202)
    work_off()
    assert Picture.objects.get().request["cast"][0]["card"] == Card.objects.get(outfit=coat["id"]).file


def test_own_pictures_of_an_outfit_belong_to_the_words_and_to_what_was_learnt(client: Client) -> None:
    story = new_story(client)
    coat = new_outfit(client, learnt_character(client, story))
    for _ in range(2):
        [shown_coat] = send(client, coat)["outfits"]
    assert (len(shown_coat["candidates"]), Proposal.objects.filter(outfit=coat["id"]).count()) == (2, 1)
    changed = patch(client, f"/outfits/{coat['id']}", {"description": "a white fox in blue"}, shown_coat["revision"])
    assert changed["outfits"][0]["state"] == "reworded"
    assert send(client, coat)["outfits"][0]["state"] == "to_pick"
    assert Proposal.objects.filter(outfit=coat["id"]).count() == 2
    post(client, f"/characters/{changed['id']}/pick", {"candidate": changed["candidates"][0]["id"]})
    assert send(client, coat, 422)["code"] == "character_not_learnt"


def test_an_outfit_may_be_removed_while_a_picture_for_it_is_read(client: Client, monkeypatch: Any) -> None:
    coat = new_outfit(client, learnt_character(client, new_story(client)))

    def read(data: bytes) -> str:
        assert client.delete(f"/api/outfits/{coat['id']}").status_code == 200
        return kept_pixels(data)

    monkeypatch.setattr(services, "kept_pixels", read)
    assert send(client, coat, 404)["code"] == "not_found"
    assert not Proposal.objects.filter(outfit=coat["id"]).exists()


def test_what_is_refused(client: Client) -> None:
    story = new_story(client)
    draft = new_character(client, story)
    path = f"/characters/{draft['id']}/outfits"
    assert post(client, path, COAT, 422)["code"] == "character_not_learnt"
    other = new_story(client)
    mia = learnt_character(client, other)
    path = f"/characters/{mia['id']}/outfits"
    assert post(client, path, {**COAT, "description": "a dog in a coat"}, 422)["code"] == "outfit_of_another"
    coat = new_outfit(client, mia)
    assert post(client, path, {**COAT, "name": "winter COAT"}, 422)["code"] == "name_taken"
    assert post(client, f"/outfits/{coat['id']}/tune", {}, 422)["code"] == "character_not_picked"
    own = mia["candidates"][0]["id"]
    assert post(client, f"/outfits/{coat['id']}/pick", {"candidate": own}, 422)["code"] == "not_a_candidate"
    panel = new_panel(client, other, "in the snow", (mia["id"],))
    worn = [{"character": mia["id"], "outfit": coat["id"]}]
    patch(client, f"/panels/{panel['id']}", {"outfits": worn}, panel["revision"])
    refused = post(client, f"/panels/{panel['id']}/render", {}, 422)
    assert "Winter coat" in refused["message"]
