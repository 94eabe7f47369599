"""Out of one studio and into another: nothing is lost, the same story is the same bytes, and it draws the same."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from characters.models import Candidate, Card, Character, Outfit, Proposal
from jobs import artifacts
from jobs.models import Job
from storyboard import verifying
from storyboard.models import Appearance, CastMember, Page, Panel, Picture, Story
from storyboard.publishing.press import PRESS_ICC
from tests.drawing import get, new_character, new_story, patch, post, work_off
from tests.storyboard.packing import whole
from tests.storyboard.packing.files import opened, saved
from tests.storyboard.packing.whole import zipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(stranger: User, settings: Any, tmp_path: Path) -> Client:
    """Somebody else's browser."""
    browser = Client()
    browser.force_login(stranger)
    return browser


def _contents(data: bytes) -> Any:
    return json.loads(zipfile.ZipFile(io.BytesIO(data)).read("contents.json"))


def test_the_same_story_is_the_same_bytes(client: Client, story: Any) -> None:
    first = saved(client, story)
    patch(client, f"/stories/{story['id']}", {"title": "Other"}, story["revision"])
    assert saved(client, story) != first
    patch(client, f"/stories/{story['id']}", {"title": story["title"]}, story["revision"] + 1)
    assert saved(client, story) == first
    dates = {each.date_time for each in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert len(get(client, f"/stories/{story['id']}")["packs"]) == 1


def test_a_story_comes_back_whole_for_somebody_else(
    client: Client, story: Any, elsewhere: Client, settings: Any, tmp_path: Path
) -> None:
    data = saved(client, story)
    Story.objects.all().delete()
    Character.objects.all().delete()
    settings.ARTIFACTS = tmp_path / "another"
    job = opened(elsewhere, data)
    assert (job.state, job.error) == ("done", None)
    copy = get(elsewhere, f"/stories/{job.subject_id}")
    assert _bare(copy) == _bare(story)
    assert copy["role"] == "owner"
    assert copy["pages"][0]["panels"][0]["pictures"][0]["stale"] == []
    assert get(client, "/stories") == []
    assert saved(elsewhere, copy) == data
    found = verifying.look()
    assert found.sound
    assert not list(settings.UPLOADS.iterdir())


def test_the_print_shops_profile_goes_along(client: Client, story: Any, elsewhere: Client) -> None:
    client.post(f"/api/stories/{story['id']}/press", {"file": SimpleUploadedFile("press.icc", PRESS_ICC.read_bytes())})
    data = saved(client, story)
    name = _contents(data)["press"]["file"]
    assert zipfile.ZipFile(io.BytesIO(data)).read(name) == PRESS_ICC.read_bytes()
    copy = opened(elsewhere, data).subject_id
    made = Story.objects.get(pk=copy)
    assert made.press == "Artifex CMYK SWOP Profile"
    assert artifacts.path(made.press_file).read_bytes() == PRESS_ICC.read_bytes()
    assert saved(elsewhere, get(elsewhere, f"/stories/{copy}")) == data


def test_the_chosen_cover_goes_along_and_one_in_the_trash_stays_behind(client: Client, story: Any) -> None:
    second = story["pages"][0]["panels"][1]
    chosen = patch(client, f"/stories/{story['id']}", {"cover_panel": second["id"]}, story["revision"])
    data = saved(client, chosen)
    assert _contents(data)["cover_panel"] == 1
    copy = get(client, f"/stories/{opened(client, data).subject_id}")
    assert copy["cover_panel"] == copy["pages"][0]["panels"][1]["id"]
    assert saved(client, copy) == data
    assert client.delete(f"/api/panels/{second['id']}").status_code == 204
    assert _contents(saved(client, chosen))["cover_panel"] is None


def test_a_picture_over_two_pages_stays_one(client: Client, story: Any) -> None:
    page = story["pages"][0]
    post(client, f"/pages/{page['id']}/layout", {"panels": 1, "spread": True})
    data = saved(client, story)
    assert [each["spread"] for each in _contents(data)["pages"]] == [True] + [False] * (len(story["pages"]) - 1)
    copy = get(client, f"/stories/{opened(client, data).subject_id}")
    assert copy["pages"][0]["spread"]
    assert saved(client, copy) == data


def test_a_file_from_before_there_were_spreads_is_opened(client: Client, story: Any) -> None:
    older, files = whole.good()
    copy = get(client, f"/stories/{opened(client, zipped(older | {'format': 'storyboard story 3'}, files)).subject_id}")
    assert not copy["pages"][0]["spread"]
    wrong = [each | {"spread": True, "panels": each["panels"] * 2} for each in older["pages"]]
    job = opened(client, zipped(older | {"format": "storyboard story 4", "pages": wrong}, files))
    assert job.state == "failed"


def _bare(story: Any) -> Any:
    """A story without what is new for every copy."""
    if isinstance(story, list):
        return [_bare(each) for each in story]
    if isinstance(story, dict):
        new = {
            "id", "url", "saved_at", "seq", "revision", "target", "kept", "cast_ids", "jobs", "packs",
            "disclosure_url", "character", "outfit", "speaker", "state", "cover_panel", "sheet",
        }  # fmt: skip
        return {name: _bare(value) for name, value in story.items() if name not in new and not _ids(value)}
    return story


def _ids(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and len(each) == 36 for each in value)


def test_next_tries_and_looks_are_the_same_at_home_and_elsewhere(client: Client, story: Any, elsewhere: Client) -> None:
    data = saved(client, story)
    copy = get(elsewhere, f"/stories/{opened(elsewhere, data).subject_id}")
    drawn = []
    for browser, each in ((client, story), (elsewhere, copy)):
        panel = get(browser, f"/stories/{each['id']}")["pages"][0]["panels"][0]
        free = patch(browser, f"/panels/{panel['id']}", {"seed": None, "locked": False}, panel["revision"])
        post(browser, f"/panels/{free['id']}/render", {}, 202)
        character = get(browser, f"/stories/{each['id']}")["cast"][0]["id"]
        post(browser, f"/characters/{character}/propose", {"count": 4}, 202)
        work_off()
        picture = Picture.objects.filter(panel_id=panel["id"]).latest("created_at")
        looks = Character.objects.get(pk=character).proposals.latest("created_at").candidates.all()
        drawn.append((picture.seed, picture.file, [look.picture for look in looks]))
    assert drawn[0] == drawn[1]


def test_an_unpacked_character_is_learnt_again_from_the_same_looks(client: Client, story: Any) -> None:
    copy = opened(client, saved(client, story)).subject_id
    mia = Character.objects.get(memberships__story=copy)
    old = mia.card
    assert old is not None
    Card.objects.filter(pk=old.pk).update(description="something else")
    post(client, f"/characters/{mia.pk}/tune", {"seed": 0}, 202)
    work_off()
    mia.refresh_from_db()
    assert mia.card is not None
    assert mia.card.pk != old.pk
    assert mia.card.file == old.file


def test_every_picture_has_its_record(client: Client, story: Any) -> None:
    contents = _contents(saved(client, story))
    picture = contents["pages"][0]["panels"][0]["pictures"][0]
    card = contents["characters"][0]["outfits"][0]["cards"][0]["file"]
    assert picture["prompt"] == "a white fox in a red coat, in the snow"
    assert picture["seed"] >= 0
    assert picture["created_at"].startswith("20")
    assert picture["request"]["cast"][0]["card"] == card
    numbers = picture["request"]["drawn_with"]
    assert numbers["backend"] == "tests.tiny_backend:Tiny"
    assert len(numbers["model"]) == 32
    assert {"steps", "scale", "eta_2", "guided"} <= numbers.keys()


def test_a_character_goes_into_another_story(client: Client, story: Any) -> None:
    mia = story["cast"][0]
    data = saved(client, story, mia["id"])
    other = new_story(client, "Another")
    assert opened(client, data, other["id"]).state == "done"
    new_character(client, other, "Tom", "a robot")
    assert opened(client, data, other["id"]).state == "done"
    cast = get(client, f"/stories/{other['id']}")["cast"]
    assert [(who["name"], who["state"]) for who in cast] == [("Mia", "ready"), ("Tom", "draft"), ("Mia 2", "ready")]
    assert cast[0]["description"] == mia["description"]
    assert saved(client, other, cast[0]["id"]) == data


def test_outfits_of_one_name_get_numbers(client: Client, story: Any) -> None:
    data = saved(client, story)
    contents = _contents(data)
    outfits = contents["characters"][0]["outfits"]
    for day, name in enumerate(("COAT", "Coat"), start=1):
        outfits.append(outfits[0] | {"name": name, "created_at": f"2030-01-0{day}T00:00:00Z"})
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if name != "contents.json"}
    copy = get(client, f"/stories/{opened(client, zipped(contents, files)).subject_id}")
    assert [each["name"] for each in copy["cast"][0]["outfits"]] == ["Coat", "COAT 2", "Coat 3"]
    worn = copy["pages"][0]["panels"][0]["outfits"][0]["outfit"]
    assert worn == copy["cast"][0]["outfits"][0]["id"]


