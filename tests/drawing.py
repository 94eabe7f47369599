"""Steps of a story as the editor makes them, for tests of the API."""

from __future__ import annotations

from typing import Any

from django.test import Client

from jobs import leases
from jobs.tasks import run


def post(client: Client, path: str, body: object = None, status: int = 200, **headers: str) -> Any:
    """POST JSON; the answer's JSON."""
    return _json(client.post(f"/api{path}", body or {}, "application/json", headers=headers), status)


def patch(client: Client, path: str, body: object, revision: int | None, status: int = 200) -> Any:
    """PATCH a revision; the answer's JSON."""
    headers = {} if revision is None else {"If-Match": str(revision)}
    return _json(client.patch(f"/api{path}", body, "application/json", headers=headers), status)


def get(client: Client, path: str, status: int = 200) -> Any:
    """GET; the answer's JSON."""
    return _json(client.get(f"/api{path}"), status)


def _json(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def new_story(client: Client, title: str = "Mia") -> Any:
    """A story with nothing in it."""
    return post(client, "/stories", {"title": title}, 201)


def new_character(client: Client, story: Any, name: str = "Mia", description: str = "a white fox") -> Any:
    """A character in the cast."""
    body = {"name": name, "description": description}
    return post(client, f"/stories/{story['id']}/characters", body, 201)


def new_panel(client: Client, story: Any, scene: str = "", cast: tuple[str, ...] = ()) -> Any:
    """The panel of a new page."""
    panel = post(client, f"/stories/{story['id']}/pages", {}, 201)["panels"][0]
    return patch(client, f"/panels/{panel['id']}", {"scene": scene, "cast": list(cast)}, panel["revision"])


def work_off() -> None:
    """Do all waiting jobs, here and now."""
    while (job := leases.claim_next("test")) is not None:
        run(job)


def learnt_character(client: Client, story: Any, name: str = "Mia", description: str = "a white fox") -> Any:
    """A character who went through propose, pick and tune."""
    character = new_character(client, story, name, description)
    path = f"/characters/{character['id']}"
    post(client, f"{path}/propose", {"count": 4, "seed": 3}, 202)
    work_off()
    proposed = get(client, f"/stories/{story['id']}")["cast"][-1]
    post(client, f"{path}/pick", {"candidate": proposed["candidates"][1]["id"]})
    post(client, f"{path}/tune", {}, 202)
    work_off()
    return get(client, f"/stories/{story['id']}")["cast"][-1]
