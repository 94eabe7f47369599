"""What can be downloaded besides books: files of stories and characters, and all of a person's stories at once."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser

from jobs.errors import not_found
from storyboard.models import Download, Pack
from storyboard.schemas.account import DownloadOut
from storyboard.schemas.books import PackOut


def pack_out(row: Pack) -> PackOut:
    """The file of a story or character as the API shows it."""
    return PackOut(
        id=row.pk,
        url=f"/media/packs/{row.pk}",
        character=row.character_id,
        created_at=row.created_at,
        size=row.size,
        sha256=row.sha256,
    )


def download(user: AbstractBaseUser, download_id: uuid.UUID) -> Download:
    """All stories of the person who asks, as they were put into one file; or 404: nobody else ever sees it."""
    found = Download.objects.filter(owner_id=user.pk, pk=download_id).first()
    if found is None:
        raise not_found("file")
    return found


def download_out(row: Download) -> DownloadOut:
    """The same as the API shows it."""
    return DownloadOut(
        id=row.pk,
        url=f"/media/downloads/{row.pk}",
        created_at=row.created_at,
        size=row.size,
        sha256=row.sha256,
        stories=row.stories,
        left_out=row.left_out,
    )
