"""The story that can be looked at in an empty library: a story's file that lies open in a folder, in many languages.

It holds what a reader sees: kept pictures with fewer colours, the picked looks, and what was learnt of everybody.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from PIL import Image

from jobs import artifacts
from storyboard.models import Story
from storyboard.packing import archive, contents, packer
from storyboard.packing.contents import StoryContents

FOLDER: Final = Path(__file__).parents[1] / "sample"
#: Bytes of all its files together.
MOST: Final = 290_000
#: Of a picture; as many as fit.
_COLOURS = (256, 192, 128, 112, 96, 80, 64, 48, 32, 24, 16)
_WORDS: dict[str, dict[str, Any]] = json.loads((FOLDER / "words.json").read_text("utf-8"))


class TooLarge(Exception):
    """The pictures take more room than a sample may, even in few colours."""


def pack(language: str, path: Path) -> None:
    """Write the file of the sample as it is told in a language, else in English."""
    told = language if language in _WORDS else "en"
    story = _told(contents.read((FOLDER / archive.CONTENTS).read_bytes()), told)
    files = {name: FOLDER / name for name in story.files()}
    archive.write(path, contents.written(story), files, lambda *_: None)


def _told(found: contents.Contents, language: str) -> StoryContents:
    """In the words of a language: everybody has another name there, in the scenes too."""
    words = _WORDS[language]
    raw: dict[str, Any] = found.model_dump(mode="json")
    renamed = _renamed(raw, words["names"])
    pages = [page | {"text": text} for page, text in zip(renamed["pages"], words["texts"], strict=True)]
    told = renamed | {"title": words["title"], "language": language, "pages": pages}
    return StoryContents.model_validate_json(json.dumps(told))


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    if isinstance(value, str) and names:
        return re.sub(rf"\b({'|'.join(map(re.escape, names))})\b", lambda found: names[found[0]], value)
    return value


def build(story: Story, folder: Path = FOLDER) -> int:
    """Make the sample out of a finished story; returns its bytes.

    Raises:
        TooLarge: nothing was changed then.
    """
    bare = _bare(packer.story_contents(story).model_dump(mode="json"))
    told = StoryContents.model_validate_json(json.dumps(bare))
    words = (FOLDER / "words.json").stat().st_size + len(contents.written(told))
    found = {name: artifacts.intact(name.rpartition("/")[2]).read_bytes() for name in told.files()}
    files = _small(found, MOST - words)
    text = json.dumps(bare)
    for old, (new, _) in files.items():
        text = text.replace(old, new)
    data = contents.written(StoryContents.model_validate_json(text))
    for old_folder in ("pictures", "cards"):
        shutil.rmtree(folder / old_folder, ignore_errors=True)
    for name, content in ((archive.CONTENTS, data), *files.values()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return len(data) + sum(len(content) for _, content in files.values())


def _bare(story: dict[str, Any]) -> dict[str, Any]:
    """Nothing but what is in use: of each panel the kept try, of everybody and every outfit a look and a card."""
    for who in story["characters"]:
        for one in (who, *who["outfits"]):
            _leave_one_look(one)
    for panel in (panel for page in story["pages"] for panel in page["panels"]):
        panel["pictures"] = [panel["pictures"][panel["kept"]]]
        panel["kept"] = 0
    return story


def _leave_one_look(one: dict[str, Any]) -> None:
    target, card = one["target"], one["cards"][one["card"]]
    proposal = one["proposals"][target["proposal"]]
    look = {"proposal": 0, "candidate": 0}
    one["proposals"] = [proposal | {"candidates": [proposal["candidates"][target["candidate"]]]}]
    one |= {"target": look, "cards": [card | {"look": look}], "card": 0}


def _small(files: dict[str, bytes], room: int) -> dict[str, tuple[str, bytes]]:
    """Old name -> new name and content, with as many colours as fit into `room` bytes."""
    for colours in _COLOURS:
        made = {name: _fewer(name, data, colours) for name, data in files.items()}
        if _size(made.values()) <= room:
            return made
    raise TooLarge


def _fewer(name: str, data: bytes, colours: int) -> tuple[str, bytes]:
    if not name.endswith(".png"):
        return name, data
    kept = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return f"pictures/{sha256(kept.getvalue()).hexdigest()}.png", kept.getvalue()


def _size(files: Iterable[tuple[str, bytes]]) -> int:
    return sum(len(data) for _, data in files)
