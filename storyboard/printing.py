"""A book's edition as this studio can make it: what enlarges its pictures, and whose inks they are put into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings

from characters import studio
from jobs import artifacts
from jobs.errors import Trouble
from storyboard.models import Panel, Story
from storyboard.publishing import (
    LANCZOS,
    BookContent,
    Edition,
    Enlarger,
    Finding,
    Press,
    PublishingError,
    SpineWidth,
    edition,
    profiles,
    read_press,
    sweep,
)
from storyboard.schemas.books import ExportIn, FindingOut


def edition_of(story: Story, wanted: ExportIn) -> Edition:
    """The wanted edition.

    Raises:
        PublishingError: a destination, a page size or an arrangement that there is not, or an ICC profile that cannot
            be read.
    """
    found = profiles().get(wanted.profile)
    inked, larger = _press(story) if found and found.colour == "cmyk" else None, enlarger()
    made = edition(wanted.profile, wanted.trim, draft=wanted.draft, enlarger=larger, press=inked, face=wanted.face)
    made = made.facing() if wanted.facing else made
    spine = SpineWidth(wanted.spine, wanted.spine_pages) if wanted.spine else None
    return replace(made, spine=spine, readers=story.readers)


def expected_bytes(content: BookContent) -> int:
    """About how much room a book takes: that of its pictures, four times as large on each side."""
    pictures = (panel.picture for page in content.pages for panel in page.panels)
    files = [file for file in pictures if file and file.exists()]  # one that is not is told of with its page
    return sum(file.stat().st_size for file in files) * 16


def enlarger() -> Enlarger:
    """The drawing model's own where its weights hold one; else pictures are smoothed, and called so."""
    found = studio.enlarging()
    if found is None:
        return LANCZOS
    name = f"the drawing model “{found.label}”, ×{found.factor} (at most twice)"
    return Enlarger(name, found.factor, studio.enlarge, found.mark)


def unprintable(error: PublishingError, hint: str) -> Trouble:
    """What keeps a book or a sheet from being made; its details have it by code, for other languages."""
    finding = FindingOut.of(Finding.of(error)).model_dump()
    details = {"page": error.page, "characters": error.characters, "finding": finding}
    return Trouble("cannot_publish", f"This cannot be made as it is. {error}", hint=hint, details=details)


def _press(story: Story) -> Press | None:
    """The story's own press, or the operator's; without both, publishing takes the plain one."""
    if not (story.press_file or settings.PRESS_ICC):
        return None
    try:
        path = artifacts.intact(story.press_file) if story.press_file else Path(settings.PRESS_ICC)
        return read_press(path.read_bytes())
    except (OSError, ValueError) as error:
        if story.press_file:
            raise PublishingError("The print shop's colour profile cannot be read. Give it again.") from error
        raise PublishingError("The studio's colour profile cannot be read. Give it again.") from error


def sweep_plates() -> None:
    """Let go of pictures at print or proof size that no book is made of any more."""
    kept = Panel.objects.exclude(kept=None).values_list("kept__file", flat=True)
    sweep(settings.PLATES, {name[:64] for name in kept})
