"""What stands in a pack: the rows of a story or of a character, and the record of how each picture was made."""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from characters.parts import CharacterPart, Index, Part, PictureFile, Seed, When
from characters.text import Author, BubbleText, Name, PageText, Scene, Style, Title
from storyboard.packing.archive import PackDamaged
from storyboard.packing.plain import LONGEST_TEXT, plain
from storyboard.publishing import MAX_PANELS, Kind, Language, Readers
from storyboard.schemas.panels import MAX_BUBBLES, Box, Painted, Point

#: The number is raised when an older Storyboard could not read what is written. Files of 1 know no archive and outfits,
#: stories of 2 no chosen cover and only speech in bubbles, those of 3 no pictures over two pages and not where they go.
STORY: Final = "storyboard story 4"
CHARACTER: Final = "storyboard character 2"
_STORIES = ("storyboard story 1", "storyboard story 2", "storyboard story 3", STORY)
_CHARACTERS = ("storyboard character 1", CHARACTER)
#: Folder of ICC profiles in a pack.
PROFILES: Final = "profiles/"

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
#: A card's or target's file: its name in the pack, or of one that is gone its hash alone.
FileName = Annotated[str, StringConstraints(pattern=r"^((pictures/|cards/)?[0-9a-f]{64}\.(png|card))?$")]


class DrawnMember(BaseModel):
    """Somebody in a picture as it was drawn; `character` is the place in the cast, `null` for one who left it.

    `outfit` is a place among the character's, `null` for one that is gone and for none.

    What later versions of the drawing add is kept as it is.
    """

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    character: Index | None
    name: Name
    card: FileName
    target: FileName
    outfit: Index | None = None


class DrawnOver(BaseModel):
    """The try that a picture was drawn over."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    file: FileName


class DrawnRequest(BaseModel):
    """All that a picture was drawn from. `drawn_with`: back-end, hash of the weights, every number of the sampler."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    cast: list[DrawnMember] = Field(max_length=100)
    scene: Scene | None = None
    redo: DrawnOver | None = None
    drawn_with: dict[Text, str | bool | int | float | None] = Field(default_factory=dict)


class LikenessPart(Part):
    """How alike somebody of the cast is."""

    character: Index | None
    score: float | None = Field(ge=0, le=1)


class PicturePart(Part):
    """One try, and its record: prompt, seed, model, cards and date."""

    file: PictureFile
    prompt: Text
    seed: Seed
    request: DrawnRequest
    likeness: list[LikenessPart] = Field(max_length=100)
    notices: list[Text] = Field(max_length=100)
    created_at: When


class PlacePart(Part):
    """Where somebody of the cast is to stand."""

    character: Index
    box: Box
    depth: int = Field(ge=0, le=9)
    painted: Painted | None = None


class WornPart(Part):
    """Which of their outfits somebody of the cast wears."""

    character: Index
    outfit: Index


class BubblePart(Part):
    """Words over a picture; `speaker` is a place in the cast, `null` where it is nobody of it."""

    text: BubbleText
    speaker: Index | None
    box: Box
    tail: Point | None
    kind: Kind = "speech"


class PanelPart(Part):
    """A panel with all its tries. `cast` and `kept` are places in the story's cast and in `pictures`."""

    scene: Scene
    cast: list[Index] = Field(max_length=100)
    places: list[PlacePart] = Field(max_length=100)
    outfits: list[WornPart] = Field(default_factory=list, max_length=100)
    bubbles: list[BubblePart] = Field(default_factory=list, max_length=MAX_BUBBLES)
    seed: Seed | None
    locked: bool
    origin: UUID
    tries: int = Field(ge=0, le=10_000_000)
    pictures: list[PicturePart] = Field(max_length=10_000)
    kept: Index | None

    @model_validator(mode="after")
    def _places(self) -> Self:
        if self.kept is not None and self.kept >= len(self.pictures):
            raise ValueError("a kept picture that is not there")
        if len(set(self.cast)) < len(self.cast):
            raise ValueError("somebody twice in one panel")
        return self


