"""A real studio on an empty data folder, and a real browser in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect, sync_playwright

from tests.running_studio import RunningStudio

CHROMIUM = Path("/usr/bin/chromium")  # Debian's; Playwright's own downloads are not used
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


expect.set_options(timeout=30_000)  # milliseconds; a small machine may be drawing at the same time


class Studio(RunningStudio):
    """A studio that leaves its one-time address to the browser."""

    door: str

    def start(self) -> None:
        self.process = self.launch()
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"http://\S+/\?token=\S+", line):
                self.door = found.group()
                return
        raise AssertionError(f"the studio did not start: {self.errors()}")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    folder = tmp_path / "data"
    folder.mkdir()
    running = Studio(folder, settings="storyboard.settings")
    with running:
        yield running


# Not for the session: while Playwright runs, its event loop would make Django refuse the database to later tests.
@pytest.fixture
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing; `make test` installs it.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)


@pytest.fixture
def troubles() -> list[str]:
    """What the pages of the context complained about: exceptions, failed loads, policy violations, dialogs."""
    return []


@pytest.fixture
def context(browser: Browser, troubles: list[str]) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(message.text)

    def refuse(dialog: Dialog) -> None:
        troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    made.on("console", note)
    made.on("weberror", lambda error: troubles.append(str(error.error)))
    made.on("dialog", refuse)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
