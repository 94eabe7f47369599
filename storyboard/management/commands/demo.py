"""`python manage.py demo`: write the demonstration book to out/demo."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storyboard import data_folder, sign_in
from storyboard.demo import DemoFailed, make_book
from storyboard.models import Story
from storyboard.packing import sample
from storyboard.working import WorkFailed

#: Says that a data folder is the demonstration's own and may be emptied.
MARK = ".demo"


class Command(BaseCommand):
    """Make the book of a story file in a data folder of its own."""

    help = "Take examples/three-friends.json from words to a book: book.pdf, contact-sheet.png, report.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--story", type=Path, default=settings.BASE_DIR / "examples" / "three-friends.json")
        parser.add_argument("--out", type=Path, default=Path("out/demo"))
        parser.add_argument("--sample", action="store_true", help="make it the sample of the empty library, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if Path("~/.local/share/storyboard").expanduser().resolve() == settings.STORY_DATA:
            raise CommandError("Set STORY_DATA to a folder for the demonstration; it is emptied at every run.")
        _claim(settings.STORY_DATA)
        with data_folder.lock():
            for old in ("artifacts", "checkpoints"):
                shutil.rmtree(settings.STORY_DATA / old, ignore_errors=True)
            for old_file in settings.STORY_DATA.glob("storyboard.sqlite3*"):
                old_file.unlink()
            data_folder.migrate()
            try:
                report = make_book(sign_in.writer(), options["story"], options["out"], self.stdout.write)
            except (DemoFailed, WorkFailed) as failure:
                raise CommandError(str(failure)) from failure
            if options["sample"]:
                self._make_sample()
        self.stdout.write(f"{options['out'] / 'book.pdf'} after {report['seconds_in_all']} s")

    def _make_sample(self) -> None:
        try:
            size = sample.build(Story.objects.get())
        except sample.TooLarge as error:
            raise CommandError("The pictures are too large for a sample. It stays as it was.") from error
        self.stdout.write(f"{sample.FOLDER}: {size} bytes")


def _claim(folder: Path) -> None:
    """Mark an empty folder as the demonstration's; any other one without the mark may hold a writer's stories."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / MARK).exists() and any(folder.iterdir()):
        raise CommandError(
            f"The folder {folder} is not empty and not one of the demonstration's, which are emptied at every run. "
            "Nothing was changed. Set STORY_DATA to a new folder."
        )
    (folder / MARK).touch()
