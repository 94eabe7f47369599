"""Work on panels and books, carried out in a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from characters import studio
from characters.studio import Placement, RenderRequest
from jobs import artifacts
from jobs.errors import JobFailed, Trouble
from jobs.work import Work
from storyboard import events, manuscript, printing
from storyboard.models import Book, Panel, Picture, Story
from storyboard.publishing import (
    BookContent,
    Check,
    Edition,
    PublishingError,
    check,
    sweep,
    write_book,
    write_cover,
)
from storyboard.schemas.books import ExportIn


def render(work: Work) -> None:
    """Draw one try of a panel and look how alike everyone in it is."""
    panel = Panel.objects.select_related("page__story").get(pk=work.job.subject_id)
    params: dict[str, Any] = dict(work.params)
    learnt = [_learnt(who) for who in params["cast"]]
    drawn: list[studio.Drawn] = []
    request = RenderRequest(
        prompt=params["prompt"],
        cast=tuple(
            Placement(who["description"], who["base_word"], card)
            for who, (card, _) in zip(params["cast"], learnt, strict=True)
        ),
        seed=params["seed"],
    )
    file = artifacts.store(lambda path: drawn.append(studio.render(request, work.report, path)), ".png")
    likeness = [
        _likeness(params["cast"], who, file, target) for who, (_, target) in zip(params["cast"], learnt, strict=True)
    ]
    with work.finishing():
        Picture.objects.create(
            panel=panel,
            job_id=work.job.pk,
            file=file,
            request=params | {"drawn_with": drawn[0].drawn_with},
            prompt=params["prompt"],
            seed=params["seed"],
            likeness=likeness,
            notices=[*params["notices"], *drawn[0].notices],
        )
        events.changed(panel.page.story, f"panel:{panel.pk}")


def _likeness(cast: list[dict[str, str]], who: dict[str, str], file: str, target: Path) -> dict[str, object]:
    """How alike a member is; unknown for twins, of whom the probe cannot tell which is which."""
    same = [other for other in cast if other["base_word"].lower() == who["base_word"].lower()]
    score = studio.likeness(artifacts.path(file), target, who["base_word"]) if len(same) == 1 else None
    return {"character": who["character"], "score": score}


def _learnt(who: dict[str, str]) -> tuple[Path, Path]:
    """Card and target picture of a member, looked at before the drawing begins."""
    try:
        return artifacts.intact(who["card"]), artifacts.intact(who["target"])
    except (OSError, ValueError) as error:
        name = who["name"]
        message, hint = f"What was learnt of {name} cannot be read.", f"Learn {name} again in the cast."
        raise JobFailed(Trouble("card_damaged", message, hint=hint)) from error


def export(work: Work) -> None:
    """Make the book, and its cover where the destination has one, unless preflight finds what must not be made."""
    story = Story.objects.get(pk=work.job.subject_id)
    wanted = ExportIn(**work.params)
    work.report(0, 1, "Looking at the pages")
    try:
        made = printing.edition_of(story, wanted)
        content = manuscript.content(story, wanted.dedication, work.job.created_at)
        found = check(content, made)
        _refuse(found, made)
        file = artifacts.store(
            lambda path: write_book(content, path, made, work.report, settings.PLATES), _suffix(made)
        )
        cover = _cover(content, made, found.pages)
    except PublishingError as error:
        details = {"page": error.page, "characters": error.characters}
        hint = "Change that and export again."
        raise JobFailed(Trouble("cannot_publish", str(error), hint=hint, details=details)) from error
    with work.finishing():
        Book.objects.create(
            story=story,
            job_id=work.job.pk,
            title=story.title,
            profile=made.profile.id,
            trim=made.trim.name,
            draft=made.draft,
            file=file,
            cover=cover,
            pages=found.pages if made.profile.matter else len(content.pages),
            enlarger=made.enlarger.name,
            press=made.press.name if made.press else "",
            notices=[each.message for each in found.findings],
        )
        events.changed(story, f"story:{story.pk}")
    kept = Panel.objects.exclude(kept=None).values_list("kept__file", flat=True)
    sweep(settings.PLATES, {name[:64] for name in kept})


def _refuse(found: Check, made: Edition) -> None:
    """Stop a book that its printer would send back; whatever the destination, one that cannot be set at all."""
    errors = [each for each in found.findings if each.level == "error"]
    if not errors or (found.pages and (made.draft or not made.profile.strict)):
        return
    first = errors[0]
    if not found.pages:
        raise PublishingError(first.message, first.page)
    more = f" There are {len(errors) - 1} more such findings." if len(errors) > 1 else ""
    message = f"{made.profile.name} would not take this book. {first.message}{more}"
    hint = first.fix or "Change that and export again, or export a marked draft."
    raise JobFailed(Trouble("preflight", message, hint=hint, details={"page": first.page}))


def _suffix(made: Edition) -> str:
    return ".pdf" if made.profile.format == "pdf" else ".epub"


def _cover(content: BookContent, made: Edition, pages: int) -> str:
    """The name of the cover's file, empty where the destination has none."""
    if made.profile.cover is None:
        return ""
    return artifacts.store(lambda path: write_cover(content, made, pages, path, settings.PLATES), ".pdf")
