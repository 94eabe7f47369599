"""Work on panels and books, carried out in a worker."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from characters import studio
from characters.studio import Placement, RenderRequest
from jobs import artifacts
from jobs.errors import JobFailed, Trouble
from jobs.work import Work
from storyboard import events
from storyboard.models import Book, Page, Panel, Picture, Story
from storyboard.publishing import BookContent, PageContent, PublishingError, write_book

NO_PICTURE = "Page {number} has no picture: none has been kept."


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
    """Make the book as a PDF file. A page without a kept picture is text alone, and a notice says so."""
    story = Story.objects.get(pk=work.job.subject_id)
    pages = list(story.pages.prefetch_related("panels__kept", "panels__appearances__character"))
    work.report(0, 1, "Setting the pages")
    file = _print(story, pages, work.job.created_at)
    work.report(1, 1, "Keeping the book")
    bare = [NO_PICTURE.format(number=page.position + 1) for page in pages if _kept(page) is None]
    with work.finishing():
        Book.objects.create(
            story=story, job_id=work.job.pk, title=story.title, file=file, pages=len(pages), notices=bare
        )
        events.changed(story, f"story:{story.pk}")


def _print(story: Story, pages: list[Page], created: datetime) -> str:
    """Write the PDF; returns the name of the kept file."""
    try:
        content = BookContent(
            title=story.title,
            author=story.author,
            language=story.language,
            pages=tuple(_page(page) for page in pages),
            created=created,
        )
        return artifacts.store(lambda path: write_book(content, path), ".pdf")
    except PublishingError as error:
        details = {"page": error.page, "characters": error.characters}
        hint = "Change that and export again."
        raise JobFailed(Trouble("cannot_publish", str(error), hint=hint, details=details)) from error


def _kept(page: Page) -> Picture | None:
    return next((panel.kept for panel in page.panels.all() if panel.kept is not None), None)


def _page(page: Page) -> PageContent:
    """A page with its picture. The alternative text is the scene that the picture was drawn from, behind the names of
    those whom it does not name.
    """
    kept = _kept(page)
    if kept is None:
        return PageContent(text=page.text, picture=None, alt="")
    scene: str = kept.request.get("scene", kept.prompt)  # pictures from before scenes were kept have their prompt
    names = " and ".join(who["name"] for who in kept.request["cast"] if not studio.names(scene, who["name"]))
    alt = ": ".join(part for part in (names, scene) if part)
    try:
        return PageContent(text=page.text, picture=artifacts.path(kept.file), alt=alt)
    except FileNotFoundError as error:
        number = page.position + 1
        message = f"The picture of page {number} cannot be read. Draw it again or keep another one."
        raise PublishingError(message, number) from error
