"""What needs no drawing: the door, words that are never lost, and a book of words alone."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio

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
