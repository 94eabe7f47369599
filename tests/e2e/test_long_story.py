"""A story of two hundred pages, and the size of what a browser loads first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.e2e import editor
from tests.e2e.conftest import Studio

PAGES = 200
#: Items with contents, of 200: what is seen, and as far again on either side.
MOST_DRAWN = 75
MOST_SCRIPT = 300_000  # bytes, compressed
DIST = Path("frontend/dist")

#: Scrolls to the end in steps of a frame; the longest task on the way, in milliseconds.
SCROLL = """async (list) => {
  const longest = [0];
  const watcher = new PerformanceObserver((seen) => longest.push(...seen.getEntries().map((each) => each.duration)));
  watcher.observe({ type: "longtask" });
  const frame = () => new Promise(requestAnimationFrame);
  for (let step = 0; step < 60; step += 1) {
    list.scrollBy(0, list.scrollHeight / 60);
    await frame();
  }
  await frame();
  watcher.disconnect();
  return Math.max(...longest);
}"""


@pytest.mark.weights
def test_two_hundred_pages(studio: Studio, page: Page, troubles: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    page.goto(studio.door)
    editor.new_story(page, "Long", "Ada Example")
    story = page.url.rstrip("/").split("/")[-2]
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    made = page.request.post(
        f"{page.url.partition('/stories')[0]}/api/stories/{story}/pages/many",
        data=json.dumps({"texts": [f"Words of page {number}." for number in range(1, PAGES + 1)]}),
        headers={"X-CSRFToken": token, "Content-Type": "application/json"},
    )
    assert made.ok, made.text()
    editor.go_to(page, "Pages")
    strip = page.get_by_role("navigation", name="Pages")
    tasks = {"strip": _scrolled(strip.get_by_role("list"), strip.get_by_role("link"))}
    editor.open_page(page, PAGES)
    page.reload()
    expect(strip.get_by_role("link", name=f"Page {PAGES}")).to_be_in_viewport()
    editor.go_to(page, "Pictures")
    tasks["board"] = _scrolled(page.locator("html"), page.locator(".board__grid > li > *"))
    expect(page.get_by_role("article", name=f"Page {PAGES}")).to_be_in_viewport()
    with capsys.disabled():
        print(json.dumps({"longest task while scrolling 200 pages, ms": tasks}))
    assert troubles == []


def _scrolled(scroller: Locator, drawn: Locator) -> float:
    """Scroll to the end; few items have contents, before and after."""
    expect(drawn.first).to_be_visible()
    assert drawn.count() <= MOST_DRAWN
    longest = float(scroller.evaluate(SCROLL))
    assert 0 < drawn.count() <= MOST_DRAWN
    return longest


def test_what_is_loaded_first_is_small(studio: Studio) -> None:
    address = studio.door.partition("/?")[0]
    scripts = re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', (DIST / "index.html").read_text())
    assert scripts
    sent = {name: _sent(address + name) for name in scripts}
    assert sum(sent.values()) <= MOST_SCRIPT, sent


def _sent(address: str) -> int:
    """Bytes of a file as they come over the line to a browser that takes them compressed."""
    answer = requests.get(address, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=20)
    assert answer.ok
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.raw.read(decode_content=False))
