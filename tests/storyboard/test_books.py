"""Where a book can go, what preflight says, and what the job makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobs import services
from jobs.models import Job
from jobs.work import Work
from storyboard import manuscript
from storyboard.models import Book, Story
from storyboard.publishing import Figure
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


def files_in(folder: Path) -> dict[Path, int]:
    """All files below a folder, with their inodes: a file that was written again has another one."""
    return {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


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
    assert (screen["press"], screen["enlarger"]) == ("", "smoothing, which adds no detail (Lanczos)")
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


def test_a_book_knows_what_goes_over_two_pages_and_where_people_were_drawn(client: Client) -> None:
    story = new_story(client)
    mia, panel = learnt_character(client, story), new_panel(client, story, "in the snow")
    place = {"character": mia["id"], "box": {"left": 0.125, "top": 0.25, "right": 0.625, "bottom": 0.5}, "depth": 0}
    patch(client, f"/panels/{panel['id']}", {"cast": [mia["id"]], "places": [place]}, panel["revision"])
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    work_off()
    page = get(client, f"/stories/{story['id']}")["pages"][0]
    post(client, f"/panels/{panel['id']}/keep", {"picture": page["panels"][0]["pictures"][0]["id"]})
    post(client, f"/pages/{page['id']}/layout", {"panels": 1, "spread": True})
    told = manuscript.content(Story.objects.get(pk=story["id"]), "", timezone.now()).pages[0]
    assert told.opened
    assert told.panels[0].figures == (Figure("Mia", 0.125, 0.625),)


def test_the_screen_s_book_is_made_with_facing_pages_side_by_side(client: Client) -> None:
    story = drawn_story(client)
    assert [each["facing"] for each in get(client, "/profiles")] == [True] + [False] * 6
    post(client, f"/stories/{story['id']}/export", {"facing": True}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert (book["profile"], book["facing"], book["pages"]) == ("screen", True, 1)
    wrong = post(client, f"/stories/{story['id']}/export", {"profile": "lulu", "facing": True}, 422)
    assert (wrong["code"], wrong["message"]) == ("unknown_profile", "Lulu paperback has no facing pages side by side.")


def test_a_print_shop_s_book_is_refused_and_made_as_a_draft_with_its_cover(client: Client) -> None:
    story = drawn_story(client)
    order = {"profile": "kdp-paperback", "dedication": "For Tom"}
    post(client, f"/stories/{story['id']}/export", order, 202)
    work_off()
    error: Any = error_of(Job.objects.get(kind="export"))
    assert (error["code"], error["details"]["page"]) == ("preflight", 1)
    finding = error["details"]["finding"]
    assert error["message"].endswith(f" would not take this book. {finding['message']} {finding['fix']}")
    assert get(client, f"/stories/{story['id']}")["books"] == []
    post(client, f"/stories/{story['id']}/export", order | {"draft": True}, 202)
    work_off()
    book = get(client, f"/stories/{story['id']}")["books"][0]
    assert (book["profile"], book["draft"], book["pages"]) == ("kdp-paperback", True, 24)
    for address, name in ((book["url"], "mia.pdf"), (book["cover_url"], "mia-cover.pdf")):
        answer = client.get(address)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_cancelled_book_leaves_its_pictures_for_the_next_order(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PLATES = tmp_path / "plates"
    story = drawn_story(client)
    order = {"profile": "kdp-paperback", "draft": True}
    job = post(client, f"/stories/{story['id']}/export", order, 202)
    kept, user, report = files_in(settings.ARTIFACTS), Job.objects.get(pk=job["id"]).owner, Work.report

    def cancel_once_a_picture_is_there(work: Work, done: int, total: int, step: str) -> None:
        if any(settings.PLATES.glob("*")):
            services.cancel(user, work.job.pk)
        report(work, done, total, step)

    with monkeypatch.context() as patched:
        patched.setattr(Work, "report", cancel_once_a_picture_is_there)
        work_off()
    assert Job.objects.get(pk=job["id"]).state == "cancelled"
    assert (Book.objects.count(), files_in(settings.ARTIFACTS)) == (0, kept)
    plates = files_in(settings.PLATES)
    assert plates
    post(client, f"/stories/{story['id']}/export", order, 202)
    work_off()
    assert Book.objects.get().pages == 24
    assert plates.items() <= files_in(settings.PLATES).items(), "made once for both"


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
