"""Markup and code that somebody writes into any field are letters on every screen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Studio
from tests.storyboard.publishing.hostile import TAGS

pytestmark = pytest.mark.weights  # the editor asks the back-end what it knows
TEXTS = (
    *TAGS,
    "\"'><img src=x onerror=alert(1)>",
    "</textarea></title><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
)
TITLE, CAST, NAME = TAGS[4], 12, 40
#: what is seen in a room without turning a page; a text that stands in a field counts for none
SHOWN = {
    "": TEXTS[-3:],
    "cast": TAGS[:3],
    "pages": TAGS[:2],
    "board": TAGS[:2],
    "export": ("printed pages",),
    "read": (TITLE,),
}
BOX = {"left": 0.1, "top": 0.1, "right": 0.6, "bottom": 0.3}


class Writer:
    """The editor's own requests, made without its hands."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context, self._api = context, f"{address}/api"
        self._token = next(each["value"] for each in context.cookies() if each["name"] == "csrftoken")

    def send(self, method: str, path: str, body: object, revision: int | None = None) -> Any:
        """The JSON answer."""
        headers = {"X-CSRFToken": self._token, **({} if revision is None else {"If-Match": str(revision)})}
        answer = self._context.request.fetch(f"{self._api}{path}", method=method, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()


def fill_in(writer: Writer) -> str:
    """A story with these texts wherever one can be written; and one of each title."""
    for text in TEXTS:
        writer.send("POST", "/stories", {"title": text, "author": text})
    story = writer.send("POST", "/stories", {"title": TITLE, "author": TITLE})["id"]
    cast = []
    for text in TEXTS[:CAST]:
        added = writer.send(
            "POST", f"/stories/{story}/characters", {"name": text[:NAME], "description": f"a white fox {text}"}
        )
        cast.append(added["id"])
    pages = writer.send("POST", f"/stories/{story}/pages/many", {"texts": list(TEXTS)})
    for page, text in zip(pages, TEXTS, strict=True):
        panel = page["panels"][0]
        bubble = {"text": text, "speaker": cast[0], "box": BOX, "tail": {"left": 0.5, "top": 0.5}, "kind": "speech"}
        change = {"scene": text, "cast": cast[:2], "bubbles": [bubble]}
        writer.send("PATCH", f"/panels/{panel['id']}", change, panel["revision"])
    return str(story)


def test_what_is_written_is_never_run(studio: Studio, context: BrowserContext, page: Page, troubles: list[str]) -> None:
    page.goto(studio.door)
    expect(page.get_by_role("heading", name="Your stories")).to_be_visible()
    address = re.sub(r"/\?.*", "", studio.door)
    story = fill_in(Writer(context, address))
    for room, shown in SHOWN.items():
        page.goto(f"{address}/stories/{story}/{room}" if room else address)
        page.wait_for_load_state("networkidle")
        for text in shown:
            expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()
    for _ in TEXTS:
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text(TEXTS[-1]).last).to_be_visible()
    assert troubles == []
