"""Work on panels and books, carried out in a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from characters import policy, studio
from characters.studio import Area, Painted, Placement, Redo, RenderRequest
from jobs import artifacts, database
from jobs.errors import JobFailed, JobStopped, Trouble
from jobs.tasks import ending
from jobs.work import Work
from storyboard import events, manuscript, printing
from storyboard.models import Book, Panel, Picture, Story
from storyboard.publishing import (
    BookContent,
    Check,
    Edition,
    PublishingError,
    check,
    has_cover,
    write_book,
    write_cover,
)
from storyboard.schemas.books import ExportIn, FindingOut


@dataclass(frozen=True)
class _Try:
    """One picture to be drawn: its job, its cast with cards and target pictures, and what it is drawn over."""

    work: Work
    panel: Panel
    cast: list[dict[str, Any]]
    learnt: list[tuple[Path, Path]]
    redo: Redo | None

    @classmethod
    def of(cls, work: Work) -> _Try:
        panel = Panel.with_trash.select_related("page__story").get(pk=work.job.subject_id)
        cast = work.params["cast"]
        policy.check_ordered(work.params["prompt"])
        return cls(work, panel, cast, [_learnt(who) for who in cast], _redo(work.params))

    @property
    def request(self) -> RenderRequest:
        params = self.work.params
        placements = (_placement(who, card) for who, (card, _) in zip(self.cast, self.learnt, strict=True))
        return RenderRequest(params["prompt"], tuple(placements), params["seed"], redo=self.redo)


def render(works: Sequence[Work]) -> None:
    """Draw one try of each panel and look how alike everyone in it is."""
    tries = []
    for work in works:
        with ending(work):
            tries.append(_Try.of(work))
    if tries:
        with ending(*(each.work for each in tries)):
            _draw(tries)


def _draw(tries: list[_Try]) -> None:
    def finished(index: int, drawn: studio.Drawn) -> None:
        """Each is kept at once: whoever is killed loses no more than what is just being drawn."""
        one = tries[index]
        if not one.work.over:
            with ending(one.work):
                _keep(one, drawn)

    try:
        studio.render([each.request for each in tries], lambda *far: _report(tries, *far), finished)
    except JobFailed:
        if len(tries) == 1:
            raise
        for each in _going_on(tries):  # one that cannot be drawn must not take the others with it
            with ending(each.work):
                _draw([each])


def _going_on(tries: list[_Try]) -> list[_Try]:
    return [each for each in tries if not (each.work.over or each.work.finished)]


def _report(tries: list[_Try], done: int, total: int, step: str) -> None:
    """How far they are together; drawing goes on while somebody wants one of those that are not kept yet."""
    for each in _going_on(tries):
        with ending(each.work):
            each.work.report(done, total, step)
    if not _going_on(tries) and any(each.work.over for each in tries):
        raise JobStopped


def _keep(one: _Try, drawn: studio.Drawn) -> None:
    work, cast = one.work, one.cast
    params: dict[str, Any] = dict(work.params)
    file = artifacts.store(lambda path: _checked(path, drawn), ".png")
    likeness = [_likeness(cast, who, file, target) for who, (_, target) in zip(cast, one.learnt, strict=True)]
    with work.finishing():
        events.in_turn(one.panel.page.story)
        Picture.objects.create(
            panel=one.panel,
            job_id=work.job.pk,
            file=file,
            request=params | {"drawn_with": drawn.drawn_with},
            prompt=params["prompt"],
            seed=params["seed"],
            likeness=likeness,
            notices=[*params["notices"], *drawn.notices],
        )
        events.changed(one.panel.page.story, f"panel:{one.panel.pk}")


def _checked(path: Path, drawn: studio.Drawn) -> None:
    """Write a picture and ask whether it may be shown, before it is kept."""
    drawn.write(path)
    policy.check_drawn(path)


def _placement(who: dict[str, Any], card: Path) -> Placement:
    """A member of the request; those of before there were places have none."""
    place, worn = who.get("place"), who.get("worn", "")
    if place is None:
        return Placement(who["description"], who["base_word"], card, outfit=worn)
    return Placement(who["description"], who["base_word"], card, _area(place), outfit=worn, depth=place["depth"])


def _area(where: Mapping[str, Any]) -> Area | Painted | None:
    """What was painted, else the box, else nothing: everywhere."""
    if where.get("painted"):
        return Painted(tuple(where["painted"]))
    return Area(**where["box"]) if where["box"] else None


def _redo(params: Mapping[str, Any]) -> Redo | None:
    """The try to draw over, looked at before the drawing begins."""
    wanted = params.get("redo")
    if wanted is None:
        return None
    try:
        picture = artifacts.intact(wanted["file"])
    except (OSError, ValueError) as error:
        hint = "Draw a new try instead."
        raise JobFailed(Trouble("picture_damaged", "The picture to draw over cannot be read.", hint=hint)) from error
    return Redo(picture, wanted["strength"], _area(wanted), wanted["figure"])


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
        with database.snapshot():
            content = manuscript.content(story, wanted.dedication, work.job.created_at)
        found = check(content, made)
        _refuse(found, made)
        artifacts.require_room(printing.expected_bytes(content))
        file = artifacts.store(
            lambda path: write_book(content, path, made, work.report, settings.PLATES), _suffix(made)
        )
        cover = _cover(content, made, found.pages)
    except PublishingError as error:
        raise JobFailed(printing.unprintable(error, hint="Change that and export again.")) from error
    with work.finishing():
        events.in_turn(story)
        Book.objects.create(
            story=story,
            job_id=work.job.pk,
            title=story.title,
            profile=made.profile.id,
            trim=made.trim.name,
            facing=made.profile.arrangement == "spreads",
            draft=made.draft,
            file=file,
            cover=cover,
            pages=found.pages if made.profile.matter else len(content.pages),
            enlarger=made.enlarger.name,
            press=made.press.name if made.press else "",
            notices=[FindingOut.of(each).model_dump() for each in found.findings],
        )
        events.changed(story, f"story:{story.pk}")


def _refuse(found: Check, made: Edition) -> None:
    """Stop a book that its printer would send back; whatever the destination, one that cannot be set at all."""
    errors = [each for each in found.findings if each.level == "error"]
    if not errors or (found.pages and (made.draft or not made.profile.strict)):
        return
    if fault := found.fault:
        raise PublishingError(fault.message, fault.page, fault.panel, fault.code, fault.values)
    first = errors[0]
    finding = f"{first.message} {first.fix}".strip()
    message = f"{made.profile.name} would not take this book. {finding}"
    hint = "Change that and export again, or export a marked draft."
    details = {"page": first.page, "finding": FindingOut.of(first).model_dump()}
    raise JobFailed(Trouble("preflight", message, hint=hint, details=details))


def _suffix(made: Edition) -> str:
    return ".pdf" if made.profile.format == "pdf" else ".epub"


def _cover(content: BookContent, made: Edition, pages: int) -> str:
    """The name of the cover's file, empty where the destination has none."""
    if not has_cover(made, pages):
        return ""
    return artifacts.store(lambda path: write_cover(content, made, pages, path, settings.PLATES), ".pdf")
