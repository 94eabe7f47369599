"""One story with everything in it, six kinds of people, and what each may do at every door."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from characters.models import Candidate, Character
from jobs import artifacts
from jobs.models import Job, Role, Share
from storyboard.models import Book, Page, Picture, Story
from storyboard.schemas.stories import StoryIn
from storyboard.services import stories
from tests.drawing import new_character, new_panel, post

PEOPLE = ("anonymous", "stranger", "staff", "viewer", "editor", "owner")
NOBODY = str(uuid.UUID(int=0))
#: whom a door lets in: everybody who is signed in, or those with at least this role in the story
SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Door:
    """One method of one route, whom it lets in, and a body that it understands."""

    method: str
    path: str
    role: Role | str
    body: dict[str, object] = field(default_factory=dict)
    #: placeholders that another thing of the world fills here
    instead: dict[str, str] = field(default_factory=dict)

    def address(self, ids: dict[str, str]) -> str:
        """With the placeholders filled."""
        return self.path.format(**ids | {name: ids[other] for name, other in self.instead.items()})


READ, EDIT, OWN = Role.VIEWER, Role.EDITOR, Role.OWNER
DOORS = (
    Door("get", "/api/studio", SIGNED_IN),
    Door("post", "/api/words/check", SIGNED_IN, {"text": "a fox"}),
    Door("get", "/api/stories", SIGNED_IN),
    Door("post", "/api/stories", SIGNED_IN, {"title": "Mine"}),
    Door("get", "/api/stories/{story_id}", READ),
    Door("patch", "/api/stories/{story_id}", EDIT, {"title": "Changed"}),
    Door("delete", "/api/stories/{story_id}", OWN),
    Door("get", "/api/stories/{story_id}/events", READ),
    Door("get", "/api/stories/trash", SIGNED_IN),
    Door("post", "/api/stories/{story_id}/restore", OWN, instead={"story_id": "thrown_story_id"}),
    Door("get", "/api/stories/{story_id}/trash", EDIT),
    Door("get", "/api/stories/{story_id}/plan", READ),
    Door("post", "/api/stories/{story_id}/draw", EDIT, {"panels": [NOBODY]}),
    Door("post", "/api/stories/{story_id}/cancel", EDIT, {"waiting_only": True}),
    Door("post", "/api/stories/{story_id}/pages/many", EDIT, {"texts": ["Once."]}),
    Door("get", "/api/stories/{story_id}/shares", OWN),
    Door("put", "/api/stories/{story_id}/shares/{username}", OWN, {"role": "viewer"}),
    Door("delete", "/api/stories/{story_id}/shares/{username}", OWN),
    Door("post", "/api/stories/{story_id}/characters", EDIT, {"name": "Eve", "description": "a fox"}),
    Door("post", "/api/stories/{story_id}/pages", EDIT),
    Door("post", "/api/stories/{story_id}/preflight", READ, {"profile": "screen"}),
    Door("post", "/api/stories/{story_id}/export", EDIT),
    Door("post", "/api/stories/{story_id}/press", EDIT),
    Door("delete", "/api/stories/{story_id}/press", EDIT),
    Door("get", "/api/profiles", SIGNED_IN),
    Door("patch", "/api/characters/{character_id}", EDIT, {"name": "Ada"}),
    Door("delete", "/api/characters/{character_id}", EDIT),
    Door("post", "/api/characters/{character_id}/propose", EDIT, {"count": 4}),
    Door("post", "/api/characters/{character_id}/pick", EDIT, {"candidate": NOBODY}),
    Door("post", "/api/characters/{character_id}/tune", EDIT),
    Door("patch", "/api/pages/{page_id}", EDIT, {"text": "Changed."}),
    Door("delete", "/api/pages/{page_id}", EDIT),
    Door("delete", "/api/pages/{page_id}?for_good=true", OWN, instead={"page_id": "thrown_page_id"}),
    Door("delete", "/api/stories/{story_id}?for_good=true", OWN, instead={"story_id": "thrown_story_id"}),
    Door("post", "/api/pages/{page_id}/restore", EDIT, instead={"page_id": "thrown_page_id"}),
    Door("post", "/api/pages/{page_id}/duplicate", EDIT),
    Door("post", "/api/pages/{page_id}/hold", EDIT, {"window": NOBODY, "take_over": False}),
    Door("post", "/api/pages/{page_id}/let-go", EDIT, {"window": NOBODY}),
    Door("post", "/api/pages/{page_id}/move", EDIT, {"position": 0}),
    Door("patch", "/api/panels/{panel_id}", EDIT, {"scene": "at sea"}),
    Door("post", "/api/panels/{panel_id}/render", EDIT),
    Door("post", "/api/panels/{panel_id}/keep", EDIT, {"picture": NOBODY}),
    Door("get", "/api/jobs", SIGNED_IN),
    Door("post", "/api/jobs/cancel", SIGNED_IN),
    Door("post", "/api/jobs/pause", SIGNED_IN),
    Door("post", "/api/jobs/resume", SIGNED_IN),
    Door("get", "/api/jobs/{job_id}", READ),
    Door("patch", "/api/jobs/{job_id}", EDIT, {"priority": 1}),
    Door("post", "/api/jobs/{job_id}/cancel", EDIT),
    Door("post", "/api/jobs/{job_id}/retry", EDIT),
    Door("post", "/api/jobs/{job_id}/pause", EDIT),
    Door("post", "/api/jobs/{job_id}/resume", EDIT),
    Door("post", "/api/jobs/{job_id}/move", EDIT),
    Door("get", "/media/candidates/{candidate_id}", READ),
    Door("get", "/media/pictures/{picture_id}", READ),
    Door("get", "/media/books/{book_id}", READ),
    Door("get", "/media/covers/{book_id}", READ),
)


def expected(door: Door, who: str) -> set[int]:
    """The statuses that mean: the door did what it should for this person."""
    roles: dict[str, Role] = {"viewer": READ, "editor": EDIT, "owner": OWN}
    if who == "anonymous":
        return {401}
    if isinstance(door.role, str):
        return {200, 201}
    if who not in roles:
        return {404}
    if roles[who] < door.role:
        return {403}
    return {200} if door.method == "get" else {200, 201, 202, 204, 409, 422}


class World:
    """The owner's story; `ids` fills the placeholders of the doors' paths."""

    def __init__(self, folder: Path) -> None:
        self.people = {name: User.objects.create_user(name, is_staff=name == "staff") for name in PEOPLE[1:]}
        owner = self.browser("owner")
        story, thrown = self._story(), self._story()
        Story.objects.filter(pk=thrown.pk).update(trashed_at=timezone.now())
        page = Page.objects.create(story=story, position=0, trashed_at=timezone.now())
        shown: Any = {"id": str(story.pk)}
        character = new_character(owner, shown)["id"]
        panel = new_panel(owner, shown, "a fox, in the snow")
        job = post(owner, f"/stories/{story.pk}/export", {}, 202)["id"]
        self.story = story
        self.ids = {
            "story_id": str(story.pk),
            "thrown_story_id": str(thrown.pk),
            "thrown_page_id": str(page.pk),
            "username": "stranger",
            "character_id": character,
            "panel_id": panel["id"],
            "page_id": str(story.pages.get().pk),
            "job_id": job,
            **self._files(character, panel["id"]),
        }

    def _story(self) -> Story:
        story = Story.objects.get(pk=stories.create_story(self.people["owner"], StoryIn(title="Secret")).pk)
        Share.objects.create(topic=story.topic, user=self.people["viewer"], role=Role.VIEWER)
        Share.objects.create(topic=story.topic, user=self.people["editor"], role=Role.EDITOR)
        return story

    def _files(self, character: str, panel: str) -> dict[str, str]:
        name = artifacts.store(lambda path: path.write_bytes(b"secret"), ".png")
        proposal = Character.objects.get(pk=character).proposals.create(job_id=uuid.uuid4(), request={})
        candidate = Candidate.objects.create(proposal=proposal, index=0, picture=name)
        picture = Picture.objects.create(
            panel_id=panel, job_id=uuid.uuid4(), file=name, request={"cast": []}, prompt="a fox", seed=1
        )
        book = Book.objects.create(
            story=self.story, job_id=uuid.uuid4(), title="Secret", file=name, cover=name, pages=1
        )
        return {"candidate_id": str(candidate.pk), "picture_id": str(picture.pk), "book_id": str(book.pk)}

    def browser(self, who: str) -> Client:
        """This person's browser."""
        browser = Client()
        if who != "anonymous":
            browser.force_login(self.people[who])
        return browser

    def secrets(self) -> list[str]:
        """What a stranger must not read anywhere."""
        own = [value for name, value in self.ids.items() if name != "username"]
        return [*own, "Secret", *(str(job.pk) for job in Job.objects.all())]
