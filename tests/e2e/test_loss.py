"""Words are never lost: what the writer has typed is there after whatever happened, and every screen shows the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, WebSocketRoute, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio

pytestmark = pytest.mark.weights  # the editor asks the back-end what it knows

WORDS = " Mia looked out. It had snow"


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Page text")


def a_page(studio: Studio, page: Page) -> None:
    page.goto(studio.door)
    editor.new_story(page, "Mia", "Ada Example")
    editor.go_to(page, "Pages")
    editor.add_page(page, 1, "Once.")


def type_on(page: Page, words: str) -> None:
    """At the end of the page's text, key by key."""
    text_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def expect_as_loaded_anew(page: Page, words: str) -> None:
    """The words stand on the screen, and on the screen of a browser that has kept nothing."""
    expect(text_of(page)).to_have_value(words)
    editor.expect_saved(page)
    assert page.context.browser is not None
    stranger = page.context.browser.new_context()
    stranger.add_cookies([
        {"name": each["name"], "value": each["value"], "domain": each["domain"], "path": each["path"]}
        for each in page.context.cookies()
    ])  # fmt: skip
    fresh = stranger.new_page()
    fresh.goto(page.url)
    expect(text_of(fresh)).to_have_value(words)
    stranger.close()


def slowly(seconds: float) -> Callable[[Route], None]:
    """Answers saves late."""

    def answer(route: Route) -> None:
        if route.request.method == "PATCH":
            route.request.frame.page.wait_for_timeout(1000 * seconds)
        route.continue_()

    return answer


def test_a_slow_line_a_cut_line_and_a_killed_tab(studio: Studio, context: BrowserContext, page: Page) -> None:
    a_page(studio, page)
    page.route("**/api/pages/*", slowly(3))
    type_on(page, " Slow.")
    expect(page.get_by_role("status", name="Save state")).to_have_text("Saving")
    page.unroute("**/api/pages/*")
    expect_as_loaded_anew(page, "Once. Slow.")

    context.set_offline(True)
    type_on(page, " Alone.")
    expect(page.get_by_role("status", name="Save state")).to_contain_text("Offline")
    context.set_offline(False)
    expect_as_loaded_anew(page, "Once. Slow. Alone.")

    address = page.url
    context.set_offline(True)  # so that nothing but the store of the browser can keep it
    type_on(page, WORDS)
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(address)
    expect_as_loaded_anew(page, f"Once. Slow. Alone.{WORDS}")


def test_a_server_that_dies_while_somebody_writes(studio: Studio, page: Page) -> None:
    a_page(studio, page)
    studio.arguments = ("--port", str(urlsplit(page.url).port))
    studio.kill()
    type_on(page, WORDS)
    expect(page.get_by_role("status", name="Save state")).to_contain_text("Offline")
    studio.start()
    expect_as_loaded_anew(page, f"Once.{WORDS}")


def test_two_who_write_and_a_socket_that_loses_a_third(studio: Studio, context: BrowserContext, page: Page) -> None:
    chance = random.Random(5)

    def lossy(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: None if chance.random() < 0.3 else socket.send(message))

    page.route_web_socket("**/ws/stories/*", lossy)
    a_page(studio, page)
    other = context.new_page()
    other.goto(page.url)
    for number in range(2, 6):
        editor.add_page(other, number, f"Page {number} of the other one.")
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_count(5)
    for number in range(2, 6):
        editor.open_page(page, number)
        expect(text_of(page)).to_have_value(f"Page {number} of the other one.")
    other.close()
    expect_as_loaded_anew(page, "Page 5 of the other one.")


@pytest.mark.soak
def test_ten_seconds_for_a_save_and_ten_minutes_without_a_network(
    studio: Studio, context: BrowserContext, page: Page
) -> None:
    a_page(studio, page)
    page.route("**/api/pages/*", slowly(10))
    type_on(page, " Slow.")
    page.wait_for_timeout(15_000)
    page.unroute("**/api/pages/*")
    expect_as_loaded_anew(page, "Once. Slow.")
    context.set_offline(True)
    words = [f" {number}" for number in range(120)]
    for word in words:
        type_on(page, word)
        page.wait_for_timeout(5000)
    context.set_offline(False)
    expect_as_loaded_anew(page, f"Once. Slow.{''.join(words)}")
