"""Browsers that open a story's socket and never read what comes: what waits for them has to stay small."""

from __future__ import annotations

import secrets
import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.running_studio import RunningStudio
from tests.soak.figures import Show, at_most
from tests.soak.studios import COUNT, export, new_story, running

pytestmark = pytest.mark.soak
CLIENTS = 50
#: the server hangs up on who answers no ping for this long, so that others come in their place
STAY = 30.0
SECONDS = 6.0 * COUNT
MIB = 1 << 20


@pytest.fixture
def studio(mode: str, tmp_path: Path) -> Iterator[RunningStudio]:
    with running(mode, tmp_path / "data") as studio:
        yield studio


@contextmanager
def deaf_client(studio: RunningStudio, story: str) -> Iterator[None]:
    """A socket that is open, wants all events from the first one on, and takes as little as the system allows."""
    at = urlsplit(studio.address)
    asked = {
        "Host": at.netloc,
        "Origin": studio.address,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
        "Cookie": "; ".join(f"{name}={value}" for name, value in studio.browser.cookies.items()),
    }
    lines = [f"GET /ws/stories/{story}/?since=0 HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items())]
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(60)
        line.connect((at.hostname, at.port))
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        assert line.recv(12) == b"HTTP/1.1 101"
        yield


def write_on(studio: RunningStudio, page: dict[str, int], until: float) -> None:
    """Tell the story of one change after another."""
    while time.monotonic() < until:
        page |= studio.patch(f"/pages/{page['id']}", {"text": f"Version {page['revision']}."}, page["revision"])


def test_clients_that_never_read(studio: RunningStudio, show: Show, mode: str) -> None:
    story, web = new_story(studio), psutil.Process(studio.process.pid)
    page = studio.get(f"/stories/{story}")["pages"][0]
    write_on(studio, page, time.monotonic() + SECONDS / 4)
    before, most, end = web.memory_info().rss, 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        with ExitStack() as open_ones:
            for _ in range(CLIENTS):
                open_ones.enter_context(deaf_client(studio, story))
            export(studio, story)
            write_on(studio, page, time.monotonic() + STAY)
            most = max(most, web.memory_info().rss)
    told = studio.get(f"/stories/{story}")["seq"]
    what = f"{CLIENTS} clients that never read, {told} events, {mode}: growth of the web process"
    show(at_most(what, round((most - before) / MIB, 1), 20, "MiB"))
