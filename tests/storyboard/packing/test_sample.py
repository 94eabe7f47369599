"""The finished story of the empty library: small, whole, and told in the languages of the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jobs.models import Job
from storyboard.models import Story
from storyboard.packing import contents, sample
from tests.drawing import get, post, work_off

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = sorted(path.stem for path in Path("frontend/src/language").glob("??.json"))


def test_it_is_small_and_nothing_in_it_is_superfluous() -> None:
    files = {path.relative_to(sample.FOLDER).as_posix() for path in sample.FOLDER.rglob("*.*")}
    story = contents.read((sample.FOLDER / "contents.json").read_bytes())
    assert files == story.files() | {"contents.json", "words.json"}
    assert sum((sample.FOLDER / name).stat().st_size for name in files) < 300_000


@pytest.mark.parametrize("language", [*LANGUAGES, "fr"])
def test_it_opens_as_an_own_copy_told_in_the_language_of_the_editor(client: Client, language: str) -> None:
    job = post(client, "/stories/sample", {"language": language}, 202)
    assert [each["subject"] for each in get(client, "/jobs")] == [job["subject"]]
    assert job["subject"]["kind"] == "sample"
    work_off()
    assert Job.objects.get(pk=job["id"]).state == "done"
    story = get(client, f"/stories/{job['subject']['id']}")
    told = sample._WORDS[language if language in LANGUAGES else "en"]
    assert (story["role"], story["title"], story["language"]) == (
        "owner", told["title"], language if language in LANGUAGES else "en",
    )  # fmt: skip
    assert [page["text"] for page in story["pages"]] == told["texts"]
    names = {told["names"].get(name, name) for name in ("Mia", "Tom", "Grandma Oak")}
    assert {who["name"] for who in story["cast"]} == names
    panels = [panel for page in story["pages"] for panel in page["panels"]]
    assert len(panels) == 8
    assert all(panel["kept"] and not panel["notices"] for panel in panels)
    assert not [each for panel in panels for picture in panel["pictures"] for each in picture["stale"]]
    assert {who["id"] for who in story["cast"]} == {who for panel in panels for who in panel["cast"]}
    assert {who["state"] for who in story["cast"]} <= {"ready", "older"}, "whatever model is here"


def test_it_is_built_out_of_a_story_that_is_finished(
    client: Client, story: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in story["pages"][1:]:
        client.delete(f"/api/pages/{page['id']}")
    for panel in story["pages"][0]["panels"][1:]:
        client.delete(f"/api/panels/{panel['id']}")
    finished, folder = Story.objects.get(pk=story["id"]), tmp_path / "sample"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "old.png").write_bytes(b"old")
    with monkeypatch.context() as small:
        small.setattr(sample, "MOST", 10)
        with pytest.raises(sample.TooLarge):
            sample.build(finished, folder)
    assert [path.name for path in folder.rglob("*.*")] == ["old.png"], "it stays as it was"
    size = sample.build(finished, folder)
    built = contents.read((folder / "contents.json").read_bytes())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert files == built.files() | {"contents.json"}
    assert sum((folder / name).stat().st_size for name in files) == size
    assert isinstance(built, contents.StoryContents)
    coat = built.characters[0].outfits[0]
    assert [len(one.proposals[0].candidates) for one in (built.characters[0], coat)] == [1, 1]
    panel = built.pages[0].panels[0]
    assert (len(panel.pictures), panel.kept) == (1, 0)
    assert panel.pictures[0].request.cast[0].card == coat.cards[0].file
