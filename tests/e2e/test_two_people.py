"""Two people and one story, on a network: what both wrote at once is shown to both and lost by neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import services
from tests.e2e import editor
from tests.scale_studio import PASSWORD, ScaleStudio


@pytest.fixture
def network(tmp_path: Path) -> Iterator[ScaleStudio]:
    """A web server for mia and tom; nothing is drawn, so nobody works."""
    services.require()
    both = services.Services()
    try:
        with ScaleStudio(tmp_path / "data", both, workers=0) as running:
            running.add_account("tom")
            yield running
    finally:
        both.stop()


def sign_in(page: Page, network: ScaleStudio, name: str) -> None:
    page.goto(network.address)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()


def share_with_tom(page: Page) -> None:
    page.get_by_role("button", name="Share…").click()
    page.get_by_label("Name that they sign in with").fill("tom")
    page.get_by_label("What they may do").select_option("Read and change everything")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_label("What tom may do")).to_be_visible()
    page.keyboard.press("Escape")


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Page text")


def take_over(page: Page) -> None:
    """Write here from now on; who was away for half a minute has left the page by itself."""
    button = page.get_by_role("button", name="Take over")
    if button.is_visible():
        button.click()
    expect(text_of(page)).to_be_editable()


def test_what_two_people_wrote_at_once_is_shown_and_kept(
    network: ScaleStudio, browser: Browser, context: BrowserContext, page: Page
) -> None:
    sign_in(page, network, "mia")
    editor.new_story(page, "The Visit", "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Snow.")
    share_with_tom(page)
    with closing(browser.new_context()) as elsewhere:
        tom = elsewhere.new_page()
        sign_in(tom, network, "tom")
        tom.get_by_role("link", name="The Visit").click()
        expect(text_of(tom)).not_to_be_editable()

        context.set_offline(True)
        text_of(page).fill("Snow fell all night.")
        expect(page.get_by_role("status", name="Save state")).to_contain_text("Offline")
        take_over(tom)
        text_of(tom).fill("Snow melted in the sun.")
        editor.expect_saved(tom)
        context.set_offline(False)

        versions = page.get_by_role("alert", name="Two versions")
        expect(versions).to_contain_text("Snow fell all night.")
        expect(versions).to_contain_text("Snow melted in the sun.")
        expect(text_of(tom)).to_have_value("Snow melted in the sun.")
        versions.get_by_role("button", name="Keep both").click()
        editor.expect_saved(page)
        whole = text_of(page).input_value()
        assert "Snow fell all night." in whole
        assert "Snow melted in the sun." in whole
        expect(text_of(tom)).to_have_value(whole)
        for each in (page, tom):
            each.reload()
            expect(text_of(each)).to_have_value(whole)
