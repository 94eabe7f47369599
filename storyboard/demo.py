"""The demonstration book: a story file taken through the same services and jobs as the editor takes one."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from PIL import Image

from characters import services as character_services
from characters.models import Character
from characters.schemas import CharacterIn, ProposeIn, TuneIn
from jobs import artifacts
from storyboard.models import Book, Panel, Picture, Story
from storyboard.schemas.books import ExportIn
from storyboard.schemas.pages import PagePatch
from storyboard.schemas.panels import PanelPatch, RenderIn
from storyboard.schemas.stories import StoryIn
from storyboard.services import books, panels, stories
from storyboard.working import work_off

Say = Callable[[str], None]


class DemoFailed(Exception):
    """A promise of the demonstration did not hold."""


@dataclass
class Demo:
    """One run: who it is for, what was made, how long each stage took (seconds)."""

    user: AbstractBaseUser
    say: Say
    seconds: dict[str, float] = field(default_factory=dict)
    people: dict[str, Character] = field(default_factory=dict)
    drawn: list[Picture] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage and say that it is over."""
        began = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began
        self.say(f"{name}: {self.seconds[name]:.1f} s")

    def meet(self, story: Story, name: str, description: str, pick: int) -> None:
        """Describe, propose, pick, learn."""
        who = stories.add_character(self.user, story.pk, CharacterIn(name=name, description=description))
        with self.stage(f"propose {name}"):
            work_off(character_services.propose(self.user, who.pk, ProposeIn(count=11, seed=7), None))
        chosen = who.proposals.get().candidates.get(index=pick)
        character_services.pick(self.user, who.pk, chosen.pk)
        with self.stage(f"learn {name}"):
            work_off(character_services.tune(self.user, who.pk, TuneIn(), None))
        self.people[name] = Character.objects.select_related("target", "card").get(pk=who.pk)

    def write_page(self, story: Story, page_in: dict[str, Any]) -> None:
        """Text, scene and cast of one page; draw its panel and keep the picture."""
        page = stories.add_page(self.user, story.pk, None)
        stories.change_page(self.user, page.pk, PagePatch(text=page_in["text"]), page.revision)
        panel = page.panels.get()
        cast = [self.people[name].pk for name in page_in["cast"]]
        panels.change_panel(self.user, panel.pk, PanelPatch(scene=page_in["scene"], cast=cast), panel.revision)
        with self.stage(f"draw page {page.position + 1}"):
            picture = self.draw(panel, seed=1000 + page.position)
        panels.keep(self.user, panel.pk, picture.pk)
        self.drawn.append(picture)

    def draw(self, panel: Panel, seed: int) -> Picture:
        """One try of a panel."""
        job = panels.render(self.user, panel.pk, RenderIn(seed=seed), None)
        work_off(job)
        return Picture.objects.select_related("panel__page").get(job_id=job.pk)


def make_book(user: AbstractBaseUser, file: Path, out: Path, say: Say) -> dict[str, Any]:
    """Make the book of a story file; returns the report.

    Raises:
        WorkFailed: a job did not end well.
        DemoFailed: an early page changed when it was drawn again after a character was added.
    """
    plan = json.loads(file.read_text())
    demo = Demo(user, say)
    story = stories.create_story(user, StoryIn(title=plan["title"], author=plan["author"]))
    early: list[Picture] = []
    for chapter in plan["chapters"]:
        early = list(demo.drawn)
        for name in chapter["add"]:
            demo.meet(story, name, plan["cast"][name]["description"], plan["cast"][name].get("pick", 0))
        for page in chapter["pages"]:
            demo.write_page(story, page)
    same = redraw(demo, early)
    with demo.stage("export"):
        job = books.export(user, story.pk, ExportIn(), None)
        work_off(job)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(artifacts.path(Book.objects.get(job_id=job.pk).file), out / "book.pdf")
    contact_sheet(demo, out / "contact-sheet.png")
    report = report_of(demo, same)
    (out / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return report


def redraw(demo: Demo, early: list[Picture]) -> dict[str, bool]:
    """Draw the pages from before the last addition again; each must be the same file to the byte."""
    with demo.stage("draw early pages again"):
        same = {str(p.panel.page.position + 1): demo.draw(p.panel, p.seed).sha256 == p.sha256 for p in early}
    if not all(same.values()):
        raise DemoFailed(f"pages changed after a character was added: {same}")
    return same


def report_of(demo: Demo, same: dict[str, bool]) -> dict[str, Any]:
    """Times, likeness and checksums."""
    names = {str(who.pk): name for name, who in demo.people.items()}
    return {
        "seconds": {name: round(value, 2) for name, value in demo.seconds.items()},
        "seconds_in_all": round(sum(demo.seconds.values()), 1),
        "same_after_adding": same,
        "pages": [
            {
                "page": picture.panel.page.position + 1,
                "prompt": picture.prompt,
                "likeness": {names[each["character"]]: each["score"] for each in picture.likeness},
                "notices": picture.notices,
                "sha256": picture.sha256,
            }
            for picture in demo.drawn
        ],
    }


def contact_sheet(demo: Demo, path: Path, cell: int = 192) -> None:
    """A column for each character: the target on top, under it the panels in which the character appears."""
    columns = []
    for who in demo.people.values():
        assert who.target is not None  # noqa: S101 - `meet` picked it
        appears = [p.file for p in demo.drawn if any(each["character"] == str(who.pk) for each in p.likeness)]
        columns.append([who.target.picture, *appears])
    gap = cell // 12
    sheet = Image.new(
        "RGB", (len(columns) * (cell + gap) + gap, max(map(len, columns)) * (cell + gap) + 2 * gap), "white"
    )
    for x, files in enumerate(columns):
        for y, name in enumerate(files):
            with Image.open(artifacts.path(name)) as picture:
                small = picture.convert("RGB").resize((cell, cell), Image.Resampling.LANCZOS)
            sheet.paste(small, (gap + x * (cell + gap), gap + y * (cell + gap) + (gap if y else 0)))
    sheet.save(path)
