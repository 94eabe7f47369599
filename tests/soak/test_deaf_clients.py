"""Browsers that open a story's socket and never read what comes: what waits for them has to stay small."""

from __future__ import annotations

import secrets
import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.running_studio import RunningStudio
from tests.soak.figures import Show, at_most
from tests.soak.studios import COUNT, export, manage, new_story, running

pytestmark = pytest.mark.soak
CLIENTS = 50
#: the server hangs up on who answers no ping for this long, so that others come in their place
STAY = 30.0
SECONDS = 6.0 * COUNT
MIB = 1 << 20
#: bytes of an event at least
LINE = 100
#: events of a story that has been worked on for long. The system's own buffers hold some 20,000 for a client.
PAST = 100_000
_LIVE_ON = """
from jobs.models import JobEvent, Topic
topic = Topic.objects.get(name="story:{story}")
numbers = range(topic.seq + 1, topic.seq + 1 + {past})
rows = [JobEvent(topic=topic.name, seq=seq, kind="changed", changed=["page:{page}"]) for seq in numbers]
JobEvent.objects.bulk_create(rows, batch_size=5_000)
Topic.objects.filter(pk=topic.pk).update(seq=numbers[-1])
"""


@pytest.fixture
def studio(mode: str, tmp_path: Path) -> Iterator[RunningStudio]:
    with running(mode, tmp_path / "data") as studio:
        yield studio


@contextmanager
def deaf_client(studio: RunningStudio, story: str) -> Iterator[socket.socket]:
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
        yield line


def told(line: socket.socket) -> int:
    """How many bytes come out of what waits for a client, if it reads at last for as long as something is there."""
    line.settimeout(1)
    read = 0
    with suppress(TimeoutError):
        while some := line.recv(1 << 20):
            read += len(some)
    return read


def write_on(studio: RunningStudio, page: dict[str, int], seconds: float) -> int:
    """Tell the story of one change after another; returns the most bytes that its web process has meanwhile."""
    web, most, end = psutil.Process(studio.process.pid), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        page |= studio.patch(f"/pages/{page['id']}", {"text": f"Version {page['revision']}."}, page["revision"])
        most = max(most, web.memory_info().rss)
    return most


def test_clients_that_never_read(studio: RunningStudio, show: Show, mode: str) -> None:
    story = new_story(studio)
    page = studio.get(f"/stories/{story}")["pages"][0]
    done = manage(studio, "shell", "-c", _LIVE_ON.format(story=story, page=page["id"], past=PAST))
    assert done.returncode == 0, done.stderr
    before, most, end = write_on(studio, page, SECONDS / 4), 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        with ExitStack() as open_ones:
            lines = [open_ones.enter_context(deaf_client(studio, story)) for _ in range(CLIENTS)]
            export(studio, story)
            most = max(most, write_on(studio, page, STAY))
            assert told(lines[0]) < PAST * LINE, "it was not behind"
    seq = studio.get(f"/stories/{story}")["seq"]
    what = f"{CLIENTS} clients that never read, {seq} events, {mode}: growth of the web process"
    show(at_most(what, round((most - before) / MIB, 1), 20, "MiB"))
