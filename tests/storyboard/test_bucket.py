"""Files in a bucket: written, read back, checked, served by signed addresses, and what happens while it is away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from django.conf import settings as configured
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import Client

from jobs import artifacts
from jobs.errors import JobFailed
from storyboard import verifying
from storyboard.models import Book, Story
from tests.bucket import BUCKET, BucketServer
from tests.drawing import new_story


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketServer]:
    with BucketServer(tmp_path_factory.mktemp("bucket") / "log") as running:
        yield running


@pytest.fixture(autouse=True)
def _bucket(settings: Any, server: BucketServer, tmp_path: Path) -> None:
    """The product's own settings for such an address, as a process with that environment has them."""
    environment = {**os.environ, "S3_URL": server.url, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
    show = "from django.conf import settings; print(repr((settings.STORAGES, settings.S3_ORIGINS)))"
    command = [sys.executable, "-c", show]
    shown = subprocess.run(command, env=environment, cwd=configured.BASE_DIR, capture_output=True, check=True)
    settings.STORAGES, origins = eval(shown.stdout)
    assert origins == [server.endpoint]
    settings.S3_URL = server.url
    settings.ARTIFACTS, settings.CHECKPOINTS = tmp_path / "artifacts", tmp_path / "checkpoints"


def kept(content: bytes) -> str:
    return artifacts.store(lambda path: path.write_bytes(content), ".pdf")


def book(client: Client, name: str) -> Book:
    story = Story.objects.get(pk=new_story(client)["id"])
    return Book.objects.create(story=story, job_id=uuid4(), title="Snow", file=name, pages=1)


def test_file_is_in_the_bucket_before_its_name_is_known(server: BucketServer) -> None:
    name = kept(b"fox")
    assert server.client.get_object(Bucket=BUCKET, Key=name)["Body"].read() == b"fox"


def test_another_machine_fetches_what_it_has_not(settings: Any) -> None:
    name = kept(b"bear")
    shutil.rmtree(settings.ARTIFACTS)
    assert artifacts.intact(name).read_bytes() == b"bear"
    with pytest.raises(FileNotFoundError):
        artifacts.path("0" * 64 + ".pdf")


def test_damaged_object_is_never_taken_for_what_it_was(settings: Any, server: BucketServer) -> None:
    name = kept(b"owl")
    server.client.put_object(Bucket=BUCKET, Key=name, Body=b"cat")
    with pytest.raises(ValueError, match=name):
        artifacts.check_bucket(name)
    shutil.rmtree(settings.ARTIFACTS)
    with pytest.raises(FileNotFoundError):
        artifacts.path(name)


@pytest.mark.django_db
def test_browser_gets_a_signed_address_once_it_was_let_in(
    client: Client, server: BucketServer, stranger: object
) -> None:
    name = kept(b"%PDF")
    shown = client.get(f"/media/books/{book(client, name).pk}")
    assert shown.status_code == 302
    address = urlsplit(shown["Location"])
    assert f"{address.scheme}://{address.netloc}" == server.endpoint
    assert parse_qs(address.query)["X-Amz-Expires"] == ["300"]
    answer = requests.get(shown["Location"], timeout=10)
    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="snow.pdf"'
    bare = requests.get(f"{server.endpoint}/{BUCKET}/{name}", timeout=10)
    assert bare.status_code == 403
    other = Client()
    other.force_login(stranger)  # type: ignore[arg-type]
    assert other.get(f"/media/books/{Book.objects.get().pk}").status_code == 404


@pytest.mark.django_db
def test_verify_looks_into_the_bucket_too(client: Client, server: BucketServer, monkeypatch: Any) -> None:
    missing, whole, stray = kept(b"missing"), kept(b"whole"), kept(b"stray")
    for name in (missing, whole):
        book(client, name)
    server.client.delete_object(Bucket=BUCKET, Key=missing)
    assert verifying.look().strays == []  # its row may be on the way
    monkeypatch.setattr(verifying, "GRACE", -timedelta(days=1).total_seconds())
    found = verifying.look()
    assert list(found.missing) == [missing]
    assert stray in found.strays
    assert whole not in found.strays
    with pytest.raises(CommandError, match="1 files are missing"):
        call_command("verify", "--sweep")
    assert "Contents" not in server.client.list_objects_v2(Bucket=BUCKET, Prefix=stray)
    artifacts.check_bucket(whole)


def test_what_is_kept_again_is_young_in_the_bucket_too(server: BucketServer) -> None:
    name = kept(b"a drawing")
    server.client.put_object(Bucket=BUCKET, Key=name, Body=b"older")
    assert kept(b"a drawing") == name
    artifacts.check_bucket(name)


def test_bucket_that_is_away_is_worth_another_try(settings: Any, tmp_path: Path) -> None:
    options = {**settings.STORAGES["artifacts"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "artifacts": {**settings.STORAGES["artifacts"], "OPTIONS": options}}
    assert storages["artifacts"] is not None
    with pytest.raises(JobFailed) as failure:
        kept(b"fox")
    assert (failure.value.retryable, failure.value.trouble.code) == (True, "storage_away")
