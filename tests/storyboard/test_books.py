"""Where a book can go, what preflight says, and what the job makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jobs.models import Job
from storyboard.models import Picture
from storyboard.publishing import Finding
from storyboard.schemas.books import FindingOut
from tests.drawing import get, learnt_character, new_panel, new_story, patch, post, work_off
from tests.jobs.orders import error_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tiny_backend")]


def drawn_story(client: Client) -> Any:
    """A story of one page with a kept picture."""
    story = new_story(client)
    panel = new_panel(client, story, "a fox, in the snow")
    post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)
    work_off()
    picture = get(client, f"/stories/{story['id']}")["pages"][0]["panels"][0]["pictures"][0]
    post(client, f"/panels/{panel['id']}/keep", {"picture": picture["id"]})
    return get(client, f"/stories/{story['id']}")


def test_destinations_have_sizes_and_sources(client: Client) -> None:
    found = get(client, "/profiles")
    screens = ["screen", "epub-fixed", "epub-reflowable"]
    assert [each["id"] for each in found] == [*screens, "home-booklet", "ingramspark", "kdp-paperback", "lulu"]
    assert all(each["trims"] for each in found)
    assert all(each["sources"] for each in found[1:])


def test_preflight_names_pages_and_stops_print_shops(client: Client) -> None:
    story = drawn_story(client)
    panel = story["pages"][0]["panels"][0]
    shop = post(client, f"/stories/{story['id']}/preflight", {"profile": "kdp-paperback"})
    assert (shop["stops"], shop["pages"]) == (True, 24)
    assert shop["findings"][0] | {"message": "", "fix": ""} == {
        "level": "error", "code": "low_resolution", "page": 1, "message": "", "fix": "", "sheet": 6,
        "panel": None, "values": {"dots": 4, "wanted": 300},  # 32 pixels on 8.75 inches
    }  # fmt: skip
    screen = post(client, f"/stories/{story['id']}/preflight", {})
    assert (screen["pages"], screen["stops"]) == (2, False)
    assert [each["code"] for each in screen["findings"]] == ["no_text"]
    assert (screen["press"], screen["enlarger"]) == ("", "Lanczos resampling (smooths, adds no detail)")
    patch(client, f"/panels/{panel['id']}", {"scene": "a bear"}, panel["revision"])
    screen = post(client, f"/stories/{story['id']}/preflight", {})
    assert [each["code"] for each in screen["findings"]] == ["stale_picture", "no_text"]


def test_preflight_calls_a_picture_old_where_the_editor_does(client: Client) -> None:
    """Another look makes a picture as old as other words do."""
    story = new_story(client)
    mia = learnt_character(client, story)
    panel = new_panel(client, story, "Mia in the snow", (mia["id"],))
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    page = get(client, f"/stories/{story['id']}")["pages"][0]
    post(client, f"/panels/{panel['id']}/keep", {"picture": page["panels"][0]["pictures"][0]["id"]})
    check = f"/stories/{story['id']}/preflight"
    assert [each["code"] for each in post(client, check, {})["findings"]] == ["no_text"]
    post(client, f"/characters/{mia['id']}/pick", {"candidate": mia["candidates"][0]["id"]})
    assert [each["code"] for each in post(client, check, {})["findings"]] == ["stale_picture", "no_text"]


def _findings(client: Client, story: Any) -> list[tuple[str, int | None, int | None]]:
    found = post(client, f"/stories/{story['id']}/preflight", {})["findings"]
    return [(each["code"], each["page"], each["panel"]) for each in found if each["code"].startswith("cover")]


def _keep_another(client: Client, panel: str) -> str:
    """Has a try drawn and kept; returns its id."""
    post(client, f"/panels/{panel}/render", {}, 202)
    work_off()
    picture = str(Picture.objects.filter(panel_id=panel).latest("created_at").pk)
    post(client, f"/panels/{panel}/keep", {"picture": picture})
    return picture


def test_any_panel_can_be_the_cover_and_stays_it_with_another_picture(client: Client) -> None:
    story = drawn_story(client)
    address = f"/stories/{story['id']}"
    first = story["pages"][0]["panels"][0]
    below = post(client, f"/pages/{story['pages'][0]['id']}/layout", {"panels": 2})["panels"][1]
    patch(client, f"/panels/{below['id']}", {"scene": "a bear"}, below["revision"])
    story = patch(client, address, {"cover_panel": below["id"]}, story["revision"])
    assert story["cover_panel"] == below["id"]
    assert _findings(client, story) == [("cover_not_drawn", 1, 2)]
    assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{first['kept']}"
    for _ in range(2):
        picture = _keep_another(client, below["id"])
        assert get(client, address)["cover_panel"] == below["id"]
        assert _findings(client, story) == []
        assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{picture}"
    story = patch(client, address, {"title": "Mia again"}, story["revision"])
    assert story["cover_panel"] == below["id"]
    assert patch(client, address, {"cover_panel": None}, story["revision"])["cover_panel"] is None
    assert get(client, "/stories")[0]["cover_url"] == f"/media/pictures/{first['kept']}"


def test_a_deleted_cover_is_said_and_comes_back_with_its_panel(client: Client) -> None:
    story = drawn_story(client)
    chosen = new_panel(client, story, "a bear")
    _keep_another(client, chosen["id"])
    story = patch(client, f"/stories/{story['id']}", {"cover_panel": chosen["id"]}, story["revision"])
    page = get(client, f"/stories/{story['id']}")["pages"][1]["id"]
    assert client.delete(f"/api/pages/{page}").status_code == 204
    assert _findings(client, story) == [("cover_deleted", None, None)]
    post(client, f"/pages/{page}/restore")
    assert _findings(client, story) == []
    for address in (f"/api/pages/{page}", f"/api/pages/{page}?for_good=true"):
        assert client.delete(address).status_code == 204
    assert _findings(client, story) == [("cover_deleted", None, None)]


def test_a_panel_of_another_story_is_no_cover(client: Client) -> None:
    story, other = drawn_story(client), new_story(client)
    for panel in (new_panel(client, other)["id"], other["id"]):
        refused = patch(client, f"/stories/{story['id']}", {"cover_panel": panel}, story["revision"], 422)
        assert refused["code"] == "other_story"
    assert get(client, f"/stories/{story['id']}")["cover_panel"] is None


def test_a_print_shop_s_book_is_refused_and_made_as_a_draft_with_its_cover(client: Client) -> None:
    story = drawn_story(client)
    order = {"profile": "kdp-paperback", "dedication": "For Tom"}
    post(client, f"/stories/{story['id']}/export", order, 202)
    work_off()
    error: Any = error_of(Job.objects.get(kind="export"))
    assert (error["code"], error["details"]["page"]) == ("preflight", 1)
    assert get(client, f"/stories/{story['id']}")["books"] == []
    post(client, f"/stories/{story['id']}/export", order | {"draft": True}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert (book["profile"], book["draft"], book["pages"]) == ("kdp-paperback", True, 24)
    for address, name in ((book["url"], "mia.pdf"), (book["cover_url"], "mia-cover.pdf")):
        answer = client.get(address)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_screen_s_book_has_no_cover_file(client: Client) -> None:
    story = drawn_story(client)
    post(client, f"/stories/{story['id']}/export", {}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert book["cover_url"] is None
    assert client.get(book["url"].replace("books", "covers")).status_code == 404


@pytest.mark.parametrize("profile", ["epub-fixed", "epub-reflowable"])
def test_an_epub_is_made_and_served_as_one(client: Client, profile: str) -> None:
    story = drawn_story(client)
    post(client, f"/stories/{story['id']}/export", {"profile": profile}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert (book["format"], book["profile"], book["cover_url"]) == ("epub", profile, None)
    answer = client.get(book["url"])
    assert answer["Content-Type"] == "application/epub+zip"
    assert answer["Content-Disposition"] == 'attachment; filename="mia.epub"'
    assert answer.content[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("order", [{"profile": "vanity"}, {"profile": "lulu", "trim": "A0"}])
def test_unknown_destinations_are_refused_at_once(client: Client, order: dict[str, str]) -> None:
    story = new_story(client)
    new_panel(client, story, "a fox")
    for address in ("preflight", "export"):
        assert post(client, f"/stories/{story['id']}/{address}", order, 422)["code"] == "unknown_profile"


def test_what_a_book_of_an_earlier_version_was_told_is_a_sentence_alone() -> None:
    old = FindingOut.kept("Page 2 has no text.")
    assert (old.code, old.message, old.page, old.values) == ("", "Page 2 has no text.", None, {})
    found = FindingOut.of(Finding("warning", "no_text", "Page 2 has no text.", 2, values=(("words", 3),)))
    assert FindingOut.kept(found.model_dump()) == found
