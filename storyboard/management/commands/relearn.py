"""`python manage.py relearn STORY`: learn a story's cast again, after the drawing model was exchanged."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.errors import Refused
from storyboard import data_folder
from storyboard.models import Story
from storyboard.relearning import relearn
from storyboard.working import WorkFailed

_KEPT = "Those learnt again before it stay so; run it again."


class Command(BaseCommand):
    """Learn everybody again who was learnt before. Pages and pictures stay as they are."""

    help = "Learn a story's cast again with the present drawing model; stop the studio before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", help="its title or identifier")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = data_folder.lock()
        except data_folder.InUse as busy:
            raise CommandError(f"{busy} Stop it first; nothing was changed.") from busy
        with taken:
            data_folder.migrate()
            story = _find(options["story"])
            try:
                count = relearn(story, self.stdout.write)
            except Refused as refusal:
                trouble = refusal.trouble
                raise CommandError(f"{trouble.message} {trouble.hint} {_KEPT}") from refusal
            except WorkFailed as failure:
                raise CommandError(f"{failure}. {_KEPT}") from failure
            except FileNotFoundError as gone:
                raise CommandError(f"The picture {gone} of an old look is not there. Nothing was changed.") from gone
        self.stdout.write(f"{count} of “{story.title}” learnt again. Draw the pages again that should show them.")


def _find(wanted: str) -> Story:
    stories = list(Story.objects.all())
    found = [story for story in stories if wanted in (str(story.pk), story.title)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"“{story.title}” ({story.pk})" for story in stories) or "none yet"
    what = "Several stories have that title" if found else "There is no such story"
    raise CommandError(f"{what}; give the identifier of one of these: {known}.")