def test_a_character_who_left_stays_in_the_record_of_old_pictures(client: Client, story: Any) -> None:
    panel = story["pages"][0]["panels"][0]
    free = patch(client, f"/panels/{panel['id']}", {"locked": False}, panel["revision"])
    patch(client, f"/panels/{panel['id']}", {"cast": []}, free["revision"])
    assert client.delete(f"/api/characters/{story['cast'][0]['id']}").status_code == 204
    data = saved(client, story)
    copy = get(client, f"/stories/{opened(client, data).subject_id}")
    assert copy["cast"] == []
    drawn = copy["pages"][0]["panels"][0]["pictures"][0]
    assert [each["reason"] for each in drawn["stale"]] == ["cast"]
    assert saved(client, copy) == data


def test_story_and_character_are_told_apart(client: Client, story: Any) -> None:
    whole, mia = saved(client, story), saved(client, story, story["cast"][0]["id"])
    for data, into in ((mia, ""), (whole, story["id"])):
        job = opened(client, data, into)
        assert (job.state, job.error["code"]) == ("failed", "other_pack")  # type: ignore[index]
    assert Story.objects.count() == Character.objects.count() == 1


def test_a_missing_file_is_said_instead_of_left_out(client: Client, story: Any) -> None:
    artifacts.path(Picture.objects.all()[0].file).write_bytes(b"something else")
    post(client, f"/stories/{story['id']}/pack", {}, 202)
    work_off()
    job = Job.objects.get(kind="pack")
    assert job.error is not None
    assert (job.state, job.error["code"]) == ("failed", "file_missing")


