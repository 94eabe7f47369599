"""`python manage.py verify [--sweep]`: prove that database and files agree."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from storyboard import verifying


class Command(BaseCommand):
    """Ends with an error where a file is missing or changed; never changes a row."""

    help = "Check every kept file against its row; with --sweep delete files that no row has mentioned for a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="delete what nobody mentions")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verifying.look()
        for what, names in (("is missing", found.missing), ("was changed", found.changed)):
            for name, rows in names.items():
                self.stderr.write(f"{name} {what}: {', '.join(rows)}")
        self.stdout.write(
            f"{found.checked} files looked at, {len(found.orphans) + len(found.strays)} that nobody mentions."
        )
        if options["sweep"]:
            self.stdout.write(f"{verifying.sweep(found)} bytes freed.")
        if not found.sound:
            wrong = len(found.missing) + len(found.changed)
            raise CommandError(
                f"{wrong} files are missing or changed. Stories and words are safe; draw or learn these anew."
            )
