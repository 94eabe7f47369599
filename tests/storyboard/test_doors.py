"""Every route and every socket, for everybody: a door that is not in the table fails the test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from jobs.models import Job
from storyboard import accounts, asgi, urls
from tests.characters.hostile_pictures import encoded
from tests.storyboard.doors import ANYBODY, DOORS, PEOPLE, SIGNED_IN, Door, World, expected

#: addresses outside the API that are for everybody, with the reason
PUBLIC = {
    "^api/": "answers 404",
    "shared/{token}": "the editor's page for those who have a link, which asks for the story by it",
    "healthz": "says that the process answers",
    "readyz": "says whether the database answers",
    "metrics": "counts only, and only for the private network",
    "operator": "404 but for operators; see test_watching",
    "operator/{job_id}/cancel": "404 but for operators; see test_watching",
    "operator/{job_id}/retry": "404 but for operators; see test_watching",
    "login": "on a network only; see test_accounts",
    "logout": "on a network only; see test_accounts",
    "^(?!media/|assets/|ws/).*$": "the editor's page, which asks who is there",
}
SOCKETS = {"ws/stories/<uuid:story_id>/": {"viewer", "editor", "owner"}}


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.ARTIFACTS, settings.UPLOADS = tmp_path / "artifacts", tmp_path / "uploads"
    settings.ACCOUNTS = True
    return World(tmp_path)


def test_every_route_is_in_the_table() -> None:
    schema = urls.api.get_openapi_schema(path_prefix="/api/")["paths"]
    published = {(method, path) for path, methods in schema.items() for method in methods}
    media = {("get", f"/{route}") for route in map(_route, urls.urlpatterns) if route.startswith("media/")}
    assert {(door.method, door.path.partition("?")[0]) for door in DOORS} == published | media


def test_every_other_address_is_known_to_be_public() -> None:
    others = {_route(each) for each in [*urls.urlpatterns, *accounts.urlpatterns]} - {"api/"}
    assert {route for route in others if not route.startswith("media/")} == set(PUBLIC)


def test_every_socket_is_in_the_table() -> None:
    router = asgi.routes
    assert {str(each.pattern) for each in router} == set(SOCKETS)


def _route(pattern: Any) -> str:
    return re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))


@pytest.mark.parametrize("who", PEOPLE)
def test_door_lets_in_whom_it_should(world: World, who: str) -> None:
    browser = world.browser(who)
    for door in DOORS:
        with undone():
            answer = knock(browser, door, world)
            assert answer.status_code in expected(door, who), (who, door, answer.content)
            if who in ("anonymous", "stranger", "staff") and door.role != ANYBODY:
                told = answer.content.decode(errors="replace")
                assert not [secret for secret in world.secrets() if secret in told], (who, door)


def test_stranger_gets_the_answer_for_things_that_are_not_there(world: World) -> None:
    browser = world.browser("stranger")
    nothing = dict.fromkeys(world.ids, "00000000-0000-0000-0000-0000000000aa")
    for door in DOORS:
        if door.role not in (SIGNED_IN, ANYBODY):
            theirs = knock(browser, door, world)
            world_ids, world.ids = world.ids, nothing
            absent = knock(browser, door, world)
            world.ids = world_ids
            assert (theirs.status_code, theirs.content) == (absent.status_code, absent.content), door


def knock(browser: Any, door: Door, world: World) -> Any:
    path, headers = door.address(world.ids), {"If-Match": "1"}
    if door.file:
        return browser.post(path, {**door.body, door.file: SimpleUploadedFile("fox.png", encoded("PNG"))})
    if door.pack is not None:
        return browser.post(path, door.pack, "application/zip", headers=headers)
    return browser.generic(door.method.upper(), path, json.dumps(door.body), "application/json", headers=headers)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, so that every door is tried on the same story."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_editors_work_belongs_to_the_storys_owner(world: World) -> None:
    editor, owner = world.browser("editor"), world.browser("owner")
    path = f"/api/stories/{world.ids['story_id']}"
    body = json.dumps({"name": "Tom", "description": "a robot"})
    made = editor.post(f"{path}/characters", body, "application/json").json()["id"]
    job = editor.post(f"{path}/export", "{}", "application/json").json()["id"]
    assert made in [each["id"] for each in owner.get(path).json()["cast"]]
    assert owner.get(f"/api/jobs/{job}").status_code == 200
    owner.delete(f"{path}/shares/editor")
    assert editor.get(f"/api/jobs/{job}").status_code == 404
    assert editor.get(path).status_code == 404


def test_what_a_guest_has_in_line_ends_with_the_share(world: World) -> None:
    editor, owner = world.browser("editor"), world.browser("owner")
    path = f"/api/stories/{world.ids['story_id']}"
    waiting = editor.post(f"/api/panels/{world.ids['panel_id']}/render", "{}", "application/json").json()["id"]
    owner.delete(f"{path}/shares/editor")
    assert Job.objects.get(pk=waiting).state == "cancelled"
    assert Job.objects.get(pk=world.ids["job_id"]).state == "queued"


@pytest.mark.parametrize("who", ["viewer", "editor", "owner"])
def test_story_says_what_the_person_may_do(world: World, who: str) -> None:
    answer = world.browser(who).get(f"/api/stories/{world.ids['story_id']}")
    assert answer.json()["role"] == who


def test_share_is_given_changed_and_taken_back(world: World) -> None:
    owner, guest = world.browser("owner"), world.browser("stranger")
    path = f"/api/stories/{world.ids['story_id']}"

    def give(name: str, role: str) -> Any:
        return owner.put(f"{path}/shares/{name}", json.dumps({"role": role}), "application/json")

    assert give("stranger", "viewer").json()[-1] == {"username": "stranger", "role": "viewer"}
    assert [each["id"] for each in guest.get("/api/stories").json()] == [world.ids["story_id"]]
    assert guest.post(f"{path}/pages", "{}", "application/json").json()["code"] == "read_only"
    assert give("stranger", "editor").json()[-1]["role"] == "editor"
    assert guest.post(f"{path}/pages", "{}", "application/json").status_code == 201
    assert len(owner.delete(f"{path}/shares/stranger").json()) == 2
    assert guest.get(path).status_code == 404
    assert guest.get("/api/stories").json() == []
    for name in ("owner", "nobody"):
        assert give(name, "editor").json()["code"] == "nobody"
    assert "called nobody here" in give("no%00body", "editor").json()["message"]  # PostgreSQL looks for no such name
    assert give("stranger", "owner").status_code == 422


@pytest.fixture
def shared_world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.ARTIFACTS, settings.UPLOADS = tmp_path / "artifacts", tmp_path / "uploads"
    return World(tmp_path)


@pytest.mark.asyncio
@pytest.mark.parametrize("who", PEOPLE)
async def test_socket_lets_in_whom_it_should(shared_world: World, who: str) -> None:
    for route, allowed in SOCKETS.items():
        path = "/" + re.sub(r"<uuid:(\w+)>", r"{\1}", route).format(**shared_world.ids)
        assert await _connects(shared_world, who, path, django_settings.STORY_ORIGINS[0]) == (who in allowed)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:9999",
        "https://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://127.0.0.1:8000.evil.example",
        "http://evil.example",
        "http://127.0.0.1:80000",
        "http://user@evil.example:8000",
        "file://",
        "null",
        "",
        None,
    ],
)
async def test_socket_refuses_every_origin_but_its_own(shared_world: World, origin: str | None) -> None:
    assert not await _connects(shared_world, "owner", f"/ws/stories/{shared_world.ids['story_id']}/", origin)


async def _connects(world: World, who: str, path: str, origin: str | None) -> bool:
    browser = await database_sync_to_async(world.browser)(who)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    headers = [(b"cookie", cookies.encode())] + ([(b"origin", origin.encode())] if origin is not None else [])
    scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers}
    wire: Any = ApplicationCommunicator(asgi.application, scope)  # type: ignore[no-untyped-call]
    await wire.send_input({"type": "websocket.connect"})
    answer = await wire.receive_output(5)
    await wire.send_input({"type": "websocket.disconnect", "code": 1000})
    await wire.wait(5)
    return bool(answer["type"] == "websocket.accept")
