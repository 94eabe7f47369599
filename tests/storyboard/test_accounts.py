"""The page that asks who somebody is, in their language."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from storyboard import accounts


def asked(wish: str) -> HttpRequest:
    request = RequestFactory().get("/login", headers={"Accept-Language": wish})
    request.user = AnonymousUser()
    return request


def page(wish: str) -> str:
    answer = accounts.urlpatterns[0].callback(asked(wish))
    return str(answer.render().content.decode())


@pytest.mark.parametrize(
    ("wish", "direction", "button"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "ltr", "Anmelden"),
        ("fr,ar;q=0.5,en;q=0.4", "rtl", "سجّل الدخول"),
        ("fr", "ltr", "Sign in"),
        ("arn", "ltr", "Sign in"),
        ("", "ltr", "Sign in"),
    ],
)
def test_it_speaks_the_first_language_of_the_wishes(wish: str, direction: str, button: str) -> None:
    shown = page(wish)
    assert f'dir="{direction}"' in shown
    assert f"<button>{button}</button>" in shown


def test_every_language_says_everything() -> None:
    assert {tuple(words) for words in accounts.WORDS.values()} == {tuple(accounts.WORDS["en"])}


def test_who_is_locked_out_is_told_on_the_page() -> None:
    tried = RequestFactory().post("/login", {"next": "/stories/7"}, headers={"Accept-Language": "de"})
    answer = accounts.locked_out(tried)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Das Passwort war zu oft falsch." in answer.content.decode()
    assert 'name="next" value="/stories/7"' in answer.content.decode(), "where they wanted to go is kept"


def test_the_page_knows_again_who_asked_and_where_to() -> None:
    request = RequestFactory().post("/login", {"username": "mia <3", "next": "/stories/1"})
    request.user = AnonymousUser()
    shown = accounts.locked_out(request).content.decode()
    assert 'name="next" value="/stories/1"' in shown
    assert 'name="username" value="mia &lt;3"' in shown


def test_who_is_locked_out_is_told_in_the_editor() -> None:
    answer = accounts.locked_out(RequestFactory().post("/api/account/delete"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert json.loads(answer.content)["code"] == "locked_out"
