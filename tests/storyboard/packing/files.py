"""Files of stories and characters, as a browser gets and brings them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from jobs.models import Job
from tests.drawing import get, post, work_off


def saved(client: Client, story: Any, character: str | None = None) -> bytes:
    """The file of a story, or of a character of it."""
    post(client, f"/stories/{story['id']}/pack" if character is None else f"/characters/{character}/pack", {}, 202)
    work_off()
    packs = get(client, f"/stories/{story['id']}")["packs"]
    answer = client.get(next(each["url"] for each in packs if each["character"] == character))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def bring(client: Client, data: bytes, into: str = "") -> Any:
    """The answer to a file that is brought, into the library or into a story's cast."""
    path = f"/api/stories/{into}/characters/unpack" if into else "/api/stories/unpack"
    return client.post(path, data, "application/zip")


def opened(client: Client, data: bytes, into: str = "") -> Job:
    """The job that looked at a file, after it."""
    answer = bring(client, data, into)
    assert answer.status_code == 202, answer.content
    work_off()
    return Job.objects.get(pk=answer.json()["id"])
