"""Characters, what was proposed for them, and the cards that were learnt."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.conf import settings
from django.db import models

#: Index of the first picture from elsewhere among a proposal's candidates, behind all that can be drawn.
FIRST_ADOPTED = 100
T = TypeVar("T", bound=models.Model)


class OutOfTrash(models.Manager[T]):
    """Only what was not thrown away. It also serves the relations, so that trash is in no list, count or book."""

    def get_queryset(self) -> models.QuerySet[T]:
        return super().get_queryset().filter(trashed_at=None)


class Character(models.Model):
    """Someone in a story. `target` is the picked look; `card` is what was learnt from it.

    One in the trash is still who trashed pages show, and comes back with them. One in the archive is offered for no
    further picture; all that show it go on as before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="characters")
    topic = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300)
    base_word = models.CharField(max_length=60)
    notices = models.JSONField(default=list)
    target = models.ForeignKey("Candidate", on_delete=models.SET_NULL, null=True, related_name="+")
    card = models.ForeignKey("Card", on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True)
    trashed_at = models.DateTimeField(null=True)

    objects = OutOfTrash()
    with_trash = models.Manager()


class Outfit(models.Model):
    """What a learnt character wears on some pages: the whole character in words, a picked look, what was learnt of it.

    All of it is like the character's own, and its looks are drawn with what was learnt of the character.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="outfits")
    name = models.CharField(max_length=40)
    description = models.CharField(max_length=300)
    notices = models.JSONField(default=list)
    target = models.ForeignKey("Candidate", on_delete=models.SET_NULL, null=True, related_name="+")
    card = models.ForeignKey("Card", on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    trashed_at = models.DateTimeField(null=True)

    objects = OutOfTrash()
    with_trash = models.Manager()

    class Meta:
        ordering = ["created_at"]


class Proposal(models.Model):
    """One run of *propose*, for a character or an outfit of it.

    `file` (latents and features) is there once all candidates are drawn. The request of an outfit's says with which
    `card` of the character.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="proposals")
    outfit = models.ForeignKey(Outfit, on_delete=models.CASCADE, null=True, related_name="proposals")
    job_id = models.UUIDField(unique=True)
    request = models.JSONField()
    file = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def next_own(self) -> int:
        """The index of one more picture from elsewhere, behind all that are drawn and all that came before."""
        newest = self.candidates.filter(index__gte=FIRST_ADOPTED).last()
        return FIRST_ADOPTED if newest is None else newest.index + 1


class Candidate(models.Model):
    """One look: a drawn one, or a picture from elsewhere. `picture` is the name of the kept PNG.

    `setting` is there for a picture from elsewhere: words for what is behind the character, "" for a plain background.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="candidates")
    index = models.PositiveSmallIntegerField()
    picture = models.CharField(max_length=100)
    setting = models.CharField(max_length=100, null=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["proposal", "index"], name="one_candidate_per_index")]


class Card(models.Model):
    """A learnt character: the file, and the words and the candidate it was learnt from. Never changed.

    An outfit's file holds the character too, as the card `identity` had it; in it the outfit is called `worn`.
    `model` is the fingerprint of the weights it was learnt on, "" where nobody knows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="cards")
    outfit = models.ForeignKey(Outfit, on_delete=models.CASCADE, null=True, related_name="cards")
    identity = models.CharField(max_length=100, default="")
    worn = models.CharField(max_length=40, default="")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="cards")
    job_id = models.UUIDField(unique=True)
    description = models.CharField(max_length=300)
    base_word = models.CharField(max_length=60)
    file = models.CharField(max_length=100)
    model = models.CharField(max_length=100, default="")
    steps = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)


class SheetPicture(models.Model):
    """One picture of a card's sheet: the character in a scene that nobody asked for, so that the writer sees what was
    learnt. `likeness` is as a picture's, 0 to 1, `None` where nobody can tell. `request`: all that it was drawn from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="sheet")
    index = models.PositiveSmallIntegerField()
    scene = models.CharField(max_length=300)
    file = models.CharField(max_length=100)
    likeness = models.FloatField(null=True)
    request = models.JSONField()

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["card", "index"], name="one_sheet_picture_per_index")]
