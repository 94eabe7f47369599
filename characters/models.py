"""Characters, what was proposed for them, and the cards that were learnt."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Character(models.Model):
    """Someone in a story. `target` is the picked look; `card` is what was learnt from it."""

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


class Proposal(models.Model):
    """One run of *propose*. `file` (latents and features) is there once all candidates are drawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="proposals")
    job_id = models.UUIDField(unique=True)
    request = models.JSONField()
    file = models.CharField(max_length=100, default="")
    created_at = models.DateTimeField(auto_now_add=True)


class Candidate(models.Model):
    """One drawn look. `picture` is the name of the kept PNG."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="candidates")
    index = models.PositiveSmallIntegerField()
    picture = models.CharField(max_length=100)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["proposal", "index"], name="one_candidate_per_index")]


class Card(models.Model):
    """A learnt character: the file, and the words and the candidate it was learnt from. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="cards")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="cards")
    job_id = models.UUIDField(unique=True)
    description = models.CharField(max_length=300)
    base_word = models.CharField(max_length=60)
    file = models.CharField(max_length=100)
    steps = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
