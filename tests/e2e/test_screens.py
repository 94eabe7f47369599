"""Every screen, light and dark, on a desk and on a phone: nothing that axe calls serious; pictures if wished.

`make screens` keeps the pictures in docs/screens.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.characters.hostile_pictures import encoded
from tests.e2e import editor
from tests.e2e.conftest import Studio

pytestmark = pytest.mark.weights

AXE = Path("frontend/node_modules/axe-core/axe.min.js")
#: WCAG 2.2 AA and what it contains
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
View = tuple[str, Literal["dark", "light"]]
VIEWS: tuple[View, ...] = (("phone", "dark"), ("phone", "light"), ("desk", "dark"), ("desk", "light"))
#: For windows over a screen that was looked at in every view: each size and each scheme once.
PAIR: tuple[View, ...] = (("phone", "dark"), ("desk", "light"))
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


def look_at(page: Page, name: str, found: dict[str, list[str]], views: Sequence[View] = VIEWS) -> None:
    """Look at a screen in every view; the last one leaves the page as it was."""
    for size, scheme in VIEWS if KEPT else views:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        view = f"{name}-{scheme}-{size}"
        if troubles := serious(page):
            found[view] = troubles
        if KEPT:
            whole = not page.locator("dialog[open]").count()  # what lies under a window would only repeat itself
            shot = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
            shot.save(Path(KEPT) / f"{view}.webp", quality=75, method=6)
    page.evaluate("document.activeElement.scrollIntoView({ block: 'nearest' })")


def expect_nothing(found: dict[str, list[str]]) -> None:
    """In no view of any screen was there anything to say."""
    assert not found, "\n".join(f"{view}: {trouble}" for view, all_ in found.items() for trouble in all_)


def test_no_screen_keeps_anybody_out(studio: Studio, page: Page, troubles: list[str]) -> None:
    found: dict[str, list[str]] = {}
    page.goto(studio.door)
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()
    look_at(page, "01-library-empty", found)
    page.get_by_role("button", name="New story").click()
    look_at(page, "02-new-story", found)
    page.keyboard.press("Escape")
    page.reload()
    editor.new_story(page, "Mia and the first snow", "Ada Example")
    look_at(page, "03-cast-empty", found, PAIR)
    editor.add_character(page, "Mia", "a white fox with a green scarf")
    editor.add_character(page, "Rex", "a green dragon")
    look_at(page, "04-cast", found)
    _pages(page, found)
    editor.go_to(page, "Pictures")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_at(page, "12-pictures", found)
    _restyle(page, found)
    editor.go_to(page, "Book")
    expect(page.get_by_role("combobox").first).to_be_visible()
    look_at(page, "13-book", found)
    _check_comic(editor.export(page))
    page.get_by_role("link", name="Read").click()
    expect(page.get_by_role("navigation", name="Turn the pages")).to_be_visible()
    look_at(page, "14-read", found)
    page.goto(f"{page.url.split('/stories')[0]}/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    look_at(page, "15-settings", found)
    expect_nothing(found)
    assert troubles == []


def _pages(page: Page, found: dict[str, list[str]]) -> None:
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Mia has never seen snow.")
    page.get_by_role("textbox", name="Scene").fill("a white fox jumping in the snow")
    page.get_by_role("button", name="Draw").click()
    tries = page.get_by_role("region", name="Tries")
    expect(tries).to_be_visible(timeout=editor.DRAWN)
    look_at(page, "07-pages", found)
    editor.keep(page)
    _second_panel(page)
    people = page.get_by_role("group", name="Who is in it")
    people.get_by_role("button", name="Mia").click()
    people.get_by_role("button", name="Rex").click()
    page.get_by_text("Where they stand: as the painter likes").click()
    page.get_by_role("button", name="Side by side").click()
    tries.get_by_text("Change this picture").click()
    tries.get_by_role("button", name="Fix a part…").click()
    look_at(page, "08-places", found)
    _painted(page, found)
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


def _restyle(page: Page, found: dict[str, list[str]]) -> None:
    """The book in another style, judged by a sample: the second picture waits for who has to be learnt first."""
    page.get_by_role("button", name="Another style for the book").click()
    page.get_by_role("radio", name="a watercolor", exact=True).check()
    page.get_by_role("button", name="Draw two samples").click()
    all_of_it = page.get_by_role("button", name="All in this style")
    expect(all_of_it).to_be_visible(timeout=editor.DRAWN)
    look_at(page, "18-restyle", found, PAIR)
    all_of_it.click()
    first = page.get_by_role("article", name="Page 1, picture 1")
    before = first.get_by_role("img").get_attribute("src")
    exchange = page.get_by_role("button", name="Put 1 new picture into the book")
    exchange.click()
    expect(exchange).not_to_be_visible()
    expect(first.get_by_text("In the book")).to_be_visible()
    expect(first.get_by_role("img")).not_to_have_attribute("src", before or "")


def _check_comic(book: bytes) -> None:
    """The first page of the story has both pictures, and the words over one of them as text."""
    with closing(pypdfium2.PdfDocument(book)) as document:
        words = " ".join(document[1].get_textpage().get_text_bounded().split())
    assert SAID in words
    with pikepdf.open(io.BytesIO(book)) as opened:
        assert len(opened.pages[1].get_images()) == 2


def _painted(page: Page, found: dict[str, list[str]]) -> None:
    """Rex's area, painted with the pointer and with keys."""
    where = page.get_by_role("region", name="Picture 2 of 2")
    where.get_by_role("button", name="Erase").click()
    where.get_by_role("group", name="Whose area").get_by_role("button", name="Rex").click()
    where.get_by_role("button", name="Large").click()
    brush = where.get_by_role("button", name="Brush for Rex")
    brush.scroll_into_view_if_needed()
    box = brush.bounding_box()
    assert box is not None
    for share in (0.15, 0.3):
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + share * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.98 * box["width"], box["y"] + share * box["height"], steps=5)
        page.mouse.up()
    where.get_by_role("button", name="Paint", exact=True).click()
    brush.press("ArrowUp")
    brush.press("Shift+ArrowLeft")
    expect(brush).to_have_accessible_name(re.compile("painted$"))
    look_at(page, "09-painting", found, PAIR)
    where.get_by_role("button", name="Move", exact=True).click()


