"""The editor's page and the start token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from storyboard import sign_in


@pytest.fixture(autouse=True)
def _editor(settings: Any, tmp_path: Path) -> None:
    settings.EDITOR = tmp_path


def test_token_signs_in_once_and_leaves_the_address(db: None) -> None:
    token = sign_in.issue()
    browser = Client()
    answer = browser.get("/", {"token": token})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/").status_code == 503
    assert Client().get("/", {"token": token}).status_code == 401


def test_sign_in_never_leads_to_another_site(client: Client) -> None:
    answer = client.get("/", {"token": "x"}, PATH_INFO="//evil.example/")
    assert (answer.status_code, answer["Location"]) == (302, "/evil.example/")


def test_second_start_signs_in_the_same_writer(db: None) -> None:
    writers = [sign_in.redeem(sign_in.issue()) for _ in range(2)]
    assert writers[0] == writers[1]
    assert writers[0] is not None
    assert not writers[0].has_usable_password()


def test_wrong_token_is_refused_in_words(db: None) -> None:
    answer = Client().get("/", {"token": "guessed-ü"})
    assert answer.status_code == 401
    assert b"address that the studio printed" in answer.content


def test_editor_that_is_not_built_says_so(client: Client) -> None:
    assert b"not built yet" in client.get("/").content


def test_editor_answers_its_own_addresses(client: Client, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<div id=root>")
    for address in ("/", "/stories/1/pages/2"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, b"<div id=root>")
        assert "no-cache" in answer["Cache-Control"]
        assert "csrftoken" in answer.cookies or "csrftoken" in client.cookies
    assert client.get("/assets/gone.js").status_code == 404
    assert client.post("/").status_code in (403, 405)
