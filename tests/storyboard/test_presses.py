"""A print shop's ICC profile of a story, and pictures at print size by the drawing model."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from characters import studio
from jobs import artifacts
from jobs.models import Job
from oneactor import BackendInfo
from oneactor.backends import Enlarging
from storyboard import printing, verifying
from storyboard.models import Book, Panel, Picture, Story
from storyboard.publishing.press import PRESS_ICC
from tests.drawing import get, new_panel, new_story, post, work_off
from tests.jobs.orders import error_of
from tests.storyboard.test_books import drawn_story
from tests.tiny_backend import Tiny

pytestmark = pytest.mark.django_db(transaction=True)
ENLARGED: list[tuple[int, int]] = []


class Large(Tiny):
    """Enlarges as a model with such a network does."""

    info = BackendInfo("large", "Large", 32, 2, None, 2, "on white paper", Enlarging(4, "0123"))

    def enlarge(self, picture: Image.Image) -> Image.Image:
        ENLARGED.append(picture.size)
        return picture.resize((4 * picture.width, 4 * picture.height), Image.Resampling.NEAREST)


@pytest.fixture(autouse=True)
def _large(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = "tests.storyboard.test_presses:Large"
    settings.PLATES = tmp_path / "plates"
    studio._backend.cache_clear()
    ENLARGED.clear()
    yield
    studio._backend.cache_clear()


def give(client: Client, story: Any, content: bytes) -> Any:
    file = SimpleUploadedFile("press.icc", content)
    return client.post(f"/api/stories/{story['id']}/press", {"file": file})


def export(client: Client, story: Any, **wanted: object) -> Any:
    post(client, f"/stories/{story['id']}/export", wanted, 202)
    work_off()
    return get(client, f"/stories/{story['id']}")["books"][0]


def test_a_profile_is_given_used_recorded_and_forgotten(client: Client) -> None:
    story = drawn_story(client)
    assert give(client, story, PRESS_ICC.read_bytes()).json()["press"] == "Artifex CMYK SWOP Profile"
    made = export(client, story, profile="ingramspark", draft=True)
    assert (made["press"], made["cover_url"]) == ("Artifex CMYK SWOP Profile", None)
    covered = export(client, story, profile="ingramspark", draft=True, spine=0.25, spine_pages=18)
    assert covered["cover_url"]
    assert export(client, story)["press"] == ""
    answer = client.delete(f"/api/stories/{story['id']}/press")
    assert (answer.status_code, answer.json()["press"]) == (200, "")


@pytest.mark.parametrize("content", [b"no profile", PRESS_ICC.read_bytes()[:-1] if PRESS_ICC.exists() else b""])
def test_another_file_is_refused_and_changes_nothing(client: Client, content: bytes) -> None:
    story = new_story(client)
    answer = give(client, story, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_press")
    assert get(client, f"/stories/{story['id']}")["press"] == ""
    assert post(client, f"/stories/{story['id']}/press", {}, 422)["code"] == "no_file"


def test_it_is_kept_while_its_story_lies_in_the_trash_and_read_for_presses_only(client: Client) -> None:
    story = new_story(client)
    give(client, story, PRESS_ICC.read_bytes())
    kept = Story.objects.get().press_file
    assert client.delete(f"/api/stories/{story['id']}").status_code == 204
    assert kept in verifying.mentioned()
    post(client, f"/stories/{story['id']}/restore")
    new_panel(client, story, "a fox")
    artifacts.path(kept).unlink()
    assert post(client, f"/stories/{story['id']}/preflight", {"profile": "screen"})["pages"] == 2
    refused = post(client, f"/stories/{story['id']}/preflight", {"profile": "ingramspark"}, 422)
    assert "colour profile cannot be read" in refused["message"]


def test_the_operators_profile_is_the_studios(client: Client, settings: Any, tmp_path: Path) -> None:
    story = drawn_story(client)
    settings.PRESS_ICC = str(tmp_path / "gone.icc")
    answer = post(client, f"/stories/{story['id']}/preflight", {"profile": "ingramspark"}, 422)
    assert "colour profile cannot be read" in answer["message"]
    Path(settings.PRESS_ICC).write_bytes(PRESS_ICC.read_bytes())
    found = post(client, f"/stories/{story['id']}/preflight", {"profile": "ingramspark"})
    assert found["press"] == "Artifex CMYK SWOP Profile"


def test_the_models_own_enlargement_is_used_named_and_counted(client: Client) -> None:
    story = drawn_story(client)
    found = post(client, f"/stories/{story['id']}/preflight", {"profile": "home-booklet"})
    assert found["enlarger"] == "the drawing model “Large”, ×4 (at most twice)"
    made = export(client, story, profile="home-booklet")
    assert (made["enlarger"], len(ENLARGED)) == (found["enlarger"], 2)
    assert Book.objects.get().enlarger == found["enlarger"]


def test_a_second_try_finds_what_the_first_enlarged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    story = drawn_story(client)
    monkeypatch.setattr("storyboard.tasks.write_cover", lambda *_: 1 / 0)
    post(client, f"/stories/{story['id']}/export", {"profile": "lulu", "draft": True}, 202)
    work_off()
    job = Job.objects.get(kind="export")
    assert error_of(job)
    monkeypatch.undo()
    before = len(ENLARGED)
    assert client.post(f"/api/jobs/{job.pk}/retry").status_code == 202
    work_off()
    assert get(client, f"/stories/{story['id']}")["books"]
    assert (before, len(ENLARGED)) == (2, 2)


def test_a_model_without_such_a_network_smooths_and_says_so(client: Client, settings: Any) -> None:
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    studio._backend.cache_clear()
    story = drawn_story(client)
    assert export(client, story)["enlarger"] == "smoothing, which adds no detail (Lanczos)"
    assert ENLARGED == []


def test_the_shelf_is_swept_of_what_no_book_needs(client: Client, settings: Any) -> None:
    story = drawn_story(client)
    export(client, story)
    kept = Picture.objects.get().sha256
    mine = list(settings.PLATES.iterdir())
    assert {path.name[:64] for path in mine} == {kept}
    for path in mine:
        os.utime(path, (time.time() - 2 * 24 * 3600,) * 2)
    printing.sweep_plates()
    assert len(list(settings.PLATES.iterdir())) == len(mine)
    Panel.objects.update(kept=None)
    printing.sweep_plates()
    assert list(settings.PLATES.iterdir()) == []
    assert "storyboard.printing.sweep_plates" in settings.JOB_CHORES
