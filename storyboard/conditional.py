"""A story that the browser has already: told by its entity tag, and not read again (RFC 9110, section 13).

The tag is made of all that an answer depends on: the number and time of the newest event, on how many pages somebody
writes, who asks and in which role, the drawing model, and our own programs. Whatever changes a story records an event
in the same transaction. What changes without one is no part of a tagged answer: while a job waits or runs, and its
progress and time left are told, an answer has no tag. A page that nobody holds any longer, because its window was not
heard of, shows in the number of held pages, which only falls between two events.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from characters import studio
from jobs import access
from jobs import selectors as jobs
from jobs.errors import Refused
from jobs.models import ACTIVE, Role
from jobs.session import person
from storyboard import selectors
from storyboard.models import Story
from storyboard.schemas.stories import StoryOut

#: our programs that have a part in an answer
ROOMS = ("jobs", "characters", "storyboard")


def story(request: HttpRequest, response: HttpResponse, story_id: uuid.UUID) -> StoryOut | HttpResponse:
    """A story for somebody who may read it, else 404; 304 where the browser's own copy is the same.

    What the tag is made of is read first: what is written meanwhile may be in the answer, and is fetched again.
    """
    response["Cache-Control"] = "private, no-cache"  # kept by the browser, and shown only after it asked here
    user, told = person(request), jobs.newest_event(Story(pk=story_id).topic)
    row = selectors.story(user, story_id, Role.VIEWER)
    who = user.pk, access.role_of(user, row.owner_id, row.topic)
    known = [tag for tag in parse_etags(request.headers.get("If-None-Match", "")) if tag.startswith(_start(told))]
    if known and not jobs.busy(row.topic):
        tag = _tag(who, told, selectors.held_pages(row))
        if tag in known:
            headers = {"ETag": tag, "Cache-Control": response["Cache-Control"]}
            return HttpResponseNotModified(headers=headers)
    out = selectors.story_out(user, row, told[0])
    if all(job.state not in ACTIVE for job in out.jobs):
        response["ETag"] = _tag(who, told, sum(page.held_by is not None for page in out.pages))
    return out


Told = tuple[int, datetime | None]


def _start(told: Told) -> str:
    return f'W/"{told[0]}.'


def _tag(who: tuple[object, Role | None], told: Told, held: int) -> str:
    """Weak: the same story, of which the bytes may differ; so it is no revision to write on either."""
    # The time is there because a database that was put back from a copy counts the same numbers once more.
    parts = (_programs(), _model(), who, told, held)
    return f'{_start(told)}{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _model() -> str:
    """What draws now: who was learnt by another model is shown as such."""
    try:
        return studio.info().model
    except Refused:
        return ""


@cache
def _programs() -> str:
    """Another version of the programs may tell the same story differently."""
    whole = sha256()
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()
