"""The Book room: pages as they will be printed, and findings that lead to where they are mended."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio
from tests.e2e.test_screens import expect_nothing, look_at


def test_a_writer_looks_at_the_proof_and_goes_to_what_is_missing(
    studio: Studio, page: Page, troubles: list[str]
) -> None:
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Mia wakes up. " + "word " * 300)
    editor.go_to(page, "Book")
    page.get_by_label("Where the book goes").select_option("Lulu paperback")
    desk = page.get_by_role("region", name="Open pages")
    expect(page.get_by_text("Printed page 1 of 32")).to_be_visible()
    found: dict[str, list[str]] = {}
    look_at(page, "proof", found)

    page.get_by_role("listitem").filter(has_text="words too long").get_by_role(
        "button", name="Show in the proof"
    ).click()
    expect(desk).to_be_focused()
    shown = desk.get_by_role("img", name="Mia wakes up.")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 875

    page.keyboard.press("Home")
    cover = desk.get_by_role("img", name="The cover")
    expect(cover).to_have_js_property("complete", True)
    assert cover.evaluate("image => image.naturalWidth") > 1700

    page.get_by_role("listitem").filter(has_text="words too long").get_by_role("link", name="Open page 1").click()
    expect(page.get_by_role("textbox", name="Page text")).to_be_focused()
    expect_nothing(found)
    assert troubles == []
