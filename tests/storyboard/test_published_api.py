"""What the published description of the API allows, and what it forbids, never brings the server down.

Requests are made from the description by Schemathesis and sent to the whole application as a browser of the story's
owner would. Each is undone, so that all of them meet the same story.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema
from schemathesis import Case, GenerationMode
from schemathesis.transport.serialization import Binary

from characters.models import Character, Outfit
from storyboard import urls
from storyboard.models import Page, Panel, Story
from tests.characters.hostile_pictures import encoded
from tests.storyboard.doors import World

SCHEMA: Any = schemathesis.openapi.from_dict(urls.api.get_openapi_schema(path_prefix="/api/"))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
#: of each kind for each of the routes, which are some sixty
EXAMPLES = 10
#: routes that never do what they are asked for, with the reason; all others do at least once
NEVER = {
    "POST /api/characters/{character_id}/tune": "no look is picked",
    "POST /api/characters/{character_id}/relearn": "nobody is learnt",
    "POST /api/characters/{character_id}/sheet": "nobody is learnt",
    "POST /api/characters/{character_id}/outfits": "nobody is learnt",
    "POST /api/outfits/{outfit_id}/propose": "nobody is learnt",
    "POST /api/outfits/{outfit_id}/candidates": "nobody is learnt",
    "POST /api/outfits/{outfit_id}/pick": "the outfit has no looks",
    "POST /api/outfits/{outfit_id}/tune": "no look is picked",
    "POST /api/account/delete": "its name has to be typed",
    "PUT /api/stories/{story_id}/link": "the studio has one writer",
    "GET /api/shared/{token}": "the studio has one writer",
    "POST /api/jobs/{job_id}/retry": "the job waits",
    "PATCH /api/panels/{panel_id}": "places lie in the picture and belong to the cast",
    "POST /api/stories/unpack": "no story's file comes about by chance",
    "POST /api/stories/{story_id}/characters/unpack": "no character's file comes about by chance",
    "POST /api/stories/{story_id}/press": "no press's colour profile comes about by chance",
    "GET /api/stories/{story_id}/proof/cover": "of the destinations by name few have a cover",
}


class Owner:
    """The owner's browser in front of the real application."""

    def __init__(self, world: World) -> None:
        browser = world.browser("owner")
        # Thirty-two letters are a secret that Django takes as it is.
        token = "a" * 32
        self.cookies = {name: morsel.value for name, morsel in browser.cookies.items()} | {"csrftoken": token}
        self.headers = {"X-CSRFToken": token}
        self.application = get_wsgi_application()
        self.world = world
        self.turn = itertools.count()
        for signal in (request_started, request_finished):  # the test's transaction outlives its requests
            signal.disconnect(close_old_connections)

    def ask(self, case: Case[Any]) -> Any:
        """Send a request; two of three go to things that are there, in their present revision."""
        if next(self.turn) % 3:
            case.path_parameters.update({name: self._id(case, name) for name in case.path_parameters})
            self._name_revision(case)
            self._name_things(case)
        return case.call(app=self.application, cookies=self.cookies, headers=self.headers)

    def _id(self, case: Case[Any], name: str) -> Any:
        thrown = f"thrown_{name}"
        away = case.operation.path.endswith("/restore") or case.query.get("for_good")
        return self.world.ids[thrown if away and thrown in self.world.ids else name]

    def _name_revision(self, case: Case[Any]) -> None:
        kinds: dict[str, Any] = {
            "story_id": Story,
            "page_id": Page,
            "panel_id": Panel,
            "character_id": Character,
            "outfit_id": Outfit,
        }
        for name, model in kinds.items():
            if name in case.path_parameters and any(each.lower() == "if-match" for each in case.headers):
                row = model._base_manager.get(pk=case.path_parameters[name])
                case.headers["If-Match"] = str(row.revision)

    def _name_things(self, case: Case[Any]) -> None:
        """Let a body speak of the look and the picture that are there; a file becomes a sound one."""
        multipart = "multipart" in (case.media_type or "")
        known = {
            "candidate": self.world.ids["candidate_id"],
            "picture": Binary(encoded("PNG")) if multipart else self.world.ids["picture_id"],
        }
        if isinstance(case.body, dict):
            case.body.update({name: known[name] for name in case.body.keys() & known.keys()})


def statuses(owner: Owner, operation: Any, mode: GenerationMode) -> set[int]:
    """What comes back from one route."""
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        with transaction.atomic():
            answer = owner.ask(case)
            transaction.set_rollback(True)
        seen.add(answer.status_code)
        assert answer.status_code < 500, (case.as_curl_command(), answer.content)

    ask()
    return seen


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_is_a_server_error(db: None, settings_: Any, tmp_path: Path, mode: GenerationMode) -> None:
    settings_.ARTIFACTS = tmp_path / "artifacts"
    owner = Owner(World(tmp_path))
    seen = {operation.label: statuses(owner, operation, mode) for operation in OPERATIONS}
    if mode is GenerationMode.POSITIVE:
        assert {label for label, given in seen.items() if not given & {200, 201, 202, 204}} <= set(NEVER)


@pytest.fixture(name="settings_")
def _settings(settings: Any) -> Iterator[Any]:
    """Under another name, which Hypothesis's own leaves free."""
    yield settings
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_schema_has_a_name_of_its_own() -> None:
    """Of two with one name the description would have only one."""
    kinds: list[type[Schema]] = [Schema]
    for kind in kinds:
        kinds += kind.__subclasses__()
    own = [kind for kind in kinds if kind.__module__.split(".")[0] in ("jobs", "characters", "storyboard")]
    names = Counter(kind.__name__ for kind in own)
    assert [name for name, count in names.items() if count > 1] == []
