"""No page runs code that lies in it, and every answer says so."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from storyboard import views

ROOT = Path(settings.BASE_DIR)
PAGES = [
    *(ROOT / "storyboard" / "templates").glob("*.html"),
    ROOT / "frontend" / "index.html",
    *(ROOT / "frontend" / "dist").glob("*.html"),
]


class InlineCode(HTMLParser):
    """Collects what a browser would run or apply without fetching it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}")


def test_the_ear_hears() -> None:
    page = '<script>x</script><style></style><p onclick="x" style="y"><a href=" JavaScript:x">'
    assert InlineCode(page).found == ["<script>", "<style>", "p onclick", "p style", "a href"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_code_in_it(page: Path) -> None:
    assert InlineCode(page.read_text("utf-8")).found == []


@pytest.mark.parametrize("page", [views.NOT_BUILT, views.NO_SESSION, "login.html", "operator.html"])
def test_nor_have_those_that_are_made(page: str) -> None:
    text = page if page.startswith("<") else render_to_string(page, {"token": "<script>alert(1)</script>"})
    assert InlineCode(text).found == []


def test_the_editor_makes_no_code_out_of_text() -> None:
    wanted = ("dangerouslySetInnerHTML", ".innerHTML", ".outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    sources = [path for path in (ROOT / "frontend" / "src").rglob("*.ts*") if ".test." not in path.name]
    assert len(sources) > 100
    assert [(path.name, word) for path in sources for word in wanted if word in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    "address", ["/", "/stories/1", "/api/stories", "/api/nothing", "/media/nothing", "/media/pictures/x", "/healthz"]
)
def test_every_answer_has_the_policy(client: Client, settings: Any, tmp_path: Path, address: str) -> None:
    settings.EDITOR = tmp_path
    (tmp_path / "index.html").write_text("<div id=root>")
    for browser in (client, Client()):
        answer = browser.get(address)
        said = dict(each.strip().partition(" ")[::2] for each in answer["Content-Security-Policy"].split(";"))
        assert said["default-src"] == said["connect-src"] == "'self'"
        assert said["object-src"] == said["base-uri"] == said["frame-ancestors"] == "'none'"
        assert said["img-src"] == "'self' blob: data:"
        assert {"script-src", "style-src"} & said.keys() == set()
        assert answer["X-Content-Type-Options"] == "nosniff"
