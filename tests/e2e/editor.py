"""What a writer does in the editor, step by step, by the names that stand on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import press, step_down, write

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
    # The card has grown by then: what is below it stays where it is.
    expect(card(page, name).get_by_text(re.compile("^(Drawing looks|Pick one)$"))).to_be_visible()


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


def add_outfit(page: Page, name: str, outfit: str, description: str) -> None:
    """Describe something else that somebody learnt wears, pick its first look and have that learnt."""
    press(card(page, name).get_by_role("button", name=f"Add an outfit for {name}"))
    form = page.get_by_role("form", name=f"A new outfit for {name}")
    write(form.get_by_role("textbox", name="Name of the outfit"), outfit)
    write(form.get_by_role("textbox", name=f"{name} in it"), description)
    press(form.get_by_role("button", name="Add the outfit"))
    dressed = f"{name} in “{outfit}”"
    worn = page.get_by_role("article", name=dressed)
    press(worn.get_by_role("button", name=f"Propose looks: {dressed}"))
    expect(worn.get_by_role("button", name=re.compile("^Look "))).to_have_count(PROPOSED, timeout=DRAWN)
    expect(worn.get_by_text("Pick one", exact=True)).to_be_visible(timeout=DRAWN)
    press(worn.get_by_role("button", name=f"Look 1 for {dressed}", exact=True))
    press(worn.get_by_role("button", name=f"Learn {dressed}"))
    expect(worn.get_by_text(re.compile("^(In line|Learning)$"))).to_be_visible()


def wear(page: Page, name: str, outfit: str) -> None:
    """Let somebody on the open page wear the first of their outfits."""
    wears = page.get_by_role("combobox", name=f"{name} wears")
    step_down(wears)
    expect(wears.locator("option:checked")).to_have_text(outfit)
    expect_saved(page)


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


def describe(page: Page, cast: Sequence[str], scene: str) -> None:
    """Fill in what belongs into the open page's picture."""
    who = page.get_by_role("group", name="Who is in it")
    for name in cast:
        press(who.get_by_role("button", name=name, exact=True))
    write(page.get_by_role("textbox", name="Scene"), scene)


def draw(page: Page, cast: Sequence[str], scene: str) -> None:
    """Describe the open page's picture and have the first try drawn."""
    describe(page, cast, scene)
    press(page.get_by_role("button", name="Draw", exact=True))
    expect_try(page, 1)


def draw_missing(page: Page, count: int) -> None:
    """Have all pictures that are missing drawn at once, and put each into the book as it is."""
    go_to(page, "Pictures")
    press(page.get_by_role("button", name=f"Draw {count} missing"))
    ways = page.get_by_role("button", name=re.compile("^Keep this picture, page "))
    expect(ways).to_have_count(count, timeout=DRAWN)
    for number in range(1, count + 1):
        way = page.get_by_role("button", name=f"Keep this picture, page {number}", exact=True)
        press(way)
        expect(way).not_to_be_visible()
    expect(page.get_by_text(f"{count} of {count} pictures are in the book.")).to_be_visible()


def draw_again(page: Page, number: int) -> None:
    press(page.get_by_role("button", name="Draw again"))
    expect_try(page, number)


def change(page: Page, way: str) -> None:
    """Have the shown try drawn over in one of the ways that are offered."""
    tries = page.get_by_role("region", name="Tries")
    press(tries.get_by_text("Change this picture"))
    press(tries.get_by_role("button", name=way))


def draw_one_again(page: Page, name: str, pages: Sequence[int]) -> int:
    """Have a character drawn again in the first of these pages in whose picture the model finds them; which it was."""
    for number in pages:
        open_page(page, number)
        change(page, f"Only {name} again")
        drawn, missed = _try(page, 2), page.get_by_role("alert").filter(has_text="not found in the picture")
        expect(drawn.or_(missed)).to_be_visible(timeout=DRAWN)
        if drawn.is_visible():
            return number
    raise AssertionError(f"{name} was found on none of the pages {pages}")


def read_through(page: Page, pages: int) -> None:
    """Turn every page by keys, and come back."""
    press(page.get_by_role("link", name="Read"))
    place = page.get_by_role("navigation", name="Turn the pages").get_by_role("status")
    expect(place).to_have_text("Title")
    for first in range(1, pages, 2):
        page.keyboard.press("ArrowRight")
        expect(place).to_have_text(f"Pages {first} and {first + 1} of {pages}")
        for number in (first, first + 1):
            leaf = page.get_by_role("region", name=f"Page {number}", exact=True)
            expect_loaded(leaf.get_by_role("img"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Story")).to_be_visible()


def expect_loaded(image: Locator) -> None:
    """The picture has arrived, and the browser can show it."""
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0


def _try(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name="Tries").get_by_role("button", name=f"Try {number}", exact=True)


def expect_try(page: Page, number: int) -> None:
    """Try `number` has arrived and is a picture that the browser can show."""
    tried = _try(page, number)
    expect(tried).to_be_visible(timeout=DRAWN)
    expect_loaded(tried.locator("img"))


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
