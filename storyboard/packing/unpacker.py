"""A pack into rows and files of somebody else, or of another story: all of it or nothing."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Max

from characters import packing, policy, services, studio
from characters.models import Character
from characters.packing import Kept
from characters.parts import CARDS, CharacterPart
from characters.pictures import Decoder
from jobs import artifacts
from jobs.errors import JobFailed, Refused
from storyboard.models import Appearance, CastMember, Page, Panel, Picture, Story
from storyboard.packing import contents
from storyboard.packing.archive import Limits, Pack, PackDamaged, Report
from storyboard.packing.contents import Contents, PanelPart, PicturePart, PressPart, StoryContents
from storyboard.publishing import MAX_ICC, PublishingError, profiles, read_press

log = logging.getLogger(__name__)

_PNG = b"\x89PNG\r\n\x1a\n"  # PNG specification, section 5.2


@dataclass(frozen=True)
class Unpacked:
    """A pack of which everything was looked at.

    Attributes:
        files: name in the pack -> the file that was written anew.
    """

    contents: Contents
    files: Mapping[str, Path]

    def keep(self) -> Kept:
        """Keep the files, and read what their rows will say of them: nothing slow is left for a transaction."""
        names = {name: artifacts.store(path.replace, path.suffix) for name, path in self.files.items()}
        return Kept(names, {name: studio.card_model(kept) for name, kept in names.items() if name.startswith(CARDS)})


@contextmanager
def opened(path: Path, limits: Limits, report: Report) -> Iterator[Unpacked]:
    """Look at everything in a pack. Its files lie in a folder that is gone afterwards, unless they are kept.

    Raises:
        PackDamaged: with a sentence about what is wrong.
        JobFailed: a picture that may not be shown here.
    """
    with path.open("rb") as file, artifacts.staging() as folder, Decoder() as decoder:
        pack = Pack(file, limits)
        found = contents.read(pack.contents())
        _same_names(found.files(), pack.names)
        looker = _Looker(pack, folder, decoder, limits.pixels)
        for done, name in enumerate(sorted(pack.names), start=1):
            looker.take(name)
            report(done, len(pack.names), "Looking at the files")
        for part in found.characters:
            looker.check_cards(part)
        if isinstance(found, StoryContents) and found.press:
            looker.check_press(found.press)
        yield Unpacked(found, looker.files)


def peek(path: Path, limits: Limits) -> None:
    """See whether a file may be a pack at all: its directory only, which takes no time.

    Raises:
        PackDamaged: it is none.
    """
    with path.open("rb") as file:
        Pack(file, limits)


def _same_names(named: set[str], there: frozenset[str]) -> None:
    if missing := sorted(named - there):
        raise PackDamaged(f"It names {missing[0]}, but does not hold it.")
    if unnamed := sorted(there - named):
        raise PackDamaged(f"It holds {unnamed[0]}, but nothing in it belongs to that file.")


class _Looker:
    """Takes files out of a pack, one after the other, and writes each anew in a folder."""

    def __init__(self, pack: Pack, folder: Path, decoder: Decoder, pixels: int) -> None:
        self.files: dict[str, Path] = {}
        self._learnt_from: dict[str, tuple[dict[str, str], str]] = {}
        self._presses: dict[str, str] = {}
        self._pack, self._folder, self._decoder = pack, folder, decoder
        self._pixels = pixels

    def take(self, name: str) -> None:
        raw = self._folder / "raw"
        clean = self._folder / f"{len(self.files)}{Path(name).suffix}"
        self._pack.extract(name, raw)
        if name.startswith(CARDS):
            self._learnt_from[name] = self._card(raw, clean)
        elif name.startswith(contents.PROFILES):
            self._presses[name] = self._press(raw, clean)
        else:
            self._picture(name, raw.read_bytes(), clean)
        self.files[name] = clean

    def _picture(self, name: str, data: bytes, clean: Path) -> None:
        """Decode a PNG and keep nothing but its pixels."""
        if not data.startswith(_PNG):
            raise PackDamaged(f"{name} is no PNG.")
        try:
            decoded = self._decoder.decode(data)
        except Refused as refusal:
            raise PackDamaged(f"A picture in it, {name}, cannot be used. {refusal.trouble.message}") from refusal
        self._pixels -= decoded.size[0] * decoded.size[1]
        if self._pixels < 0:
            raise PackDamaged("Its pictures have more pixels together than a pack may.")
        _check_shown(decoded.png)
        clean.write_bytes(decoded.png)

    def _card(self, raw: Path, clean: Path) -> tuple[dict[str, str], str]:
        try:
            return studio.rewrite_card(raw, clean)
        except ValueError as error:
            log.warning("a card in a pack was refused: %s", error)
            raise PackDamaged("What was learnt of somebody in it is damaged, or was not made by learning.") from error

    def _press(self, raw: Path, clean: Path) -> str:
        """Look at an ICC profile as at one that is given; the name that stands in it."""
        try:
            with raw.open("rb") as file:
                press = read_press(file.read(MAX_ICC + 1))
        except PublishingError as error:
            raise PackDamaged(f"Its print shop's colour profile cannot be used: {error}") from error
        clean.write_bytes(press.icc)
        return press.name

    def check_press(self, part: PressPart) -> None:
        """A profile may not go by another name than its own: the name stands in books."""
        if self._presses[part.file] != part.name:
            raise PackDamaged("Its print shop's colour profile has another name.")

    def check_cards(self, part: CharacterPart) -> None:
        for card in part.all_cards():
            try:
                packing.check_card(card, self._learnt_from[card.file])
            except ValueError as error:
                raise PackDamaged(str(error)) from error


def _check_shown(png: bytes) -> None:
    """Ask whoever runs the studio, as for a picture that was drawn here."""
    try:
        policy.check_picture(png)
    except Refused as refusal:
        raise JobFailed(refusal.trouble) from refusal


def create_story(owner_id: int, story_id: uuid.UUID, part: StoryContents, kept: Kept) -> Story:
    """The rows of a story under an id that is free, for a new owner. Call it in a transaction."""
    profile, trim = _destination(part)
    story = Story.objects.create(
        pk=story_id,
        owner_id=owner_id,
        title=part.title,
        author=part.author,
        language=part.language,
        style=part.style,
        profile=profile,
        trim=trim,
        readers=part.readers,
        press=part.press.name if part.press else "",
        press_file=kept.names[part.press.file] if part.press else "",
    )
    cast = [_member(story, position, each, kept) for position, each in enumerate(part.characters)]
    panels = []
    for position, each in enumerate(part.pages):
        page = Page.objects.create(story=story, position=position, text=each.text, spread=each.spread)
        panels += [_create_panel(page, at, panel, cast, kept) for at, panel in enumerate(each.panels)]
    if part.cover_panel is not None:
        story.cover_panel = panels[part.cover_panel].pk
        story.save(update_fields=["cover_panel"])
    return story


def _destination(part: StoryContents) -> tuple[str, str]:
    """Where a story's book is to go, as far as this studio knows it."""
    profile = profiles().get(part.profile)
    if profile is None:
        return "", ""
    return profile.id, part.trim if part.trim in {each.name for each in profile.trims} else ""


