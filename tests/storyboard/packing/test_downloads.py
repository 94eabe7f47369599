"""What the Book screen offers to download: the story's file, and the sheet on how its pictures were made."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from jobs.models import Role, Share
from storyboard import intake
from storyboard.models import Pack, Story
from tests.drawing import get, patch
from tests.storyboard.packing.files import saved

pytestmark = pytest.mark.django_db(transaction=True)


def test_files_have_names_that_say_what_they_are(client: Client, story: Any) -> None:
    saved(client, story)
    saved(client, story, story["cast"][0]["id"])
    names = {client.get(each["url"])["Content-Disposition"] for each in get(client, f"/stories/{story['id']}")["packs"]}
    assert names == {f'attachment; filename="{name}.zip"' for name in ("mia-and-the-snow.story", "mia.character")}


def test_a_reader_gets_the_sheet_but_no_file(client: Client, story: Any, stranger: User) -> None:
    saved(client, story)
    Share.objects.create(topic=Story.objects.get().topic, user=stranger, role=Role.VIEWER)
    reader = Client()
    reader.force_login(stranger)
    assert get(reader, f"/stories/{story['id']}")["packs"] == []
    assert reader.get(f"/media/packs/{Pack.objects.get().pk}").status_code == 403
    assert reader.get(story["disclosure_url"]).status_code == 200


def test_the_sheet_of_a_story_is_the_same_until_the_story_changes(client: Client, story: Any) -> None:
    first = client.get(story["disclosure_url"])
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="mia-and-the-snow-disclosure.pdf"'
    assert client.get(story["disclosure_url"]).content == first.content
    patch(client, f"/stories/{story['id']}", {"title": "\ue000"}, story["revision"])
    refused = client.get(story["disclosure_url"])
    assert (refused.status_code, refused.json()["code"]) == (422, "cannot_publish")


@pytest.mark.asyncio
async def test_a_file_comes_block_by_block_to_a_server_that_asks_asynchronously(
    client: Client, writer: User, settings: Any, tmp_path: Any
) -> None:
    from asgiref.sync import sync_to_async

    from jobs import artifacts

    def made() -> str:
        story = Story.objects.create(owner=writer, title="Large")
        file = artifacts.store(lambda path: path.write_bytes(bytes(3 * artifacts.BLOCK)), ".zip")
        row = Pack.objects.create(story=story, job_id=story.pk, name="Large", file=file, size=3 * artifacts.BLOCK)
        return f"/media/packs/{row.pk}"

    address = await sync_to_async(made)()
    browser = AsyncClient()
    await browser.aforce_login(writer)
    answer: Any = await browser.get(address)
    assert answer["Content-Length"] == str(3 * artifacts.BLOCK)
    assert [len(block) async for block in answer] == [artifacts.BLOCK] * 3


@pytest.mark.parametrize("path", ["/api/stories/unpack", "/api/stories/7c0e/characters/unpack"])
def test_the_door_lets_a_whole_file_through_and_no_more_than_that(path: str, settings: Any) -> None:
    room = intake.limit_of(path) - settings.PACK_LIMITS["upload"]
    assert 0 < room <= 1 << 16
    assert intake.limit_of(path.replace("unpack", "pack")) == intake.LIMIT
