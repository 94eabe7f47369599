"""Rows and files: what is missing or changed is named, what nobody mentions goes after a day, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from characters import studio
from characters.models import Candidate, Card
from jobs import artifacts
from jobs.models import Job
from storyboard import verifying
from storyboard.models import Book, Story
from tests.drawing import learnt_character, new_panel, new_story, post, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tiny(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ONEACTOR_BACKEND = "tests.tiny_backend:Tiny"
    settings.ARTIFACTS, settings.CHECKPOINTS = tmp_path / "artifacts", tmp_path / "checkpoints"
    settings.CHECKPOINTS.mkdir()
    yield
    studio._backend.cache_clear()


@pytest.fixture
def _drawn(client: Client) -> None:
    story = new_story(client)
    mia = learnt_character(client, story)["id"]
    panel = new_panel(client, story, "in the snow", (mia,))
    post(client, f"/panels/{panel['id']}/render", {"seed": 5}, 202)
    work_off()


def aged(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left behind")
    long_ago = time.time() - verifying.GRACE - 60
    os.utime(path, (long_ago, long_ago))
    return path


@pytest.mark.usefixtures("_drawn")
def test_a_sound_folder_stays_as_it_is(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(settings.ARTIFACTS.rglob("*"))
    call_command("verify", "--sweep")
    assert sorted(settings.ARTIFACTS.rglob("*")) == before
    assert "11 files looked at, 0 that nobody mentions" in capsys.readouterr().out


def test_every_field_that_names_a_file_is_looked_at(client: Client) -> None:
    name = artifacts.store(lambda path: path.write_bytes(b"cover"), ".pdf")
    story = Story.objects.get(pk=new_story(client)["id"])
    Book.objects.create(story=story, job_id=uuid4(), title="Snow", file=name, cover=name, pages=1)
    assert len(verifying.mentioned()[name]) == 2


@pytest.mark.usefixtures("_drawn")
def test_missing_and_changed_files_are_named_with_their_rows(capsys: pytest.CaptureFixture[str]) -> None:
    card, candidate = Card.objects.get(), Candidate.objects.first()
    assert candidate is not None
    artifacts.path(card.file).unlink()
    artifacts.path(candidate.picture).write_bytes(b"something else")
    with pytest.raises(CommandError, match="2 files are missing or changed"):
        call_command("verify")
    said = capsys.readouterr().err
    assert f"{card.file} is missing: a character's card ({card.pk})" in said
    assert f"{candidate.picture} was changed: a candidate's picture ({candidate.pk})" in said


@pytest.mark.usefixtures("_drawn")
def test_what_nobody_mentions_goes_only_when_it_is_old_and_only_when_asked(settings: Any) -> None:
    fresh = settings.ARTIFACTS / "ab" / "young.png"
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_bytes(b"its row may be on the way")
    orphan = aged(settings.ARTIFACTS / "cd" / "old.png")
    half = aged(settings.ARTIFACTS / ".new-half.png")
    over, unfinished = Job.objects.filter(kind="tune").get(), Job.objects.filter(kind="render").get()
    Job.objects.filter(pk=unfinished.pk).update(state="cancelled")
    of_done, of_gone, of_cancelled = (
        aged(settings.CHECKPOINTS / f"{pk}.checkpoint") for pk in (over.pk, uuid4(), unfinished.pk)
    )
    call_command("verify")
    assert all(path.exists() for path in (orphan, half, of_done, of_gone))
    call_command("verify", "--sweep")
    assert not any(path.exists() for path in (orphan, half, of_done, of_gone))
    assert fresh.exists()
    assert of_cancelled.exists()
    call_command("verify")


def test_what_is_kept_again_while_it_is_looked_for_stays() -> None:
    name = artifacts.store(lambda path: path.write_bytes(b"a drawing"), ".png")
    long_ago = time.time() - verifying.GRACE - 60
    os.utime(artifacts.path(name), (long_ago, long_ago))
    found = verifying.look()
    assert found.orphans == [artifacts.path(name)]
    assert artifacts.store(lambda path: path.write_bytes(b"a drawing"), ".png") == name
    assert verifying.sweep(found) == 0
    assert artifacts.path(name).exists()
