"""Stories and what they are made of."""

from __future__ import annotations

import uuid
from typing import Any, Literal

from django.conf import settings
from django.db import models
from django.utils import timezone

from characters.models import Character, Outfit, OutOfTrash


class Story(models.Model):
    """A picture book in the making. `saved_at` is the time of the last change to its words, pages or pictures.

    `style` says what kind of picture each is, as in "a watercolor" of something; empty where the model may choose.
    `profile` and `trim` say where the book is to go and how large its pages are, `readers` how old those are who read
    it; each is empty where that was not said.
    `press` is the name of the ICC profile that its print shop gave, `press_file` the profile; empty for the studio's.
    `cover_panel` is the panel whose picture was chosen for the cover. It stays the choice when the panel is deleted,
    so that the writer is told, and has it again when the panel is restored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200, default="")
    language = models.CharField(max_length=20, default="en")
    style = models.CharField(max_length=100, default="")
    profile = models.CharField(max_length=40, default="")
    trim = models.CharField(max_length=60, default="")
    readers = models.CharField(max_length=10, default="")
    press = models.CharField(max_length=100, default="")
    press_file = models.CharField(max_length=100, default="")
    cover_panel = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    trashed_at = models.DateTimeField(null=True)

    objects = OutOfTrash()
    with_trash = models.Manager()

    @property
    def topic(self) -> str:
        """The stream of this story's events."""
        return f"story:{self.pk}"


class PresentMembers(models.Manager["CastMember"]):
    """Those whose character was not thrown away."""

    def get_queryset(self) -> models.QuerySet[CastMember]:
        return super().get_queryset().filter(character__trashed_at=None)


class CastMember(models.Model):
    """A character's place in a story's cast; it is kept while the character is in the trash."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="cast")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="memberships")
    position = models.PositiveIntegerField()

    objects = PresentMembers()
    with_trash = models.Manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["story", "character"], name="once_in_a_cast")]


class Page(models.Model):
    """One page; positions count from 0 without gaps, and in the trash say where the page was.

    The picture of a `spread`, which has one panel, goes over two pages of the book. `held_by` is the editor window that
    writes on it, until `held_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="pages")
    position = models.PositiveIntegerField()
    text = models.TextField(default="")
    spread = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    held_by = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)
    trashed_at = models.DateTimeField(null=True)

    objects = OutOfTrash()
    with_trash = models.Manager()

    class Meta:
        ordering = ["position"]


class Panel(models.Model):
    """A place for a picture. `kept` is the try that stands on the page.

    Positions count from 0 in the order of reading, and in the trash say where on the page the panel was. `seed` is
    there while the look of a try is to be kept: the next tries start from it. A `locked` panel is neither drawn nor
    given another picture. `places` say where who stands (`schemas.panels.Place`), also of those who are out of the
    picture at the moment: who comes back finds their place again. `outfits` says the same way who wears what, by their
    ids. `bubbles` are the words over the picture (`schemas.panels.Bubble`). `origin` is the panel that this one was
    unpacked from, with `tries_before` tries: seeds follow from them, so that a story draws on elsewhere as it would
    have at home.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="panels")
    position = models.PositiveIntegerField(default=0)
    scene = models.CharField(max_length=500, default="")
    places = models.JSONField(default=list)
    outfits = models.JSONField(default=dict)
    bubbles = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    kept = models.ForeignKey("Picture", on_delete=models.SET_NULL, null=True, related_name="+")
    seed = models.PositiveBigIntegerField(null=True)
    locked = models.BooleanField(default=False)
    origin = models.UUIDField(null=True)
    tries_before = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    trashed_at = models.DateTimeField(null=True)

    objects = OutOfTrash()
    with_trash = models.Manager()

    class Meta:
        ordering = ["position", "pk"]

    @property
    def standing(self) -> dict[str, dict[str, Any]]:
        """Box, depth and what is painted of each place, by character."""
        return {
            place["character"]: {key: value for key, value in place.items() if key != "character" and value is not None}
            for place in self.places
        }

    def worn_by(self, character: Character) -> Outfit | None:
        """The outfit of somebody in it; `None` for how they were learnt, also where the outfit was removed."""
        wanted = self.outfits.get(str(character.pk))
        return next((each for each in character.outfits.all() if str(each.pk) == wanted), None) if wanted else None


class Appearance(models.Model):
    """A character in a panel."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="appearances")
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="appearances")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["panel", "character"], name="once_in_a_panel")]


class Picture(models.Model):
    """One try of a panel, with the full request: drawn again from it, it is the same picture."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="pictures")
    job_id = models.UUIDField(unique=True)
    file = models.CharField(max_length=100)
    request = models.JSONField()
    prompt = models.TextField()
    seed = models.PositiveBigIntegerField()
    likeness = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at"]

    @property
    def sha256(self) -> str:
        """Of the PNG file."""
        return self.file[:64]


class Book(models.Model):
    """One export of a story.

    `profile` and `trim` name where it goes; with `facing`, facing pages stand side by side. `cover` is the file of the
    cover, empty where the profile has none. `enlarger` is how pictures were brought to print size, `press` the ICC
    profile of its inks, empty on screens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="books")
    job_id = models.UUIDField(unique=True)
    title = models.CharField(max_length=200)
    profile = models.CharField(max_length=40, default="screen")
    trim = models.CharField(max_length=60, default="")
    facing = models.BooleanField(default=False)
    draft = models.BooleanField(default=False)
    file = models.CharField(max_length=100)
    cover = models.CharField(max_length=100, default="")
    pages = models.PositiveIntegerField()
    enlarger = models.CharField(max_length=200, default="")
    press = models.CharField(max_length=100, default="")
    notices = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self.file[:64]

    @property
    def format(self) -> Literal["pdf", "epub"]:
        """What the file is."""
        return "epub" if self.file.endswith(".epub") else "pdf"


class Pack(models.Model):
    """A whole story, or with `character` one of its cast, as one file. Of each there is the newest only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="packs")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, null=True, related_name="packs")
    job_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self.file[:64]


class StoryLink(models.Model):
    """An address at which anybody who knows its token reads a story as it is, until the owner withdraws it."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="link")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Download(models.Model):
    """All stories of a person as one file; of each person there is the newest only.

    `left_out` are the titles of stories that could not be put in, because a file of theirs is gone or damaged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="download")
    job_id = models.UUIDField(unique=True)
    file = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    stories = models.PositiveIntegerField()
    left_out = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self.file[:64]
