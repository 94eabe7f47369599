"""The real studio process: who gets in, and who does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
import requests
from websockets.exceptions import InvalidStatus

from tests.characters.hostile_pictures import encoded
from tests.running_studio import RunningStudio, open_socket


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path_factory.mktemp("studio") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def story(studio: RunningStudio) -> str:
    return str(studio.post("/stories", {"title": "Mia"})["id"])


def test_writes_a_story(studio: RunningStudio, story: str) -> None:
    page = studio.post(f"/stories/{story}/pages")
    second = studio.post(f"/stories/{story}/pages", {"after": page["id"]})
    changed = studio.patch(f"/pages/{page['id']}", {"text": "Mia wakes up."}, page["revision"])
    moved = studio.post(f"/pages/{page['id']}/move", {"position": 1})
    assert changed["text"] == "Mia wakes up."
    assert [each["id"] for each in moved] == [second["id"], page["id"]]
    assert studio.get("/stories")[0]["pages"] == 2


def test_token_works_once(studio: RunningStudio) -> None:
    with requests.Session() as stranger:
        assert stranger.get(f"{studio.address}/", params={"token": studio.token}, timeout=5).status_code == 401
        refused = stranger.get(f"{studio.address}/api/stories", timeout=5)
    assert refused.status_code == 401
    assert refused.json()["code"] == "no_session"


def test_refuses_writes_without_csrf_token(studio: RunningStudio) -> None:
    answer = requests.post(
        f"{studio.address}/api/stories", json={"title": "x"}, cookies=dict(studio.browser.cookies), timeout=5
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf"


def test_refuses_writes_from_another_origin(studio: RunningStudio) -> None:
    answer = studio.browser.post(
        f"{studio.address}/api/stories", json={"title": "x"}, headers={"Origin": "http://127.0.0.1:9"}, timeout=5
    )
    assert answer.status_code == 403


def test_refuses_other_hosts(studio: RunningStudio) -> None:
    answer = studio.browser.get(f"{studio.address}/api/stories", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400


def test_an_endless_body_is_cut_off(studio: RunningStudio) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(4_000):
            sent += 1 << 16
            yield bytes(1 << 16)

    # The answer comes while the body is still under way: a client sees it, or that nobody listens any more.
    with suppress(requests.ConnectionError):
        answer = studio.browser.post(f"{studio.address}/api/stories", data=parts(), timeout=20)
        assert answer.status_code == 413
    assert sent < 200 << 20
    assert studio.browser.get(f"{studio.address}/api/stories", timeout=5).status_code == 200


def test_a_picture_of_ones_own_goes_through_the_whole_server(studio: RunningStudio, story: str) -> None:
    token = {"X-CSRFToken": studio.browser.cookies["csrftoken"]}
    body = {"name": "Mia", "description": "a white fox"}
    made = studio.browser.post(
        f"{studio.address}/api/stories/{story}/characters", json=body, headers=token, timeout=5
    ).json()
    sent = {"picture": ("fox.png", encoded("PNG", size=(300, 200)), "image/png")}
    path = f"{studio.address}/api/characters/{made['id']}/candidates"
    answer = studio.browser.post(path, files=sent, headers=token, timeout=30)
    assert answer.status_code == 201, answer.text
    [look] = answer.json()["candidates"]
    shown = studio.browser.get(studio.address + look["url"], timeout=5)
    assert shown.headers["Content-Type"] == "image/png"


def test_sends_security_headers(studio: RunningStudio) -> None:
    headers = studio.browser.get(f"{studio.address}/", timeout=5).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9", "http://evil.example", "null", "", "file://"])
def test_socket_refuses_other_origins(studio: RunningStudio, story: str, origin: str) -> None:
    with pytest.raises(InvalidStatus), open_socket(studio, story, origin=origin):
        pass


def test_socket_refuses_unknown_story(studio: RunningStudio) -> None:
    with pytest.raises(InvalidStatus), open_socket(studio, "00000000-0000-0000-0000-000000000000"):
        pass


def test_second_studio_on_the_folder_ends_with_a_message(studio: RunningStudio) -> None:
    second = studio.launch()
    assert second.wait(20) == 1
    assert "Another studio is already running" in studio.errors()
    assert second.stdout is not None
    second.stdout.close()


def test_refuses_to_listen_to_the_network() -> None:
    wished = [sys.executable, "manage.py", "studio", "--host", "0.0.0.0"]
    ended = subprocess.run(wished, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "invalid choice" in ended.stderr
