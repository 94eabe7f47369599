"""Two people at once: nobody waits for somebody who waits for them, and no one is put where nothing is any more."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from characters import services as character_services
from characters.models import Card, Character, Proposal
from characters.schemas import CharacterPatch
from jobs import leases
from jobs import services as jobs
from jobs.errors import Refused
from jobs.models import Job
from jobs.work import Work
from storyboard.models import Appearance, Download
from storyboard.schemas.pages import PagePatch
from storyboard.schemas.panels import PanelPatch
from storyboard.schemas.stories import StoryPatch
from storyboard.services import account, packs, panels, stories, trash
from tests.drawing import get, new_character, new_panel, new_story, post


def paused(action: Callable[[], object], after: str, here: Event, on: Event) -> object:
    """Do something in a thread of its own and stand still for a moment once it has run a statement on a table."""

    def still(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if re.search(after, sql) and not here.is_set():
            here.set()
            on.wait(0.5)
        return result

    try:
        with connection.execute_wrapper(still):
            return action()
    except Refused as refusal:
        return refusal.status
    finally:
        here.set()
        connection.close()


def meanwhile(action: Callable[[], object], after: str, other: Callable[[], object]) -> list[Any]:
    """Both: the second begins when the first stands still behind a statement, for half a second or until its end."""
    one, two = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(paused, action, after, one, two)
        one.wait(10)
        second = threads.submit(paused, other, "never", two, Event())
        return [first.result(30), second.result(30)]


FIRST_LOCK = r"^(UPDATE|.* FOR)"


def at_once(first: tuple[Callable[[], object], str], second: Callable[[], object]) -> list[Any]:
    """Both: one stands still behind a statement until the other has locked something, which then stands still, too."""
    one, two = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(paused, *first, one, two), threads.submit(paused, second, FIRST_LOCK, two, one)]
        return [each.result(30) for each in running]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["tune", "pack"])
def test_the_end_of_an_account_and_of_its_work_do_not_wait_for_each_other(
    writer: User, stranger: User, settings: Any, kind: str
) -> None:
    """In somebody else's story, whose jobs are not ended before: learning puts the sheet in line. And a download."""
    settings.ACCOUNTS = True
    topic, someone = "story:theirs", uuid.uuid4()
    jobs.submit(writer, jobs.Order(topic, kind, "character", someone, {}, owner_id=stranger.pk))
    job = leases.claim_next("task")
    assert job is not None
    ended: list[str] = []

    def work() -> None:
        with Work(job).finishing():
            if kind == "tune":
                jobs.follow(job, jobs.Order(topic, "sheet", "character", someone, {}, owner_id=stranger.pk))
            else:
                Download.objects.create(owner=writer, job_id=job.pk, file="a.zip", size=1, stories=0)
        ended.append("work")

    meanwhile(work, FIRST_LOCK, lambda: account.delete(writer, "mia", lambda: True))
    assert ended == ["work"]
    assert not User.objects.filter(pk=writer.pk).exists()
    assert not Job.objects.exists()


