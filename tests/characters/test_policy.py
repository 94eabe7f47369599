"""What whoever runs the studio says of words and pictures holds, and their silence holds too."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from characters import policy, studio
from characters.models import Candidate
from jobs.errors import Refused
from jobs.models import Job
from storyboard.models import Picture
from tests.characters import policies
from tests.drawing import get, learnt_character, new_character, new_panel, new_story, patch, post, work_off

BROKEN = ["breaks", "leaves", "says_yes", "hangs", "is_not_there"]
HERE = "tests.characters.policies."


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Iterator[None]:
    settings.CHECK_SECONDS = 0.2
    policies.held.clear()
    policies.asked.clear()
    yield
    policies.held.set()


def test_the_local_writer_is_asked_nothing() -> None:
    policy.check_words("a wolf")
    policy.check_picture(b"")
    assert policies.asked == []


def test_a_reason_is_told_with_what_to_do(settings: Any) -> None:
    settings.PROMPT_POLICY = f"{HERE}no_wolves"
    policy.check_words("a fox", "", "in the snow")
    assert policies.asked == ["a fox\nin the snow"]
    with pytest.raises(Refused, match="no wolves here") as refusal:
        policy.check_words("a fox", "with a wolf")
    assert (refusal.value.status, refusal.value.trouble.code) == (422, "words_refused")
    assert "ask whoever runs this studio" in refusal.value.trouble.hint


@pytest.mark.parametrize("name", BROKEN)
def test_a_function_that_does_not_answer_refuses_everything(settings: Any, name: str) -> None:
    settings.PROMPT_POLICY = settings.PICTURE_CHECK = HERE + name
    questions: list[Callable[[], None]] = [
        lambda: policy.check_words("a fox"),
        lambda: policy.check_picture(b"\x89PNG"),
    ]
    for ask in questions:
        with pytest.raises(Refused, match="does not answer") as refusal:
            ask()
        assert (refusal.value.status, refusal.value.trouble.code) == (503, "check_away")
        assert refusal.value.retry_after


def test_functions_that_hang_do_not_pile_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHECK_SECONDS = 0.01
    settings.PROMPT_POLICY = f"{HERE}hangs"
    monkeypatch.setattr(policy, "_PLACES", threading.BoundedSemaphore(2))
    for _ in range(4):
        with pytest.raises(Refused):
            policy.check_words("a fox")
    before = threading.active_count()
    with pytest.raises(Refused):
        policy.check_words("a fox")
    assert threading.active_count() == before


def test_refused_words_are_kept_and_not_drawn(client: Client, settings: Any) -> None:
    story = new_story(client)
    character = new_character(client, story, description="a grey wolf")
    panel = new_panel(client, story, "a wolf in the snow")
    settings.PROMPT_POLICY = f"{HERE}no_wolves"
    assert post(client, f"/characters/{character['id']}/propose", {}, 422)["code"] == "words_refused"
    assert post(client, f"/panels/{panel['id']}/render", {}, 422)["code"] == "words_refused"
    drawn = post(client, f"/stories/{story['id']}/draw", {"panels": [panel["id"]]}, 202)
    assert [each["error"]["code"] for each in drawn["blocked"]] == ["words_refused"]
    assert not Job.objects.exists()
    assert get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]["scene"] == "a wolf in the snow"
    patch(client, f"/panels/{panel['id']}", {"scene": "a fox in the snow"}, panel["revision"])
    post(client, f"/panels/{panel['id']}/render", {}, 202)


@pytest.mark.django_db(transaction=True)
def test_what_is_tried_again_is_asked_for_again(client: Client, settings: Any) -> None:
    story = new_story(client)
    panel = new_panel(client, story, "a wolf in the snow")
    proposed = new_character(client, story, description="a grey wolf")
    waiting = [
        post(client, f"/panels/{panel['id']}/render", {}, 202)["id"],
        post(client, f"/characters/{proposed['id']}/propose", {}, 202)["id"],
    ]
    for job in waiting:
        post(client, f"/jobs/{job}/cancel")
    settings.PROMPT_POLICY = f"{HERE}no_wolves"
    for job in waiting:
        post(client, f"/jobs/{job}/retry", {}, 202)
    work_off()
    assert [get(client, f"/jobs/{job}")["error"]["code"] for job in waiting] == ["words_refused"] * 2


def test_many_panels_wait_for_a_silent_function_once(client: Client, settings: Any) -> None:
    story = new_story(client)
    panels = [new_panel(client, story, "a fox in the snow")["id"] for _ in range(3)]
    settings.PROMPT_POLICY = f"{HERE}hangs"
    assert post(client, f"/stories/{story['id']}/draw", {"panels": panels}, 503)["code"] == "check_away"


def _file() -> Any:
    kept = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(kept, "PNG")
    kept.name = "fox.png"
    kept.seek(0)
    return kept


@pytest.mark.parametrize(("name", "status"), [("no_pictures", 422), ("breaks", 503), ("hangs", 503)])
def test_an_uploaded_picture_is_looked_at_before_it_is_kept(
    client: Client, settings: Any, name: str, status: int
) -> None:
    character = new_character(client, new_story(client))
    settings.PICTURE_CHECK = HERE + name
    answer = client.post(f"/api/characters/{character['id']}/candidates", {"picture": _file()})
    assert (answer.status_code, Candidate.objects.exists()) == (status, False)


@pytest.fixture
def tiny(settings: Any) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    studio._backend.cache_clear()
    yield
    studio._backend.cache_clear()


@pytest.mark.usefixtures("tiny")
@pytest.mark.django_db(transaction=True)
def test_drawn_pictures_are_shown_only_after_the_check(client: Client, settings: Any) -> None:
    story = new_story(client)
    settings.PICTURE_CHECK = f"{HERE}every_picture"
    mia = learnt_character(client, story)
    assert len(policies.asked) == len(mia["candidates"]) + len(mia["sheet"]) == 8
    panel = new_panel(client, story, "in the snow", (mia["id"],))
    for name, code in (("no_pictures", "picture_refused"), ("breaks", "check_away"), ("hangs", "check_away")):
        settings.PICTURE_CHECK = HERE + name
        job = post(client, f"/panels/{panel['id']}/render", {}, 202)
        work_off()
        assert get(client, f"/jobs/{job['id']}")["error"]["code"] == code
    assert not Picture.objects.exists()
    settings.PICTURE_CHECK = f"{HERE}every_picture"
    post(client, f"/jobs/{job['id']}/retry", {}, 202)
    work_off()
    assert Picture.objects.count() == 1


@pytest.mark.usefixtures("tiny")
@pytest.mark.django_db(transaction=True)
def test_candidates_nobody_may_see_are_told_of(client: Client, settings: Any) -> None:
    character = new_character(client, new_story(client))
    settings.PICTURE_CHECK = f"{HERE}no_pictures"
    job = post(client, f"/characters/{character['id']}/propose", {"count": 4}, 202)
    work_off()
    assert get(client, f"/jobs/{job['id']}")["error"]["code"] == "picture_refused"
    assert not Candidate.objects.exists()