#: fields of rows that are in no file, with the reason
LEFT_OUT = {
    # of this copy; the file of its ICC profile stands in "press"
    Story: {"id", "owner", "revision", "created_at", "saved_at", "trashed_at", "press_file"},
    CastMember: {"id", "story", "character", "position"},  # the order of the list
    Page: {"id", "story", "position", "revision", "held_by", "held_until", "trashed_at"},
    # notices are the present model's, the position is the order of the list
    Panel: {"id", "page", "position", "notices", "revision", "tries_before", "trashed_at"},
    Appearance: {"id", "panel", "character", "position"},
    Picture: {"id", "panel", "job_id"},
    Character: {"id", "owner", "topic", "notices", "revision", "created_at", "archived_at", "trashed_at"},
    Proposal: {"id", "character", "outfit", "job_id", "file"},  # latents are drawn again
    Candidate: {"id", "proposal"},
    Card: {"id", "character", "outfit", "job_id", "candidate", "model"},  # its own file says the model
    Outfit: {"id", "character", "notices", "revision", "trashed_at"},
}
#: what stands in a file under another name
ALSO = {
    "look",
    "tries",
    "cast",
    "characters",
    "pages",
    "panels",
    "pictures",
    "proposals",
    "candidates",
    "cards",
    "format",
    "archived",
}


def test_every_field_of_every_row_is_packed_or_left_out_on_purpose(client: Client, story: Any) -> None:
    contents = _contents(saved(client, story))
    character, panel = contents["characters"][0], contents["pages"][0]["panels"][0]
    packed = {
        Story: contents, Page: contents["pages"][0], Panel: panel, Picture: panel["pictures"][0],
        Character: character, Proposal: character["proposals"][0],
        Candidate: character["proposals"][0]["candidates"][0], Card: character["cards"][0],
        Outfit: character.pop("outfits")[0], CastMember: {}, Appearance: {},
    }  # fmt: skip
    rows = {*apps.get_app_config("storyboard").get_models(), *apps.get_app_config("characters").get_models()}
    at_home = {"Book", "Download", "Pack", "SheetPicture", "StoryLink"}
    assert {model.__name__ for model in rows} - {model.__name__ for model in packed} == at_home
    for model, part in packed.items():
        fields = {field.name for field in model._meta.get_fields() if field.concrete}
        assert fields - LEFT_OUT[model] == part.keys() - ALSO, model