def prepared(client: Client) -> tuple[Any, Any, Any]:
    """A story with a page and a character for whom something waits each."""
    story = new_story(client)
    character = new_character(client, story)
    panel = new_panel(client, story, "a fox")
    post(client, f"/panels/{panel['id']}/render", {}, 202)
    post(client, f"/characters/{character['id']}/propose", {}, 202)
    return get(client, f"/stories/{story['id']}"), character, panel


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["story", "page", "character"])
def test_throwing_away_and_changing_do_not_wait_for_each_other(client: Client, writer: User, what: str) -> None:
    story, character, _ = prepared(client)
    page = story["pages"][0]
    title, text = StoryPatch(title="Tom"), PagePatch(text="Once.")
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "story": (
            lambda: trash.throw_story(writer, story["id"]),
            lambda: stories.change_story(writer, story["id"], title, story["revision"]),
        ),
        "page": (
            lambda: trash.throw_page(writer, page["id"]),
            lambda: stories.change_page(writer, page["id"], text, page["revision"]),
        ),
        "character": (
            lambda: trash.throw_character(writer, character["id"]),
            lambda: character_services.change(writer, character["id"], CharacterPatch(name="Tom"), 1),
        ),
    }
    throw, change = pairs[what]
    at_once((throw, '^INSERT INTO "jobs_topic"'), change)
    assert Job.objects.filter(state="cancelled").exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_page_and_a_change_of_the_one_behind_it_do_not_wait_for_each_other(client: Client, writer: User) -> None:
    story = new_story(client)
    post(client, f"/stories/{story['id']}/pages/many", {"texts": ["One.", "Two."]}, 201)
    first, second = get(client, f"/stories/{story['id']}")["pages"]
    at_once(
        (lambda: stories.add_page(writer, uuid.UUID(story["id"]), uuid.UUID(first["id"])), FIRST_LOCK),
        lambda: stories.change_page(writer, second["id"], PagePatch(text="Twice."), second["revision"]),
    )
    assert [page["text"] for page in get(client, f"/stories/{story['id']}")["pages"]] == ["One.", "", "Twice."]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_put_on_a_page_while_being_thrown_away(client: Client, writer: User) -> None:
    _, character, panel = prepared(client)
    cast = PanelPatch(cast=[character["id"]])
    ended = meanwhile(
        lambda: panels.change_panel(writer, panel["id"], cast, panel["revision"]),
        '^SELECT .*"storyboard_castmember"',
        lambda: trash.throw_character(writer, character["id"]),
    )
    gone = Character.with_trash.get().trashed_at is not None
    assert gone != Appearance.objects.exists(), ended
    assert ended[0 if gone else 1] in (409, 422)


def learn(character: Character, number: str) -> None:
    """What the end of learning leaves behind, of a look that was drawn for it."""
    request = {"description": character.description, "base_word": character.base_word, "count": 1, "seed": 1}
    with transaction.atomic():
        proposal = Proposal.objects.create(character=character, job_id=uuid.uuid4(), request=request)
        look = proposal.candidates.create(index=0, picture=f"{number * 64}.png")
        words = {"description": character.description, "base_word": character.base_word, "model": "small", "steps": 1}
        card = Card.objects.create(
            character=character, candidate=look, job_id=uuid.uuid4(), file=f"{number * 64}.card", **words
        )
        card.sheet.create(index=0, scene="in the snow", file=f"{number * 64}.png", request={})
        Character.objects.filter(pk=character.pk).update(card=card, target=look)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("read", ["character", "proposal", "card"])
def test_who_is_copied_is_copied_as_of_one_instant(client: Client, writer: User, read: str) -> None:
    story, other = new_story(client), new_story(client, "At sea")
    new_character(client, story)
    character = Character.objects.get()
    learn(character, "a")
    made, _ = meanwhile(
        lambda: packs.copy_character(writer, character.pk, uuid.UUID(other["id"])),
        "SELECT" if read == "character" else f'FROM "characters_{read}".*ORDER BY "characters_{read}"."created_at" ASC',
        lambda: learn(character, "b"),
    )
    copied = Character.objects.get(pk=made.pk)
    assert copied.card is not None
    assert copied.target == copied.card.candidate
    assert [each.file for each in copied.card.sheet.all()] == [copied.card.candidate.picture]
    assert copied.cards.count() == copied.proposals.count()


@pytest.mark.django_db(transaction=True)
def test_nobody_is_copied_while_being_thrown_away(client: Client, writer: User) -> None:
    story, other = new_story(client), new_story(client, "At sea")
    character = new_character(client, story)
    made, _ = meanwhile(
        lambda: packs.copy_character(writer, uuid.UUID(character["id"]), uuid.UUID(other["id"])),
        '^SELECT .*"characters_card"',
        lambda: trash.throw_character(writer, character["id"]),
    )
    thrown = Character.with_trash.get(pk=character["id"]).trashed_at
    assert made == 404 or (thrown is not None and made.created_at < thrown)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wish", ["cancel", "pause"])
def test_a_wish_is_heard_while_the_job_goes_back_into_the_line(client: Client, wish: str) -> None:
    prepared(client)
    job = leases.claim_next("task")
    assert job is not None
    wishes: dict[str, Callable[[], object]] = {
        "cancel": lambda: jobs.cancel_row(job),
        "pause": lambda: leases.pause(job),
    }
    meanwhile(wishes[wish], '^(UPDATE|SELECT).* "jobs_job"', lambda: leases.requeue(job, blameless=True))
    after = Job.objects.get(pk=job.pk)
    assert after.state == "cancelled" if wish == "cancel" else after.paused
