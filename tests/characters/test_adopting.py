"""A picture of one's own as the look of a character."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from characters import pictures, services, studio
from characters.models import Candidate, Card, Proposal
from jobs import artifacts
from jobs.models import Job
from tests.characters.hostile_pictures import encoded, refused
from tests.drawing import get, new_character, new_panel, new_story, patch, post, work_off


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.ARTIFACTS = tmp_path / "artifacts"


def send(client: Client, character: Any, data: bytes, status: int = 201, name: str = "fox.png", **form: str) -> Any:
    path = f"/api/characters/{character['id']}/candidates"
    answer = client.post(path, {"picture": SimpleUploadedFile(name, data), **form})
    assert answer.status_code == status, answer.content
    return answer.json()


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()]


def test_it_is_picked_at_once_and_kept_as_pixels(client: Client) -> None:
    character = new_character(client, new_story(client))
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    answer = send(client, character, encoded("JPEG", size=(2000, 1000), exif=exif), name="../../etc/passwd")
    assert (answer["state"], answer["revision"]) == ("to_pick", character["revision"] + 1)
    [candidate] = answer["candidates"]
    assert (candidate["id"], candidate["own"]) == (answer["target"], True)
    served = client.get(candidate["url"])
    assert served["Content-Type"] == "image/png"
    assert b"home" not in served.content
    assert Image.open(io.BytesIO(served.content)).size == (1024, 512)
    assert Candidate.objects.get().picture.endswith(".png")


def test_a_second_one_joins_the_first(client: Client) -> None:
    character = new_character(client, new_story(client))
    first = send(client, character, encoded("PNG"))
    second = send(client, character, encoded("WEBP"), setting="in  the\nforest")
    assert [each["id"] == first["target"] for each in second["candidates"]] == [True, False]
    assert second["target"] == second["candidates"][1]["id"]
    assert [each.setting for each in Candidate.objects.all()] == ["", "in the forest"]
    assert Proposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tiny_backend")
def test_one_that_is_sent_while_looks_are_drawn_stands_among_them(client: Client) -> None:
    story = new_story(client)
    character = new_character(client, story)
    post(client, f"/characters/{character['id']}/propose", {"count": 4}, 202)
    job = Job.objects.get(kind="propose")
    Proposal.objects.create(character_id=character["id"], job_id=job.pk, request=job.params)  # as the work begins
    send(client, character, encoded("PNG"))
    work_off()
    [shown] = get(client, f"/stories/{story['id']}")["cast"]
    assert [each["own"] for each in shown["candidates"]] == [False] * 4 + [True]


def test_refused_files_leave_nothing(client: Client, tmp_path: Path) -> None:
    character = new_character(client, new_story(client))
    for name, data in refused()[::6]:
        assert send(client, character, data or b" ", 422)["safe"] == "Nothing was kept of this file.", name
    assert send(client, character, bytes(pictures.MOST_BYTES + 1), 413)["code"] == "too_big"
    assert send(client, character, encoded("PNG"), 422, setting="x" * 101)["code"] == "invalid"
    path = f"/api/characters/{character['id']}/candidates"
    assert client.post(path, {"picture": "words"}).status_code == 422
    assert client.post(path, {}, "application/json").status_code == 422
    assert kept(tmp_path) == []
    assert not Candidate.objects.exists()


def test_there_is_a_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ADOPTED", 1)
    character = new_character(client, new_story(client))
    send(client, character, encoded("PNG"))
    assert send(client, character, encoded("PNG"), 422)["code"] == "too_many_pictures"


def test_new_words_ask_for_a_new_picture(client: Client) -> None:
    character = send(client, new_character(client, new_story(client)), encoded("PNG"))
    changed = patch(client, f"/characters/{character['id']}", {"description": "a red fox"}, character["revision"])
    assert changed["state"] == "reworded"
    again = send(client, changed, encoded("PNG"))
    assert (again["state"], Proposal.objects.count()) == ("to_pick", 2)


@pytest.mark.django_db(transaction=True)
class TestLearning:
    @pytest.fixture(autouse=True)
    def _tiny(self, settings: Any) -> Iterator[None]:
        settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
        studio._backend.cache_clear()
        yield
        studio._backend.cache_clear()

    def test_it_is_learnt_and_drawn(self, client: Client) -> None:
        story = new_story(client)
        character = send(client, new_character(client, story), encoded("PNG", size=(64, 64)), setting="in the snow")
        post(client, f"/characters/{character['id']}/tune", {}, 202)
        work_off()
        [learnt] = get(client, f"/stories/{story['id']}")["cast"]
        assert (learnt["state"], learnt["target"]) == ("ready", character["target"])
        assert [each["own"] for each in learnt["candidates"]] == [False] * 11 + [True]
        panel = new_panel(client, story, "in the forest", (learnt["id"],))
        post(client, f"/panels/{panel['id']}/render", {}, 202)
        work_off()
        assert len(get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]["pictures"]) == 1

    def test_another_picture_or_background_is_another_card(self, client: Client) -> None:
        story = new_story(client)
        character = new_character(client, story)
        looks = [(encoded("PNG", size=(64, 64)), ""), (encoded("PNG", size=(64, 65)), ""), (b"", "in the snow")]
        for data, setting in looks:
            send(client, character, data or looks[0][0], setting=setting)
            post(client, f"/characters/{character['id']}/tune", {}, 202)
            work_off()
        assert len(set(Card.objects.values_list("file", flat=True))) == 3
        assert artifacts.path(Card.objects.latest("created_at").file).exists()
