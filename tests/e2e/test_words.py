"""What needs no drawing: the door, words that are never lost, and a book of words alone."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio
from tests.e2e.hands import by_keys, press

pytestmark = pytest.mark.weights  # the editor asks the back-end what it knows

HOSTILE = '<img src=x onerror="alert(1)"> & <b>Mia</b>'


def test_the_address_works_once(studio: Studio, page: Page, browser: Browser) -> None:
    page.goto(studio.door)
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()
    with closing(browser.new_context()) as stranger:
        second = stranger.new_page()
        second.goto(studio.door)
        expect(second.get_by_role("heading", name="Your stories")).not_to_be_visible()
        expect(second.get_by_role("button", name="New story")).not_to_be_visible()


def test_words_survive_a_killed_studio(studio: Studio, page: Page, troubles: list[str]) -> None:
    page.goto(studio.door)
    editor.new_story(page, HOSTILE, "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, HOSTILE)
    assert troubles == []

    studio.kill()
    studio.start()
    page.goto(studio.door)
    page.get_by_role("link", name=HOSTILE).click()
    expect(page.get_by_role("textbox", name="Page text")).to_have_value(HOSTILE)
    assert not any(trouble.startswith("dialog") for trouble in troubles)


def test_a_book_of_words_alone(studio: Studio, page: Page, troubles: list[str]) -> None:
    page.goto(studio.door)
    editor.new_story(page, HOSTILE, "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Once upon a time.\n\nThere was nobody there.")
    editor.add_page(page, 2, HOSTILE)
    with closing(pypdfium2.PdfDocument(editor.export(page))) as document:
        words = [" ".join(document[index].get_textpage().get_text_bounded().split()) for index in range(len(document))]
    assert words == [f"{HOSTILE} Ada Example", "Once upon a time. There was nobody there. 1", f"{HOSTILE} 2"]
    assert troubles == []


def test_a_page_is_written_on_in_one_window(studio: Studio, context: BrowserContext, page: Page) -> None:
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Mia is cold.")
    second = context.new_page()
    second.goto(page.url)
    text = second.get_by_role("textbox", name="Page text")
    expect(second.get_by_text("This page is open in another window.")).to_be_visible()
    expect(text).not_to_be_editable()
    second.get_by_role("button", name="Take over").click()
    text.fill("Mia is warm.")
    editor.expect_saved(second)
    expect(page.get_by_role("textbox", name="Page text")).to_have_value("Mia is warm.")
    expect(page.get_by_role("textbox", name="Page text")).not_to_be_editable()
    second.close()
    # At once where the window could say goodbye, else when it has not been heard of for half a minute.
    expect(page.get_by_role("textbox", name="Page text")).to_be_editable(timeout=60_000)


def test_a_deleted_page_comes_back_by_undo_and_out_of_the_trash(
    studio: Studio, page: Page, troubles: list[str]
) -> None:
    by_keys(page)
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "One.")
    editor.add_page(page, 2, "Two.")
    editor.add_page(page, 3, "Three.")
    editor.open_page(page, 2)
    text = page.get_by_role("textbox", name="Page text")
    press(page.get_by_role("button", name="Delete page 2"))
    expect(text).to_have_value("Three.")
    text.press("Control+z")
    expect(text).to_have_value("Two.")
    press(page.get_by_role("button", name="Delete page 2"))
    expect(text).to_have_value("Three.")
    expect(page.get_by_role("status").get_by_role("button", name="Undo").last).to_be_focused()
    page.reload()
    deleted = page.get_by_role("button", name="Deleted", exact=True)
    press(deleted)
    press(page.get_by_role("button", name="Put back: Page 2"))
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(deleted).to_be_focused()
    editor.open_page(page, 2)
    expect(text).to_have_value("Two.")
    _turn_the_pages(page)
    assert troubles == []


def _turn_the_pages(page: Page) -> None:
    press(page.get_by_role("link", name="Read"))
    place = page.get_by_role("navigation", name="Turn the pages").get_by_role("status")
    # A key turns pages once the book is open.
    expect(place).to_have_text("Title")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("Pages 1 and 2 of 3")
