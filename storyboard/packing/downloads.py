"""All stories of a person in one file: the file of each story, and a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from django.utils.text import slugify

from characters.text import free_name
from jobs import artifacts
from jobs.work import Work
from storyboard.models import Download, Story
from storyboard.packing import archive, packer

_LONGEST = 100
#: Where those that lie in the trash are put.
_TRASH = "trash/"


def make(work: Work) -> None:
    """Make the file. It takes the place of the one before; a story with a damaged file is left out, by its title."""
    owner = work.job.owner
    stories = list(Story.with_trash.filter(owner=owner).order_by("created_at", "pk"))
    with artifacts.staging() as folder:
        artifacts.require_room(sum(map(_expected_bytes, stories)))  # once for the parts, once for the whole
        packed = dict(_packed(stories, folder, work))
        left_out = [story.title for story in stories if story not in packed]
        files = dict(zip(_names(list(packed)), packed.values(), strict=True))
        about = {"account": owner.get_username(), "stories": dict(zip(files, _about(list(packed)), strict=True))}
        contents = json.dumps(about | {"left_out": left_out}, ensure_ascii=False, indent=1).encode()
        file = artifacts.store(lambda path: archive.write(path, contents, files, work.report), ".zip")
    with work.finishing():
        Download.objects.filter(owner=owner).delete()
        Download.objects.create(
            owner=owner,
            job_id=work.job.pk,
            file=file,
            size=artifacts.path(file).stat().st_size,
            stories=len(packed),
            left_out=left_out,
        )


def _expected_bytes(story: Story) -> int:
    try:
        return packer.expected_bytes(packer.story_contents(story))
    except packer.FileGone:
        return 0  # it will be left out


def _packed(stories: list[Story], folder: Path, work: Work) -> Iterator[tuple[Story, Path]]:
    for place, story in enumerate(stories):
        path = folder / f"{place}.zip"

        def report(done: int, total: int, step: str, place: int = place) -> None:
            work.report(place, len(stories), step)

        try:
            packer.write(packer.story_contents(story), path, report)
        except packer.FileGone:
            continue
        yield story, path
    work.new_stage()


def _names(stories: list[Story]) -> list[str]:
    names: list[str] = []
    for story in stories:
        folder = "" if story.trashed_at is None else _TRASH
        wanted = folder + (slugify(story.title, allow_unicode=True)[:_LONGEST] or "story")
        names.append(free_name(wanted, names, _LONGEST + len(_TRASH)))
    return [f"{name}.story.zip" for name in names]


def _about(stories: list[Story]) -> list[dict[str, str]]:
    return [{"title": each.title, "saved": each.saved_at.isoformat()} for each in stories]