def test_no_window_over_a_screen_does(studio: Studio, page: Page, tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    page.route("**/api/studio", _with_accounts)
    page.goto(studio.door)
    editor.new_story(page, "Mia and the first snow", "Ada Example")
    _windows_of_the_cast(page, found, tmp_path)
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Mia has never seen snow.")
    editor.add_page(page, 2, "She runs out of the house.")
    page.get_by_role("button", name="Paste a text").click()
    page.get_by_role("textbox", name="Your text").fill("It snowed all night. Mia looked out. Nobody was awake.")
    look_at(page, "10-paste-a-text", found, PAIR)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete page 2").click()
    page.get_by_role("button", name="Deleted", exact=True).click()
    expect(page.get_by_role("button", name="Put back: Page 2")).to_be_visible()
    look_at(page, "11-deleted-pages", found, PAIR)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share…").click()
    expect(page.get_by_text("Nobody but you sees this story.")).to_be_visible()
    look_at(page, "16-sharing", found, PAIR)
    page.keyboard.press("Escape")
    _other_languages(page, found)
    expect_nothing(found)


def _with_accounts(route: Route) -> None:
    """The studio of one machine as one with accounts shows itself."""
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | {"accounts": True})


def _windows_of_the_cast(page: Page, found: dict[str, list[str]], folder: Path) -> None:
    picture = folder / "fox.png"
    picture.write_bytes(encoded("PNG", size=(300, 200)))
    for name in ("Mia", "Rex"):
        editor.add_character(page, name, "a white fox")
    editor.card(page, "Mia").get_by_role("button", name="Use a picture of your own").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Picture: PNG").set_input_files(picture)
    expect(dialog.get_by_role("img", name="The chosen picture")).to_have_js_property("complete", True)
    look_at(page, "05-own-picture", found, PAIR)
    page.keyboard.press("Escape")
    editor.card(page, "Rex").get_by_role("button", name="Delete Rex").click()
    page.get_by_role("button", name="Deleted characters").click()
    expect(page.get_by_role("button", name="Put back: Rex")).to_be_visible()
    look_at(page, "06-deleted-characters", found, PAIR)
    page.keyboard.press("Escape")


def _other_languages(page: Page, found: dict[str, list[str]]) -> None:
    story = page.url.split("/pages")[0]
    for code, language in (("de", "Deutsch"), ("ar", "العربية")):
        page.goto(f"{story.split('/stories')[0]}/settings")
        page.get_by_role("radio", name=language).click()
        expect(page.locator(f"html[lang={code}]")).to_be_visible()
        for room in ("cast", "pages", "board", "export"):
            page.goto(f"{story}/{room}")
            expect(page.locator("main").get_by_role("heading").first).to_be_visible()
            look_at(page, f"17-{code}-{room}", found, PAIR)
            if room == "pages":
                button = page.locator(".strip > .button")
                assert button.evaluate("it => it.clientHeight") < 44, "words in two lines"
                assert button.evaluate("it => it.scrollWidth <= it.clientWidth"), "words cut off"
