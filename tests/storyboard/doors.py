"""One story with everything in it, six kinds of people, and what each may do at every door."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from characters.models import Candidate, Character, Outfit
from jobs import artifacts
from jobs.models import Job, Role, Share
from storyboard.models import Book, Download, Pack, Page, Panel, Picture, Story, StoryLink
from storyboard.schemas.stories import StoryIn
from storyboard.services import stories
from tests.drawing import new_character, new_panel, post
from tests.storyboard.packing.whole import png, zipped

PEOPLE = ("anonymous", "stranger", "staff", "viewer", "editor", "owner")
NOBODY = str(uuid.UUID(int=0))
#: whom a door lets in: everybody who is signed in, or those with at least this role in the story
SIGNED_IN = "signed in"
#: or everybody who knows the address
ANYBODY = "anybody"
#: or one person alone, whatever is shared
ONLY_OWNER = "only the owner"


@dataclass(frozen=True)
class Door:
    """One method of one route, whom it lets in, and a body that it understands."""

    method: str
    path: str
    role: Role | str
    body: dict[str, object] = field(default_factory=dict)
    #: a body that is no JSON, and its type
    pack: bytes | None = None
    #: placeholders that another thing of the world fills here
    instead: dict[str, str] = field(default_factory=dict)
    #: the name of a file that it takes, beside the form that `body` is then
    file: str = ""
    #: what those get who are let in, where this body asks for nothing that is done
    refused: int = 0

    def address(self, ids: dict[str, str]) -> str:
        """With the placeholders filled."""
        return self.path.format(**ids | {name: ids[other] for name, other in self.instead.items()})


EMPTY_PACK = zipped({}, {})  # taken at the door; the job refuses it
READ, EDIT, OWN = Role.VIEWER, Role.EDITOR, Role.OWNER
DOORS = (
    Door("get", "/api/studio", SIGNED_IN),
    Door("post", "/api/words/check", SIGNED_IN, {"text": "a fox"}),
    Door("get", "/api/stories", SIGNED_IN),
    Door("post", "/api/stories", SIGNED_IN, {"title": "Mine"}),
    Door("post", "/api/stories/sample", SIGNED_IN, {"language": "de"}),
    Door("get", "/api/stories/{story_id}", READ),
    Door("patch", "/api/stories/{story_id}", EDIT, {"title": "Changed"}),
    Door("delete", "/api/stories/{story_id}", OWN),
    Door("get", "/api/stories/{story_id}/events", READ),
    Door("get", "/api/stories/trash", SIGNED_IN),
    Door("post", "/api/stories/{story_id}/restore", OWN, instead={"story_id": "thrown_story_id"}),
    Door("get", "/api/stories/{story_id}/trash", EDIT),
    Door("get", "/api/stories/{story_id}/trash/characters", EDIT),
    Door("get", "/api/stories/{story_id}/plan", READ),
    Door("post", "/api/stories/{story_id}/draw", EDIT, {"panels": [NOBODY]}),
    Door("post", "/api/stories/{story_id}/cancel", EDIT, {"waiting_only": True}),
    Door("post", "/api/stories/{story_id}/pages/many", EDIT, {"texts": ["Once."]}),
    Door("get", "/api/stories/{story_id}/shares", OWN),
    Door("put", "/api/stories/{story_id}/shares/{username}", OWN, {"role": "viewer"}),
    Door("delete", "/api/stories/{story_id}/shares/{username}", OWN),
    Door("get", "/api/stories/{story_id}/link", OWN),
    Door("put", "/api/stories/{story_id}/link", OWN),
    Door("delete", "/api/stories/{story_id}/link", OWN),
    Door("get", "/api/shared/{token}", ANYBODY),
    Door("get", "/media/shared/{token}/{picture_id}", ANYBODY),
    Door("post", "/api/stories/{story_id}/characters", EDIT, {"name": "Eve", "description": "a fox"}),
    Door("post", "/api/stories/{story_id}/pages", EDIT),
    Door("post", "/api/stories/{story_id}/preflight", READ, {"profile": "screen"}),
    Door("post", "/api/stories/{story_id}/proof", READ, {"profile": "lulu"}),
    Door("get", "/api/stories/{story_id}/proof/page", READ),
    Door("get", "/api/stories/{story_id}/proof/cover?profile=lulu", READ),
    Door("post", "/api/stories/{story_id}/export", EDIT),
    Door("post", "/api/stories/{story_id}/press", EDIT),
    Door("delete", "/api/stories/{story_id}/press", EDIT),
    Door("get", "/api/profiles", SIGNED_IN),
    Door("get", "/api/account", SIGNED_IN),
    Door("post", "/api/account/download", SIGNED_IN),
    Door("post", "/api/account/delete", SIGNED_IN, {"name": NOBODY}, refused=422),
    Door("post", "/api/stories/unpack", SIGNED_IN, pack=EMPTY_PACK),
    Door("post", "/api/stories/{story_id}/pack", EDIT),
    Door("post", "/api/stories/{story_id}/characters/unpack", EDIT, pack=EMPTY_PACK),
    Door("post", "/api/stories/{story_id}/characters/{character_id}/copy", EDIT),
    Door("post", "/api/characters/{character_id}/pack", EDIT),
    Door("patch", "/api/characters/{character_id}", EDIT, {"name": "Ada"}),
    Door("delete", "/api/characters/{character_id}", EDIT),
    Door(
        "delete", "/api/characters/{character_id}?for_good=true", OWN, instead={"character_id": "thrown_character_id"}
    ),
    Door("post", "/api/characters/{character_id}/restore", EDIT, instead={"character_id": "thrown_character_id"}),
    Door("post", "/api/characters/{character_id}/archive", EDIT),
    Door("post", "/api/characters/{character_id}/unarchive", EDIT),
    Door("post", "/api/characters/{character_id}/candidates", EDIT, file="picture"),
    Door("post", "/api/characters/{character_id}/propose", EDIT, {"count": 4}),
    Door("post", "/api/characters/{character_id}/pick", EDIT, {"candidate": NOBODY}),
    Door("post", "/api/characters/{character_id}/tune", EDIT),
    Door("post", "/api/characters/{character_id}/relearn", EDIT),
    Door("post", "/api/characters/{character_id}/sheet", EDIT),
    Door("post", "/api/characters/{character_id}/outfits", EDIT, {"name": "Coat", "description": "a fox in a coat"}),
    Door("patch", "/api/outfits/{outfit_id}", EDIT, {"name": "Winter coat"}),
    Door("delete", "/api/outfits/{outfit_id}", EDIT),
    Door("post", "/api/outfits/{outfit_id}/restore", EDIT, instead={"outfit_id": "thrown_outfit_id"}),
    Door("post", "/api/outfits/{outfit_id}/propose", EDIT, {"count": 4}),
    Door("post", "/api/outfits/{outfit_id}/candidates", EDIT, file="picture"),
    Door("post", "/api/outfits/{outfit_id}/pick", EDIT, {"candidate": NOBODY}),
    Door("post", "/api/outfits/{outfit_id}/tune", EDIT),
    Door("patch", "/api/pages/{page_id}", EDIT, {"text": "Changed."}),
    Door("delete", "/api/pages/{page_id}", EDIT),
    Door("delete", "/api/pages/{page_id}?for_good=true", OWN, instead={"page_id": "thrown_page_id"}),
    Door("delete", "/api/stories/{story_id}?for_good=true", OWN, instead={"story_id": "thrown_story_id"}),
    Door("post", "/api/pages/{page_id}/restore", EDIT, instead={"page_id": "thrown_page_id"}),
    Door("post", "/api/pages/{page_id}/duplicate", EDIT),
    Door("post", "/api/pages/{page_id}/divide", EDIT, {"first": "Once.", "rest": "Twice."}),
    Door("post", "/api/pages/{page_id}/hold", EDIT, {"window": NOBODY, "take_over": False}),
    Door("post", "/api/pages/{page_id}/let-go", EDIT, {"window": NOBODY}),
    Door("post", "/api/pages/{page_id}/move", EDIT, {"position": 0}),
    Door("patch", "/api/panels/{panel_id}", EDIT, {"scene": "at sea"}),
    Door("post", "/api/panels/{panel_id}/render", EDIT),
    Door("post", "/api/panels/{panel_id}/keep", EDIT, {"picture": NOBODY}),
    Door("post", "/api/pages/{page_id}/layout", EDIT, {"panels": 2}),
    Door("get", "/api/stories/{story_id}/trash/panels", EDIT),
    Door("delete", "/api/panels/{panel_id}", EDIT),
    Door("delete", "/api/panels/{panel_id}?for_good=true", OWN, instead={"panel_id": "thrown_panel_id"}),
    Door("post", "/api/panels/{panel_id}/restore", EDIT, instead={"panel_id": "thrown_panel_id"}),
    Door("post", "/api/panels/{panel_id}/move", EDIT, {"position": 0}),
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
    Door("get", "/media/sheets/{picture_id}", READ, instead={"picture_id": "sheet_picture_id"}),
    Door("get", "/media/pictures/{picture_id}", READ),
    Door("get", "/media/books/{book_id}", READ),
    Door("get", "/media/covers/{book_id}", READ),
    Door("get", "/media/packs/{pack_id}", EDIT),
    Door("get", "/media/downloads/{download_id}", ONLY_OWNER),
    Door("get", "/media/disclosures/{story_id}", READ),
)


def expected(door: Door, who: str) -> set[int]:
    """The statuses that mean: the door did what it should for this person."""
    roles: dict[str, Role] = {"viewer": READ, "editor": EDIT, "owner": OWN}
    if door.role == ANYBODY:
        return {200}
    if who == "anonymous":
        return {401}
    if door.role == SIGNED_IN:
        return {door.refused} if door.refused else {200, 201, 202}
    if who not in roles or (door.role == ONLY_OWNER and who != "owner"):
        return {404}
    if isinstance(door.role, Role) and roles[who] < door.role:
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
        character, gone = (new_character(owner, shown, name)["id"] for name in ("Mia", "Tom"))
        Character.objects.filter(pk=gone).update(trashed_at=timezone.now())
        worn, removed = (
            Outfit.objects.create(character_id=character, name=name, description="a fox in a coat")
            for name in ("Coat", "Cape")
        )
        Outfit.objects.filter(pk=removed.pk).update(trashed_at=timezone.now())
        panel = new_panel(owner, shown, "a fox, in the snow")
        off = Panel.objects.create(page_id=story.pages.get().pk, trashed_at=timezone.now())
        job = post(owner, f"/stories/{story.pk}/export", {}, 202)["id"]
        self.story = story
        self.ids = {
            "story_id": str(story.pk),
            "thrown_story_id": str(thrown.pk),
            "thrown_page_id": str(page.pk),
            "thrown_panel_id": str(off.pk),
            "username": "stranger",
            "character_id": character,
            "thrown_character_id": gone,
            "outfit_id": str(worn.pk),
            "thrown_outfit_id": str(removed.pk),
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
        drawn = artifacts.store(lambda path: path.write_bytes(png()), ".png")
        printed = artifacts.store(lambda path: path.write_bytes(b"secret"), ".pdf")
        row = Character.objects.get(pk=character)
        request = {"description": row.description, "base_word": "fox", "count": 4, "seed": 1}
        proposal = row.proposals.create(job_id=uuid.uuid4(), request=request)
        candidate = Candidate.objects.create(proposal=proposal, index=0, picture=name)
        learnt = artifacts.store(lambda path: path.write_bytes(b"secret"), ".card")
        words = {"description": row.description, "base_word": "fox"}
        card = row.cards.create(candidate=candidate, job_id=uuid.uuid4(), file=learnt, steps=1, **words)
        seen = card.sheet.create(index=0, scene="in the snow", file=name, request={})
        picture = Picture.objects.create(
            panel_id=panel, job_id=uuid.uuid4(), file=drawn, request={"cast": []}, prompt="a fox", seed=1
        )
        book = Book.objects.create(
            story=self.story, job_id=uuid.uuid4(), title="Secret", file=printed, cover=printed, pages=1
        )
        pack = Pack.objects.create(story=self.story, job_id=uuid.uuid4(), name="Secret", file=name, size=6)
        Panel.objects.filter(pk=panel).update(kept=picture)
        link = StoryLink.objects.create(story=self.story, token="a-token-that-nobody-guesses")
        download = Download.objects.create(
            owner=self.people["owner"], job_id=uuid.uuid4(), file=name, size=6, stories=1
        )
        return {
            "candidate_id": str(candidate.pk),
            "sheet_picture_id": str(seen.pk),
            "picture_id": str(picture.pk),
            "book_id": str(book.pk),
            "pack_id": str(pack.pk),
            "download_id": str(download.pk),
            "token": link.token,
        }

    def browser(self, who: str) -> Client:
        """This person's browser."""
        browser = Client()
        if who != "anonymous":
            browser.force_login(self.people[who])
        return browser

    def secrets(self) -> list[str]:
        """What a stranger must not read anywhere."""
        own = [value for name, value in self.ids.items() if name != "username"]
        return [*own, "Secret", *(str(job.pk) for job in Job.objects.filter(owner=self.people["owner"]))]