def add_character(story: Story, part: CharacterPart, kept: Kept, pk: uuid.UUID | None = None) -> Character:
    """The rows of a character at the end of a story's cast. Call it in a transaction."""
    last = CastMember.with_trash.filter(story=story).aggregate(last=Max("position"))["last"]
    free = part.model_copy(update={"name": services.free_name(story.topic, part.name)})
    return _member(story, 0 if last is None else last + 1, free, kept, pk)


def _member(story: Story, position: int, part: CharacterPart, kept: Kept, pk: uuid.UUID | None = None) -> Character:
    character = packing.create(story.owner_id, story.topic, part, kept, pk)
    CastMember.objects.create(story=story, character=character, position=position)
    return character


def _create_panel(page: Page, position: int, part: PanelPart, cast: list[Character], kept: Kept) -> Panel:
    shown = [cast[place] for place in part.cast]
    panel = Panel.objects.create(
        page=page,
        position=position,
        scene=part.scene,
        outfits={str(cast[each.character].pk): _outfit_id(cast[each.character], each.outfit) for each in part.outfits},
        places=[{**each.model_dump(), "character": str(cast[each.character].pk)} for each in part.places],
        bubbles=[
            {**each.model_dump(), "speaker": None if each.speaker is None else str(cast[each.speaker].pk)}
            for each in part.bubbles
        ],
        notices=_notices(part.scene, [who.name for who in shown]),
        seed=part.seed,
        locked=part.locked,
        origin=part.origin,
        tries_before=part.tries,
    )
    Appearance.objects.bulk_create(
        Appearance(panel=panel, character=who, position=position) for position, who in enumerate(shown)
    )
    tries = Picture.objects.bulk_create(_picture(panel, each, cast, kept) for each in part.pictures)
    if part.kept is not None:
        Panel.objects.filter(pk=panel.pk).update(kept=tries[part.kept])
    return panel


def _notices(scene: str, names: list[str]) -> list[str]:
    """What this model, which may be another one than the pack's, makes of the words."""
    try:
        return studio.notices(scene, names)
    except Refused:
        return []


def _picture(panel: Panel, part: PicturePart, cast: list[Character], kept: Kept) -> Picture:
    request = part.request.model_dump(mode="json")
    if request["scene"] is None:
        del request["scene"]  # a picture from before scenes were kept
    if (redo := request["redo"]) is not None:
        redo["file"] = kept.names.get(redo["file"], redo["file"].rpartition("/")[2])
    return Picture(
        panel=panel,
        job_id=uuid.uuid4(),
        file=kept.names[part.file],
        request=request | {"cast": [_drawn(who, cast, kept) for who in request["cast"]]},
        prompt=part.prompt,
        seed=part.seed,
        likeness=[{"character": _id(each.character, cast), "score": each.score} for each in part.likeness],
        notices=part.notices,
        created_at=part.created_at,
    )


def _drawn(who: Mapping[str, Any], cast: list[Character], kept: Kept) -> dict[str, Any]:
    files = {field: kept.names.get(who[field], who[field]) for field in ("card", "target")}
    worn = {name: value for name, value in who.items() if name != "outfit"}
    if who["outfit"] is not None and who["character"] is not None:
        worn["outfit"] = _outfit_id(cast[who["character"]], who["outfit"])
    return {**worn, **files, "character": _id(who["character"], cast)}


def _outfit_id(character: Character, place: int) -> str:
    """Of one by its place; one that is not there is nobody's, as after it was removed."""
    outfits = list(character.outfits.all())
    return str(outfits[place].pk if place < len(outfits) else uuid.uuid4())


def _id(place: int | None, cast: list[Character]) -> str:
    """Of a member of the cast; of somebody who left it, one that nobody has."""
    return str(uuid.uuid4() if place is None else cast[place].pk)
