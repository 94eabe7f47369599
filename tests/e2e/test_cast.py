"""A look from a file of one's own, and a character that was deleted by mistake, then put aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.characters.hostile_pictures import encoded
from tests.e2e import editor
from tests.e2e.conftest import Studio

pytestmark = pytest.mark.weights  # the editor asks the back-end what it knows


def test_a_picture_of_ones_own(studio: Studio, page: Page, troubles: list[str], tmp_path: Path) -> None:
    picture, moving = tmp_path / "fox.png", tmp_path / "page.png"
    picture.write_bytes(encoded("PNG", size=(300, 200)))
    moving.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada Example")
    editor.add_character(page, "Mia", "a white fox")
    mia = editor.card(page, "Mia")
    mia.get_by_role("button", name="Use a picture of your own").click()
    dialog = page.get_by_role("dialog")
    use = dialog.get_by_role("button", name="Use this picture")
    expect(use).to_be_disabled()
    dialog.get_by_label("Picture: PNG").set_input_files(moving)
    use.click()
    expect(dialog.get_by_role("alert")).to_contain_text("no picture that can be read")
    assert [trouble for trouble in troubles if "422" not in trouble] == []
    troubles.clear()
    dialog.get_by_label("Picture: PNG").set_input_files(picture)
    expect(dialog.get_by_role("img", name="The chosen picture")).to_have_js_property("complete", True)
    dialog.get_by_label("What is behind Mia in it?").fill("in the forest")
    use.click()
    expect(dialog).not_to_be_visible()
    expect(mia.get_by_text("Picked", exact=True)).to_be_visible()
    shown = mia.get_by_role("img", name="Mia: the picked look")
    expect(shown).to_have_js_property("naturalWidth", 300)
    expect(mia.get_by_role("button", name="Learn Mia")).to_be_enabled()
    assert troubles == []


def test_a_deleted_character_comes_back(studio: Studio, page: Page, troubles: list[str]) -> None:
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada Example")
    editor.add_character(page, "Mia", "a white fox")
    for back in ("Undo", "trash"):
        editor.card(page, "Mia").get_by_role("button", name="Delete Mia").click()
        expect(editor.card(page, "Mia")).not_to_be_visible()
        if back == "Undo":
            page.get_by_role("status").get_by_role("button", name="Undo").click()
        else:
            page.get_by_role("button", name="Deleted characters").click()
            page.get_by_role("button", name="Put back: Mia").click()
            expect(page.get_by_role("dialog").get_by_text("Nothing was deleted.")).to_be_visible()
            page.get_by_role("button", name="Close").click()
        expect(editor.card(page, "Mia")).to_contain_text("a white fox")
    page.get_by_role("button", name="Put aside: Mia").click()
    expect(editor.card(page, "Mia")).not_to_be_visible()
    page.get_by_role("button", name="Put aside (1)").click()
    page.get_by_role("button", name="Bring back: Mia").click()
    expect(page.get_by_role("button", name="Put aside: Mia")).to_be_visible()
    assert troubles == []
