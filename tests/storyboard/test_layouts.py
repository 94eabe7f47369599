"""Several panels on a page: how many, in which order, what of them is thrown away, and words over their pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from jobs import artifacts
from jobs.models import Job
from storyboard import manuscript
from storyboard.models import Panel, Picture, Story
from storyboard.publishing import Bubble
from storyboard.services import trash
from tests.drawing import get, new_character, new_panel, new_story, patch, post

BOX = {"left": 0.125, "top": 0.25, "right": 0.625, "bottom": 0.5}


@pytest.fixture
def story(client: Client) -> Any:
    """One page with one panel, a fox in the snow."""
    made = new_story(client)
    new_panel(client, made, "a fox in the snow")
    return get(client, f"/stories/{made['id']}")


def page_of(client: Client, story: Any) -> Any:
    return get(client, f"/stories/{story['id']}")["pages"][0]


def lay_out(client: Client, page: Any, panels: int, status: int = 200) -> Any:
    return post(client, f"/pages/{page['id']}/layout", {"panels": panels}, status)


def ids(page: Any) -> list[str]:
    return [panel["id"] for panel in page["panels"]]


def thrown(client: Client, panel: str, status: int = 204) -> Any:
    answer = client.delete(f"/api/panels/{panel}")
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_page_gets_as_many_panels_as_are_wished(client: Client, story: Any) -> None:
    page = story["pages"][0]
    made = lay_out(client, page, 4)
    assert ids(made)[0] == ids(page)[0]
    assert len(set(ids(made))) == 4
    assert lay_out(client, page, 4) == made
    for wrong in (0, 7):
        assert lay_out(client, page, wrong, 422)["code"] == "invalid"


def over_two(client: Client, page: Any, status: int = 200, panels: int = 1) -> Any:
    return post(client, f"/pages/{page['id']}/layout", {"panels": panels, "spread": True}, status)


def test_one_picture_goes_over_two_pages(client: Client, story: Any) -> None:
    """What is too many goes into the trash; several panels, or one that comes back, end it."""
    first, second = ids(lay_out(client, story["pages"][0], 2))
    made = over_two(client, story["pages"][0])
    assert (made["spread"], ids(made)) == (True, [first])
    assert over_two(client, made, 422, panels=2)["code"] == "invalid"
    assert page_of(client, story) == made
    copy = post(client, f"/pages/{made['id']}/duplicate", status=201)
    assert copy["spread"]
    back = post(client, f"/panels/{second}/restore")
    assert (back["spread"], ids(back)) == (False, [first, second])
    assert not lay_out(client, over_two(client, back), 1)["spread"]


def test_panels_with_nothing_in_them_go_first(client: Client, story: Any) -> None:
    page = lay_out(client, story["pages"][0], 4)
    first, second, third, last = ids(page)
    patch(client, f"/panels/{last}", {"scene": "a bear"}, 1)
    assert ids(lay_out(client, page, 3)) == [first, second, last]
    assert ids(lay_out(client, page, 1)) == [first]
    waiting = get(client, f"/stories/{story['id']}/trash/panels")
    assert {(each["id"], each["position"], each["page"]) for each in waiting} == {
        (third, 2, page["id"]),
        (second, 1, page["id"]),
        (last, 2, page["id"]),
    }
    assert next(each["scene"] for each in waiting if each["id"] == last) == "a bear"
    post(client, f"/panels/{second}/restore")
    assert ids(post(client, f"/panels/{last}/restore")) == [first, second, last]


def test_a_panel_comes_back_to_its_place_with_everything(client: Client, story: Any) -> None:
    mia = new_character(client, story)["id"]
    first, second, third = ids(lay_out(client, story["pages"][0], 3))
    words = {"scene": "in the sea", "cast": [mia], "bubbles": [said("Hello", mia)]}
    before = patch(client, f"/panels/{second}", words, 1)
    thrown(client, second)
    assert ids(page_of(client, story)) == [first, third]
    patch(client, f"/panels/{second}", {"scene": "late"}, 2, 404)
    post(client, f"/panels/{second}/render", {}, 404)
    assert client.delete(f"/api/characters/{mia}").status_code == 204, "nobody sees her"
    back = post(client, f"/panels/{second}/restore")
    assert ids(back) == [first, second, third]
    assert back["panels"][1] == before
    assert [each["id"] for each in get(client, f"/stories/{story['id']}")["cast"]] == [mia]
    assert client.delete(f"/api/characters/{mia}").json()["details"] == {"pages": [1]}
    post(client, f"/panels/{second}/restore", {}, 404)


def test_a_page_keeps_one_panel_and_takes_six(client: Client, story: Any) -> None:
    page = story["pages"][0]
    assert thrown(client, ids(page)[0], 422)["code"] == "last_panel"
    last = ids(lay_out(client, page, 2))[1]
    thrown(client, last)
    lay_out(client, page, 6)
    assert post(client, f"/panels/{last}/restore", {}, 422)["code"] == "page_full"


def test_throwing_a_panel_away_ends_its_drawings_only(client: Client, story: Any) -> None:
    first, second = ids(lay_out(client, story["pages"][0], 2))
    patch(client, f"/panels/{second}", {"scene": "a bear"}, 1)
    jobs = {panel: post(client, f"/panels/{panel}/render", {}, 202)["id"] for panel in (first, second)}
    thrown(client, second)
    states = {panel: Job.objects.get(pk=job).state for panel, job in jobs.items()}
    assert states == {first: "queued", second: "cancelled"}


def test_panels_are_moved(client: Client, story: Any) -> None:
    first, second, third = ids(lay_out(client, story["pages"][0], 3))
    assert ids(post(client, f"/panels/{third}/move", {"position": 0})) == [third, first, second]
    assert ids(post(client, f"/panels/{third}/move", {"position": 9})) == [first, second, third]


def test_the_plan_and_drawing_the_book_count_panels(client: Client, story: Any) -> None:
    first, second = ids(lay_out(client, story["pages"][0], 2))
    path = f"/stories/{story['id']}"
    made = get(client, f"{path}/plan")
    assert (made["missing"], [each["panel"] for each in made["blocked"]]) == ([first], [second])
    patch(client, f"/panels/{second}", {"scene": "a bear"}, 1)
    assert get(client, f"{path}/plan")["missing"] == [first, second]
    post(client, f"/panels/{second}/move", {"position": 0})
    assert get(client, f"{path}/plan")["missing"] == [second, first]
    drawn = post(client, f"{path}/draw", {"panels": [second, first]}, 202)
    assert [job["subject"]["id"] for job in drawn["jobs"]] == [second, first]


def test_a_copy_of_a_page_has_the_same_panels_and_words(client: Client, story: Any) -> None:
    page = lay_out(client, story["pages"][0], 3)
    patch(client, f"/panels/{ids(page)[2]}", {"scene": "a bear", "bubbles": [said("Hello")]}, 1)
    thrown(client, ids(page)[1])
    copy = post(client, f"/pages/{page['id']}/duplicate", {}, 201)
    assert [panel["scene"] for panel in copy["panels"]] == ["a fox in the snow", "a bear"]
    assert copy["panels"][1]["bubbles"] == [said("Hello")]


def test_panels_go_for_good_after_thirty_days_or_on_a_second_wish(client: Client, story: Any) -> None:
    _, second, third = ids(lay_out(client, story["pages"][0], 3))
    for panel in (second, third):
        thrown(client, panel)
    assert client.delete(f"/api/panels/{second}?for_good=true").status_code == 204
    assert trash.empty_old() == 0
    Panel.with_trash.filter(pk=third).update(trashed_at=timezone.now() - trash.KEPT_FOR - timedelta(seconds=1))
    assert trash.empty_old() == 1
    assert Panel.with_trash.count() == 1


def test_a_page_in_the_trash_takes_its_thrown_panels_along(client: Client, story: Any) -> None:
    page = lay_out(client, story["pages"][0], 2)
    thrown(client, ids(page)[1])
    client.delete(f"/api/pages/{page['id']}")
    assert get(client, f"/stories/{story['id']}/trash/panels") == []
    post(client, f"/panels/{ids(page)[1]}/restore", {}, 404)
    assert ids(post(client, f"/pages/{page['id']}/restore")[0]) == ids(page)[:1]
    assert ids(post(client, f"/panels/{ids(page)[1]}/restore")) == ids(page)


def said(text: str, speaker: str | None = None, tail: dict[str, float] | None = None) -> dict[str, Any]:
    return {"text": text, "speaker": speaker, "box": BOX, "tail": tail, "kind": "speech"}


def test_bubbles_are_kept_as_text_is(client: Client, story: Any) -> None:
    mia = new_character(client, story)["id"]
    panel = story["pages"][0]["panels"][0]
    wanted = [said("Who is\nthere?", mia, {"left": 0.5, "top": 0.75}) | {"kind": "whisper"}, said("ثلج")]
    path = f"/panels/{panel['id']}"
    assert patch(client, path, {"bubbles": wanted}, panel["revision"])["bubbles"] == wanted
    late = patch(client, path, {"bubbles": []}, panel["revision"], 409)
    assert late["details"]["current"]["bubbles"] == wanted
    assert page_of(client, story)["panels"][0]["bubbles"] == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        said("x" * 301),
        said("x") | {"box": BOX | {"right": 0.125}},
        said("x", None, {"left": 1.5, "top": 0}),
        said("x") | {"kind": "sung"},
        {"text": "x"},
    ],
)
def test_an_impossible_bubble_is_refused(client: Client, story: Any, wrong: dict[str, Any]) -> None:
    panel = story["pages"][0]["panels"][0]
    assert patch(client, f"/panels/{panel['id']}", {"bubbles": [wrong]}, panel["revision"], 422)["code"] == "invalid"
    many = {"bubbles": [said("x")] * 13}
    assert patch(client, f"/panels/{panel['id']}", many, panel["revision"], 422)["code"] == "invalid"


def test_the_book_has_all_panels_in_order_with_their_words(
    client: Client, story: Any, settings: Any, tmp_path: Any
) -> None:
    settings.ARTIFACTS = tmp_path
    page = lay_out(client, story["pages"][0], 3)
    first, second, _ = ids(page)
    bubbles = [said("Brr!", None, {"left": 0.5, "top": 0.75}) | {"kind": "shout"}, said("")]
    patch(client, f"/panels/{second}", {"scene": "at sea", "bubbles": bubbles}, 1)
    for panel, keep in ((first, False), (second, True)):
        drawn = _picture(panel, tmp_path)
        if keep:
            post(client, f"/panels/{panel}/keep", {"picture": str(drawn.pk)})
    row = Story.objects.get(pk=story["id"])
    [made] = manuscript.content(row, "", timezone.now()).pages
    assert [(each.picture is not None, each.drawn) for each in made.panels] == [
        (False, True),
        (True, True),
        (False, False),
    ]
    assert [each.alt for each in made.panels] == ["", "at sea", ""]
    assert made.panels[1].bubbles == (Bubble("Brr!", 0.125, 0.25, 0.5, 0.25, (0.5, 0.75), "shout"),)
    found = post(client, f"/stories/{story['id']}/preflight", {"profile": "screen"})["findings"]
    assert {"not_chosen", "no_picture"} <= {each["code"] for each in found if each["page"] == 1}


def _picture(panel: str, folder: Any) -> Picture:
    file = artifacts.store(lambda path: Image.new("RGB", (32, 32)).save(path), ".png")
    request = {"cast": [], "scene": Panel.objects.get(pk=panel).scene}
    return Picture.objects.create(panel_id=panel, job_id=uuid4(), file=file, request=request, prompt="", seed=1)