class PagePart(Part):
    """One page; the picture of a `spread` goes over two."""

    text: PageText
    panels: list[PanelPart] = Field(max_length=MAX_PANELS)
    spread: bool = False

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.spread and len(self.panels) > 1:
            raise ValueError("several pictures over two pages")
        return self


class CharacterContents(Part):
    """A pack of one character."""

    format: Literal["storyboard character 1", "storyboard character 2"]
    character: CharacterPart

    def files(self) -> set[str]:
        """The files it names."""
        return self.character.files()

    @property
    def characters(self) -> list[CharacterPart]:
        """Everybody in it."""
        return [self.character]


class PressPart(Part):
    """The ICC profile of the story's print shop, by the name that stands in it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    file: Annotated[str, StringConstraints(pattern=r"^profiles/[0-9a-f]{64}\.icc$")]


class StoryContents(Part):
    """A pack of a whole story; those from before profiles were packed have no `press`."""

    format: Literal["storyboard story 1", "storyboard story 2", "storyboard story 3", "storyboard story 4"]
    title: Title
    author: Author
    language: Language
    style: Style = ""
    #: Where the book is to go: of a destination that is not known here, nothing is taken over.
    profile: Annotated[str, StringConstraints(max_length=40)] = ""
    trim: Annotated[str, StringConstraints(max_length=60)] = ""
    readers: Readers = ""
    press: PressPart | None = None
    #: Whose picture was chosen for the cover: a place among the panels of all pages.
    cover_panel: Index | None = None
    characters: list[CharacterPart] = Field(max_length=200)
    pages: list[PagePart] = Field(max_length=2000)

    @model_validator(mode="after")
    def _places(self) -> Self:
        names = {each.name.casefold() for each in self.characters}
        if len(names) < len(self.characters):
            raise ValueError("two characters of one name")
        if max(self._cast_places(), default=-1) >= len(self.characters):
            raise ValueError("a character who is not there")
        if self.cover_panel is not None and self.cover_panel >= len(self.panels()):
            raise ValueError("a picture for the cover that is not there")
        return self

    def _cast_places(self) -> set[int]:
        places: set[int] = set()
        for panel in self.panels():
            places.update(panel.cast, (each.character for each in panel.places))
            places.update(each.character for each in panel.outfits)
            places.update(each.speaker for each in panel.bubbles if each.speaker is not None)
            for picture in panel.pictures:
                shown: list[DrawnMember | LikenessPart] = [*picture.request.cast, *picture.likeness]
                places.update(each.character for each in shown if each.character is not None)
        return places

    def panels(self) -> list[PanelPart]:
        """All panels in the order of the pages."""
        return [panel for page in self.pages for panel in page.panels]

    def files(self) -> set[str]:
        """The files it names."""
        tries = {picture.file for panel in self.panels() for picture in panel.pictures}
        press = {self.press.file} if self.press else set()
        return tries.union(press, *(each.files() for each in self.characters))


Contents = StoryContents | CharacterContents


def written(contents: Contents) -> bytes:
    """The bytes of the entry: the same for the same rows, and to be read by people too."""
    return json.dumps(contents.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(data: bytes) -> Contents:
    """What `written` wrote, whoever brought it.

    Raises:
        PackDamaged: other fields, types or values than a pack has, or another version.
    """
    found = plain(data)
    kind = found.get("format") if isinstance(found, dict) else None
    try:
        if kind in _STORIES:
            return StoryContents.model_validate_json(data)
        if kind in _CHARACTERS:
            return CharacterContents.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:120]
        raise PackDamaged(f"Its contents are not a story's or a character's: {first['msg'][:200]} ({where}).") from None
    if isinstance(kind, str) and kind.startswith(("storyboard story ", "storyboard character ")):
        raise PackDamaged("It was saved by a newer Storyboard. Bring this one up to date, then open it again.")
    raise PackDamaged("It does not say that it is a story or a character.")
