"""The finished story that an empty library offers: opened by one click, looked at, read, and taken home."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Studio
from tests.e2e.test_screens import PAIR, expect_nothing, look_at

pytestmark = pytest.mark.weights


def test_somebody_who_has_nothing_yet_sees_what_comes_out(studio: Studio, page: Page, troubles: list[str]) -> None:
    found: dict[str, list[str]] = {}
    page.goto(studio.door)
    page.get_by_role("button", name="Look at a finished story").click()
    page.wait_for_url(re.compile("/pages"))
    expect(page.get_by_role("img", name=re.compile("meadow")).first).to_be_visible()
    look_at(page, "21-sample", found, PAIR)
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".strip__paper").first.evaluate("it => it.clientWidth") < 120, "as wide as its text is long"
    page.set_viewport_size(size or {"width": 1280, "height": 800})
    page.get_by_role("button", name="About this story").click()
    page.get_by_role("combobox", name="Age of the readers").select_option("Up to 3 years, read to")
    look_at(page, "22-about-story", found, PAIR)
    page.get_by_role("button", name="Close").click()
    words = page.get_by_role("textbox", name="Page text")
    expect(words).to_have_attribute("data-size", "24")
    page.get_by_role("link", name="Read", exact=True).click()
    page.get_by_role("button", name="On", exact=True).click()
    expect(page.get_by_text("Mia woke up early.")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"{studio.door.partition('?')[0]}settings")
    page.get_by_role("button", name="Put all stories into one file").click()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download all stories").click()
    assert file.value.suggested_filename.startswith("storyboard-")
    expect_nothing(found)
    assert troubles == []
