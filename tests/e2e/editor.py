"""What a writer does in the editor, step by step, by the names that stand on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import press, write

PROPOSED = 11
#: milliseconds, for two slow cores
DRAWN = 10 * 60_000
LEARNT = 30 * 60_000


def new_story(page: Page, title: str, author: str) -> None:
    press(page.get_by_role("button", name="New story"))
    write(page.get_by_role("textbox", name="Title"), title)
    write(page.get_by_role("textbox", name="Author"), author)
    write(page.get_by_role("spinbutton", name="Pages to begin with"), "0")
    press(page.get_by_role("button", name="Create story"))
    expect(page.get_by_role("heading", name="Who is in your story?")).to_be_visible()


def go_to(page: Page, room: str) -> None:
    press(page.get_by_role("navigation", name="Story").get_by_role("link", name=room))


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def add_character(page: Page, name: str, description: str) -> None:
    form = page.get_by_role("form", name="New character")
    write(form.get_by_role("textbox", name="Name"), name)
    write(form.get_by_role("textbox", name="What they are"), description)
    press(form.get_by_role("button", name="Add character"))
    expect(card(page, name)).to_contain_text(description)


def propose(page: Page, name: str) -> None:
    press(card(page, name).get_by_role("button", name="Propose looks"))


def pick(page: Page, name: str, look: int) -> None:
    """Wait for all looks and pick one."""
    looks = card(page, name).get_by_role("button", name=re.compile("^Look "))
    expect(looks).to_have_count(PROPOSED, timeout=DRAWN)
    expect(card(page, name).get_by_text("Pick one", exact=True)).to_be_visible(timeout=DRAWN)
    press(card(page, name).get_by_role("button", name=f"Look {look} for {name}", exact=True))
    expect(card(page, name).get_by_text("Picked", exact=True)).to_be_visible()


def learn(page: Page, name: str) -> None:
    press(card(page, name).get_by_role("button", name=f"Learn {name}"))
    expect(card(page, name).get_by_text(re.compile("^(In line|Learning)$"))).to_be_visible()


def expect_learnt(page: Page, name: str) -> None:
    expect(card(page, name).get_by_text("Ready", exact=True)).to_be_visible(timeout=LEARNT)


def add_page(page: Page, number: int, text: str) -> None:
    """Add a page behind the last one and write its text."""
    press(page.get_by_role("button", name="Add page"))
    sheet = page.get_by_role("region", name=f"Page {number}", exact=True)
    expect(sheet).to_be_visible()
    write(sheet.get_by_role("textbox", name="Page text"), text)
    expect_saved(page)


def expect_saved(page: Page) -> None:
    expect(page.get_by_role("status", name="Save state")).to_have_text("Saved")


def open_page(page: Page, number: int) -> None:
    strip = page.get_by_role("navigation", name="Pages")
    press(strip.get_by_role("link", name=re.compile(rf"Page {number}(, being drawn)?$")))
    expect(page.get_by_role("region", name=f"Page {number}", exact=True)).to_be_visible()


def draw(page: Page, cast: Sequence[str], scene: str) -> None:
    """Fill in the open page's picture and have the first try drawn."""
    who = page.get_by_role("group", name="Who is in it")
    for name in cast:
        press(who.get_by_role("button", name=name, exact=True))
    write(page.get_by_role("textbox", name="Scene"), scene)
    press(page.get_by_role("button", name="Draw", exact=True))
    expect_try(page, 1)


def draw_again(page: Page, number: int) -> None:
    press(page.get_by_role("button", name="Draw again"))
    expect_try(page, number)


def expect_try(page: Page, number: int) -> None:
    """Try `number` has arrived and is a picture that the browser can show."""
    tried = page.get_by_role("region", name="Tries").get_by_role("button", name=f"Try {number}", exact=True)
    expect(tried).to_be_visible(timeout=DRAWN)
    expect(tried.locator("img")).to_have_js_property("complete", True)
    assert tried.locator("img").evaluate("image => image.naturalWidth") > 0


def keep(page: Page) -> None:
    press(page.get_by_role("button", name="Keep this picture"))
    expect(page.get_by_role("region", name="Tries").get_by_text("In the book", exact=True)).to_be_visible()


def export(page: Page) -> bytes:
    """Make the book and download it."""
    go_to(page, "Book")
    press(page.get_by_role("button", name="Export book"))
    link = page.get_by_role("link", name="Download PDF")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        press(link)
    return download.value.path().read_bytes()
