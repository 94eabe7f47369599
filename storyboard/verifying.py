"""Do rows and files agree? What rows mention must be there and hold what its name says; what nobody mentions may go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from characters.models import Candidate, Card, Proposal, SheetPicture
from jobs import artifacts
from jobs.models import ACTIVE, Job, JobState
from storyboard.models import Book, Download, Pack, Picture, Story

#: seconds that a file without a row is left alone: the row of a finished file is committed after it
GRACE = 24 * 3600
#: jobs that will not go on from a checkpoint by themselves or by a click
_OVER = (JobState.DONE,)


@dataclass(frozen=True)
class Findings:
    """What a look at all files found.

    Attributes:
        missing: names that rows mention and that are neither here nor in the bucket, with the rows.
        changed: the same for files whose content is not what was kept.
        orphans: files that no row mentions and that are older than the grace period.
        strays: the same in the bucket, by name.
        checked: how many names were looked at.
    """

    missing: dict[str, list[str]]
    changed: dict[str, list[str]]
    orphans: list[Path]
    strays: list[str]
    checked: int

    @property
    def sound(self) -> bool:
        """Nothing is missing and nothing changed; orphans do no harm."""
        return not self.missing and not self.changed


def mentioned() -> dict[str, list[str]]:
    """Every name that a row mentions, with the rows in words."""
    names: dict[str, list[str]] = {}
    for model, field, what in (
        (Proposal, "file", "candidates of a character"),
        (Candidate, "picture", "a candidate's picture"),
        (Card, "file", "a character's card"),
        (SheetPicture, "file", "a picture of what was learnt"),
        (Picture, "file", "a picture"),
        (Book, "file", "a book"),
        (Book, "cover", "a book's cover"),
        (Pack, "file", "the file of a story or character"),
        (Download, "file", "the file of all stories of somebody"),
        (Story, "press_file", "a print shop's colour profile"),
    ):
        for pk, name in model._base_manager.exclude(**{field: ""}).values_list("pk", field):
            names.setdefault(name, []).append(f"{what} ({pk})")
    return names


def look() -> Findings:
    """Read every mentioned file whole, and list what nobody mentions."""
    names = mentioned()
    missing, changed = {}, {}
    for name, rows in sorted(names.items()):
        try:
            artifacts.intact(name)
            artifacts.check_bucket(name)
        except FileNotFoundError:
            missing[name] = rows
        except ValueError:
            changed[name] = rows
    orphans = [*_orphaned_artifacts(set(names)), *_orphaned_checkpoints(), *_orphaned_uploads()]
    return Findings(missing, changed, orphans, _strays(set(names)), len(names))


def _old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > GRACE


def _orphaned_artifacts(names: set[str]) -> Iterator[Path]:
    for path in sorted(Path(settings.ARTIFACTS).rglob("*")):
        if path.is_file() and path.name not in names and _old(path):
            yield path


def _strays(names: set[str]) -> list[str]:
    before = _long_ago()
    return [name for name, since in artifacts.in_bucket() if name not in names and since < before]


def _long_ago() -> datetime:
    return timezone.now() - timedelta(seconds=GRACE)


def _orphaned_checkpoints() -> Iterator[Path]:
    """Of jobs that are over or gone; a failed or cancelled one may still be taken up again."""
    for path in sorted(Path(settings.CHECKPOINTS).glob("*.checkpoint*")):
        job = _job(path.name.partition(".")[0])
        if (job is None or job.state in _OVER) and _old(path):
            yield path


def _orphaned_uploads() -> Iterator[Path]:
    """Those that no job will look at any more."""
    waiting = set(Job.objects.filter(kind="unpack", state__in=ACTIVE).values_list("params__upload", flat=True))
    for path in sorted(Path(settings.UPLOADS).glob("*")):
        if path.name not in waiting and _old(path):
            yield path


def sweep_uploads() -> int:
    """Delete what was brought and never came to a job's end; returns how many files."""
    orphans = list(_orphaned_uploads())
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _job(name: str) -> Job | None:
    try:
        return Job.objects.filter(pk=UUID(name)).first()
    except ValueError:
        return None


def sweep(findings: Findings) -> int:
    """Delete orphans and strays; returns how many bytes were freed here.

    What was kept once more since they were looked for stays: the same drawing gives the same file.
    """
    freed = 0
    for path in findings.orphans:
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            if _old(path):
                path.unlink()
                freed += size
    names = set(mentioned()) if findings.strays else set()
    for name in findings.strays:
        if name not in names:
            artifacts.forget(name, _long_ago())
    return freed
