"""A story or a character out of its rows and files into a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from characters.models import Character
from characters.packing import part_of
from characters.parts import CARDS, PICTURES, CharacterPart
from jobs import artifacts, database
from storyboard import selectors
from storyboard.models import Page, Panel, Picture, Story
from storyboard.packing import archive, contents
from storyboard.packing.contents import (
    BubblePart,
    CharacterContents,
    Contents,
    DrawnRequest,
    LikenessPart,
    PagePart,
    PanelPart,
    PicturePart,
    PlacePart,
    PressPart,
    StoryContents,
    WornPart,
)


class FileGone(Exception):
    """A file that a row mentions is missing or damaged; the text is its name."""


@database.snapshot()
def story_contents(story: Story) -> StoryContents:
    """Everything of a story that is not in the trash, as it is in one instant."""
    story.refresh_from_db()
    cast = [member.character for member in story.cast.select_related("character")]
    packed = _Packed(cast)
    pages = list(story.pages.prefetch_related("panels__appearances", "panels__pictures"))
    panels = [panel.pk for page in pages for panel in page.panels.all()]
    return StoryContents(
        format=contents.STORY,
        title=story.title,
        author=story.author,
        language=story.language,  # type: ignore[arg-type]  # the column is wider than the languages
        style=story.style,
        profile=story.profile,
        trim=story.trim,
        readers=story.readers,  # type: ignore[arg-type]  # the same
        press=PressPart(name=story.press, file=contents.PROFILES + story.press_file) if story.press_file else None,
        # one that lies in the trash is not packed
        cover_panel=panels.index(story.cover_panel) if story.cover_panel in panels else None,
        characters=packed.parts,
        pages=[packed.page(page) for page in pages],
    )


@database.snapshot()
def character_contents(character: Character) -> CharacterContents:
    """One character with all looks and cards, as it is in one instant."""
    character.refresh_from_db()
    return CharacterContents(format=contents.CHARACTER, character=part_of(character))


class _Packed:
    """The parts of one story, for which its cast has places instead of ids."""

    def __init__(self, cast: list[Character]) -> None:
        self.parts: list[CharacterPart] = [part_of(each) for each in cast]
        self._places = {str(each.pk): place for place, each in enumerate(cast)}
        self._outfits = {str(o.pk): place for each in cast for place, o in enumerate(each.outfits.all())}
        self._files = set().union(*(part.files() for part in self.parts))

    def page(self, page: Page) -> PagePart:
        panels = [self._panel(panel) for panel in page.panels.all()]
        return PagePart(text=page.text, panels=panels, spread=page.spread)

    def _panel(self, panel: Panel) -> PanelPart:
        pictures = list(panel.pictures.all())
        return PanelPart(
            scene=panel.scene,
            cast=[self._places[str(each.character_id)] for each in panel.appearances.all()],
            places=self._standing(panel),
            outfits=self._dressed(panel),
            bubbles=[BubblePart(**each | {"speaker": self._places.get(each["speaker"])}) for each in panel.bubbles],
            seed=panel.seed,
            locked=panel.locked,
            origin=panel.origin or panel.pk,
            tries=selectors.tries(panel),
            pictures=[self._picture(each) for each in pictures],
            kept=next((place for place, each in enumerate(pictures) if each.pk == panel.kept_id), None),
        )

    def _standing(self, panel: Panel) -> list[PlacePart]:
        """Of those who are still in the cast."""
        known = [place for place in panel.places if place["character"] in self._places]
        return [PlacePart(**place | {"character": self._places[place["character"]]}) for place in known]

    def _dressed(self, panel: Panel) -> list[WornPart]:
        """Of outfits that are still there, in the order of the cast."""
        worn = [(self._places.get(who), self._outfits.get(outfit)) for who, outfit in panel.outfits.items()]
        known = sorted((who, outfit) for who, outfit in worn if who is not None and outfit is not None)
        return [WornPart(character=who, outfit=outfit) for who, outfit in known]

    def _picture(self, picture: Picture) -> PicturePart:
        likeness = [
            LikenessPart(character=self._places.get(each["character"]), score=each["score"])
            for each in picture.likeness
        ]
        return PicturePart(
            file=PICTURES + picture.file,
            prompt=picture.prompt,
            seed=picture.seed,
            request=self._request(picture.request),
            likeness=likeness,
            notices=picture.notices,
            created_at=picture.created_at,
        )

    def _request(self, request: Mapping[str, Any]) -> DrawnRequest:
        cast = [self._member(each) for each in request["cast"]]
        redo = request.get("redo")
        drawn = {**request, "cast": cast} | ({"redo": redo | {"file": PICTURES + redo["file"]}} if redo else {})
        return DrawnRequest.model_validate(drawn)

    def _member(self, who: Mapping[str, Any]) -> dict[str, Any]:
        card, target = CARDS + who["card"], PICTURES + who["target"]
        return {
            **who,
            "character": self._places.get(who["character"]),
            "outfit": self._outfits.get(who.get("outfit", "")),
            "card": card if card in self._files else who["card"],
            "target": target if target in self._files else who["target"],
        }


def expected_bytes(packed: Contents) -> int:
    """How much room the files of a pack take, which are not packed any smaller; raises as `write` does."""
    kept = (name.rpartition("/")[2] for name in packed.files())
    try:
        return sum(artifacts.path(name).stat().st_size for name in kept)
    except FileNotFoundError as error:
        raise FileGone(*error.args) from error


def write(packed: Contents, path: Path, report: archive.Report) -> None:
    """Write a pack, file by file.

    Raises:
        FileGone: nothing that a row mentions may be missing in it.
    """
    report(0, 1, "Looking at the files")
    archive.write(path, contents.written(packed), _files(packed.files()), report)


def _files(names: Iterable[str]) -> dict[str, Path]:
    found = {}
    for name in names:
        kept = name.rpartition("/")[2]
        try:
            found[name] = artifacts.intact(kept)
        except (FileNotFoundError, ValueError) as error:
            raise FileGone(kept) from error
    return found
