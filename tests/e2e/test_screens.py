"""Every screen, light and dark, on a desk and on a phone: nothing that axe calls serious; pictures if wished.

`make screens` keeps the pictures in docs/screens.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio

pytestmark = pytest.mark.weights

AXE = Path("frontend/node_modules/axe-core/axe.min.js")
#: WCAG 2.2 AA and what it contains
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
VIEWS: list[tuple[str, Literal["dark", "light"]]] = [
    ("phone", "dark"),
    ("phone", "light"),
    ("desk", "dark"),
    ("desk", "light"),
]
KEPT = os.environ.get("SCREENS")
SAID = "What is this white sand?"


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical: rule, what is wrong, and where."""
    page.evaluate("scrollTo(0, 0)")  # what lies half under the head of the page is not too small
    page.evaluate(AXE.read_text())
    found: Any = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    return [
        f"{each['id']}: {each['help']} at {each['nodes'][0]['html']}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def look_at(page: Page, name: str, found: dict[str, list[str]]) -> None:
    """Look at a screen in every view; the last one leaves the page as it was."""
    for size, scheme in VIEWS:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        view = f"{name}-{scheme}-{size}"
        if troubles := serious(page):
            found[view] = troubles
        if KEPT:
            page.screenshot(path=Path(KEPT) / f"{view}.jpg", type="jpeg", quality=80, full_page=True)


def test_no_screen_keeps_anybody_out(studio: Studio, page: Page, troubles: list[str]) -> None:
    found: dict[str, list[str]] = {}
    page.goto(studio.door)
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()
    look_at(page, "1-library-empty", found)
    page.get_by_role("button", name="New story").click()
    look_at(page, "2-new-story", found)
    page.keyboard.press("Escape")
    page.reload()
    editor.new_story(page, "Mia and the first snow", "Ada Example")
    editor.add_character(page, "Mia", "a white fox with a green scarf")
    editor.add_character(page, "Rex", "a green dragon")
    look_at(page, "3-cast", found)
    _pages(page, found)
    editor.go_to(page, "Pictures")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_at(page, "6-pictures", found)
    editor.go_to(page, "Book")
    expect(page.get_by_role("combobox").first).to_be_visible()
    look_at(page, "7-book", found)
    _check_comic(editor.export(page))
    page.get_by_role("link", name="Read").click()
    expect(page.get_by_role("navigation", name="Turn the pages")).to_be_visible()
    look_at(page, "8-read", found)
    page.goto(f"{page.url.split('/stories')[0]}/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    look_at(page, "9-settings", found)
    assert not found, "\n".join(f"{view}: {trouble}" for view, all_ in found.items() for trouble in all_)
    assert troubles == []


def _pages(page: Page, found: dict[str, list[str]]) -> None:
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Mia has never seen snow.")
    page.get_by_role("textbox", name="Scene").fill("a white fox jumping in the snow")
    page.get_by_role("button", name="Draw").click()
    tries = page.get_by_role("region", name="Tries")
    expect(tries).to_be_visible(timeout=editor.DRAWN)
    look_at(page, "4-pages", found)
    editor.keep(page)
    _second_panel(page)
    people = page.get_by_role("group", name="Who is in it")
    people.get_by_role("button", name="Mia").click()
    people.get_by_role("button", name="Rex").click()
    page.get_by_text("Where they stand: as the model likes").click()
    page.get_by_role("button", name="Side by side").click()
    tries.get_by_text("Change this picture").click()
    tries.get_by_role("button", name="Fix a part…").click()
    look_at(page, "5-places", found)
    editor.expect_saved(page)


def _second_panel(page: Page) -> None:
    """A second picture on the open page, with words over it that are moved by keys."""
    page.get_by_role("button", name="Pictures on this page: 2").click()
    expect(page.get_by_role("heading", name="Picture 2 of 2")).to_be_visible()
    editor.draw(page, [], "a green dragon on the beach")
    editor.keep(page)
    page.get_by_text("Words over the picture").click()
    page.get_by_role("button", name="Speech bubble").click()
    page.get_by_role("textbox", name="Words 1").fill(SAID)
    page.get_by_role("button", name=re.compile("^Place of words 1")).press("ArrowRight")
    editor.expect_saved(page)


def _check_comic(book: bytes) -> None:
    """The first page of the story has both pictures, and the words over one of them as text."""
    with closing(pypdfium2.PdfDocument(book)) as document:
        words = " ".join(document[1].get_textpage().get_text_bounded().split())
    assert SAID in words
    with pikepdf.open(io.BytesIO(book)) as opened:
        assert len(opened.pages[1].get_images()) == 2
