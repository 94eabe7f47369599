"""A person's account as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from ninja import Schema
from pydantic import Field

from jobs.schemas import JobOut


class DownloadOut(Schema):
    """All stories of a person as one file: the newest that was made. `size` is in bytes.

    `left_out` are the titles of stories that could not be put in, because a file of theirs is gone or damaged.
    """

    id: uuid.UUID
    url: str
    created_at: datetime
    size: int
    sha256: str
    stories: int
    left_out: list[str]


class AccountOut(Schema):
    """Who is here. `stories` counts their own, also those in the trash; `job` is the last that made a download.

    `password`: whether the account has one, which is asked for before its end.
    """

    username: str
    password: bool
    stories: int
    download: DownloadOut | None
    job: JobOut | None


class DeleteAccountIn(Schema):
    """The name that they sign in with, and the password where there is one, typed once more."""

    name: str = Field(max_length=150)
    password: str = Field("", max_length=4096)
