"""All of somebody's stories as one file, and the end of an account."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from characters.models import Character
from jobs import artifacts, leases
from jobs.models import Job, JobEvent, Role, Share
from jobs.tasks import run
from storyboard import verifying
from storyboard.models import Download, Panel, Picture, Story
from storyboard.services import trash
from tests.drawing import get, new_character, new_panel, new_story, post, work_off
from tests.storyboard.packing.files import opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.ARTIFACTS, settings.UPLOADS = tmp_path / "artifacts", tmp_path / "uploads"


def browser(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def downloaded(client: Client) -> zipfile.ZipFile:
    """All stories as a browser gets them."""
    post(client, "/account/download", {}, 202)
    work_off()
    answer = client.get(get(client, "/account")["download"]["url"])
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def drawn(client: Client, title: str) -> Any:
    """A story with a picture that is kept."""
    story = new_story(client, title)
    panel = new_panel(client, story, "in the snow")
    name = artifacts.store(lambda path: path.write_bytes(title.encode()), ".png")
    picture = Picture.objects.create(
        panel_id=panel["id"], job_id=panel["id"], file=name, request={"cast": []}, prompt="snow", seed=1
    )
    Panel.objects.filter(pk=panel["id"]).update(kept=picture)
    return story


def test_every_story_is_a_file_that_opens(client: Client, stranger: User) -> None:
    for title in ("Mia / the Fox", "mia the fox", "ميا"):
        new_panel(client, new_story(client, title), "in the snow")
    client.delete(f"/api/stories/{new_story(client, 'Thrown')['id']}")
    theirs = Story.objects.create(owner=stranger, title="Not mine")
    Share.objects.create(topic=theirs.topic, user=User.objects.get(username="mia"), role=Role.EDITOR)
    found = downloaded(client)
    names = ["mia-the-fox.story.zip", "mia-the-fox 2.story.zip", "ميا.story.zip", "trash/thrown.story.zip"]
    assert sorted(found.namelist()) == sorted(["contents.json", *names])
    about = json.loads(found.read("contents.json"))
    assert (about["account"], set(about["stories"]), about["left_out"]) == ("mia", set(names), [])
    job = opened(client, found.read("ميا.story.zip"))
    assert (job.state, get(client, f"/stories/{job.subject_id}")["title"]) == ("done", "ميا")


def test_the_account_says_what_was_made_and_only_the_newest_is_kept(client: Client) -> None:
    assert get(client, "/account") == {
        "username": "mia",
        "password": False,
        "stories": 0,
        "download": None,
        "job": None,
    }
    new_story(client)
    downloaded(client)
    downloaded(client)
    account = get(client, "/account")
    row = Download.objects.get()
    assert (account["stories"], account["job"]["state"]) == (1, "done")
    assert (account["download"]["size"], account["download"]["sha256"]) == (row.size, row.file[:64])
    assert verifying.look().sound


def test_a_damaged_story_is_left_out_by_its_title(client: Client) -> None:
    drawn(client, "Whole")
    drawn(client, "Damaged")
    artifacts.path(Picture.objects.get(panel__page__story__title="Damaged").file).write_bytes(b"other")
    assert downloaded(client).namelist() == ["contents.json", "whole.story.zip"]
    assert get(client, "/account")["download"]["left_out"] == ["Damaged"]


def test_nobody_else_gets_the_file(client: Client, stranger: User) -> None:
    new_story(client)
    downloaded(client)
    url = get(client, "/account")["download"]["url"]
    assert browser(stranger).get(url).status_code == 404
    assert Client().get(url).status_code == 401


def test_an_account_ends_with_its_stories_and_nothing_else(client: Client, stranger: User, settings: Any) -> None:
    settings.ACCOUNTS = True
    story = new_story(client)
    mia = new_character(client, story)
    new_panel(client, story, "in the snow", (mia["id"],))
    client.delete(f"/api/stories/{new_story(client, 'Thrown')['id']}")
    Share.objects.create(topic=f"story:{story['id']}", user=stranger, role=Role.EDITOR)
    guest = browser(stranger)
    theirs = new_story(guest, "Theirs")
    panel = new_panel(guest, theirs, "at sea")
    Share.objects.create(topic=f"story:{theirs['id']}", user=User.objects.get(username="mia"), role=Role.EDITOR)
    assert {each["id"]: each["role"] for each in get(guest, "/stories")} == {
        story["id"]: "editor",
        theirs["id"]: "owner",
    }
    asked = post(client, f"/panels/{panel['id']}/render", {}, 202)["id"]
    assert client.post("/api/account/delete", {"name": "mia"}, "application/json").status_code == 204
    assert [each.username for each in User.objects.all()] == ["eve"]
    assert [each.title for each in Story.with_trash.all()] == ["Theirs"]
    assert not Character.with_trash.exists()
    assert not Share.objects.exists()
    assert not Job.objects.filter(pk=asked).exists()
    assert client.get("/api/account").status_code == 401
    assert get(guest, "/stories")[0]["title"] == "Theirs"


def test_no_trace_of_the_work_of_an_account_stays_and_others_are_told(
    client: Client, stranger: User, settings: Any
) -> None:
    settings.ACCOUNTS = True
    own, guest = new_story(client), browser(stranger)
    panel = new_panel(client, own, "in the snow")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    downloaded(client)
    theirs = new_story(guest, "Theirs")
    Share.objects.create(topic=f"story:{theirs['id']}", user=User.objects.get(username="mia"), role=Role.EDITOR)
    post(client, f"/stories/{theirs['id']}/pack", {}, 202)
    work_off()
    path = f"/api/stories/{theirs['id']}"
    before = guest.get(path)
    assert before.json()["jobs"]
    post(client, "/account/delete", {"name": "mia"}, 204)
    after = guest.get(path, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["jobs"]) == (200, [])
    assert set(JobEvent.objects.values_list("topic", flat=True)) == {f"story:{theirs['id']}"}


def test_a_story_that_is_made_while_the_account_ends_goes_too(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNTS = True
    delete_all = trash.delete_all_stories

    def delete_before_another(user: Any) -> None:
        delete_all(user)
        monkeypatch.undo()
        settings.ACCOUNTS = True
        story = new_story(client)
        new_panel(client, story, "in the snow", (new_character(client, story)["id"],))

    monkeypatch.setattr(trash, "delete_all_stories", delete_before_another)
    post(client, "/account/delete", {"name": "mia"}, 204)
    assert not User.objects.exists()
    assert not Story.with_trash.exists()


def test_other_windows_are_signed_out_too(client: Client, writer: User, settings: Any) -> None:
    settings.ACCOUNTS = True
    other = browser(writer)
    post(client, "/account/delete", {"name": "mia"}, 204)
    assert other.get("/api/stories").status_code == 401


@pytest.mark.parametrize(("accounts", "name", "code"), [(True, "Mia", "other_name"), (False, "mia", "no_accounts")])
def test_a_slip_deletes_nothing(client: Client, settings: Any, accounts: bool, name: str, code: str) -> None:
    settings.ACCOUNTS = accounts
    story = new_story(client)
    assert post(client, "/account/delete", {"name": name}, 422)["code"] == code
    assert get(client, f"/stories/{story['id']}") == story


def test_work_that_runs_while_the_account_ends_comes_to_nothing(client: Client, settings: Any) -> None:
    settings.ACCOUNTS = True
    story = new_story(client)
    panel = new_panel(client, story, "in the snow")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    job = leases.claim_next("test")
    assert job is not None
    post(client, "/account/delete", {"name": "mia"}, 204)
    run(job)
    assert not Job.objects.exists()
    assert not Picture.objects.exists()


def test_where_there_is_a_password_it_is_asked_for(client: Client, writer: User, settings: Any) -> None:
    settings.ACCOUNTS = True
    assert get(client, "/account")["password"] is False
    writer.set_password("a white fox")
    writer.save()
    client.force_login(writer)
    story = new_story(client)
    assert get(client, "/account")["password"] is True
    for typed in ({}, {"password": "a red fox"}):
        refused = post(client, "/account/delete", {"name": "mia", **typed}, 422)
        assert (refused["code"], refused["safe"]) == ("other_password", "Nothing was deleted.")
    assert get(client, f"/stories/{story['id']}") == story
    post(client, "/account/delete", {"name": "mia", "password": "a white fox"}, 204)
    assert not User.objects.exists()
