"""A story as a file, made by hand: what the crafted files are made of."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import torch
from PIL import Image

from oneactor.actor import Actor, CardHeader
from oneactor.projector import normalised

Files = dict[str, bytes]
WORDS = ("a white fox", "fox")
HEADER = CardHeader("model", "tiny", *WORDS, 1, 2, 140, 0.25, 0.01)
ACTOR = Actor(normalised(torch.arange(8.0).view(2, 4)), torch.ones(2, 4), torch.tensor(0.3), HEADER)
#: part of every name that leads out of the pack
OUTSIDE = "outside-of-all-folders"


def png(shade: int = 0, size: tuple[int, int] = (32, 32), **options: Any) -> bytes:
    """A small picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 160)).save(kept, "PNG", **options)
    return kept.getvalue()


def named(data: bytes, kind: str = "pictures") -> str:
    """The name in a pack for this content."""
    return f"{kind}/{sha256(data).hexdigest()}.{'png' if kind == 'pictures' else 'card'}"


def good() -> tuple[dict[str, Any], Files]:
    """A whole story that is opened."""
    look, drawn, card = png(1), png(2), ACTOR.packed()
    files = {named(look): look, named(drawn): drawn, named(card, "cards"): card}
    who = {"character": 0, "name": "Mia", "description": WORDS[0], "base_word": WORDS[1],
           "card": named(card, "cards"), "target": named(look)}  # fmt: skip
    when = "2026-11-25T12:00:00Z"
    picture = {
        "file": named(drawn), "prompt": "a white fox, in the snow", "seed": 5, "notices": [], "created_at": when,
        "likeness": [{"character": 0, "score": 0.5}],
        "request": {"prompt": "a white fox", "scene": "in the snow", "cast": [who], "seed": 5, "notices": [],
                    "redo": {"file": named(drawn), "strength": 0.875, "box": None, "figure": None},
                    "drawn_with": {"backend": "tiny", "model": "0" * 32, "steps": 2, "scale": 7.5, "masked": True}},
    }  # fmt: skip
    place = {"character": 0, "box": {"left": 0.25, "top": 0.125, "right": 0.75, "bottom": 1.0}, "depth": 0,
             "painted": ["0110", "0100"]}  # fmt: skip
    said = {"text": "Brr!", "speaker": 0, "box": place["box"], "tail": {"left": 0.5, "top": 0.75}}
    panel = {"scene": "in the snow", "cast": [0], "places": [place], "bubbles": [said], "seed": 5, "locked": True,
             "tries": 1, "pictures": [picture],
             "origin": "6f2c6d0e-5f0a-4a60-9a1e-1b8d2f1a0c11", "kept": 0}  # fmt: skip
    proposal = {"request": {"description": WORDS[0], "base_word": WORDS[1], "count": 4, "seed": 3},
                "candidates": [{"index": 1, "picture": named(look), "setting": None}], "created_at": when}  # fmt: skip
    at = {"proposal": 0, "candidate": 0}
    learnt = {"file": named(card, "cards"), "look": at, "description": WORDS[0], "base_word": WORDS[1], "steps": 140,
              "created_at": when}  # fmt: skip
    mia = {"name": "Mia", "description": WORDS[0], "base_word": WORDS[1], "proposals": [proposal], "target": at,
           "cards": [learnt], "card": 0}  # fmt: skip
    story = {"format": "storyboard story 1", "title": "Mia", "author": "Ann", "language": "en", "characters": [mia],
             "pages": [{"text": "It snows.", "panels": [panel]}]}  # fmt: skip
    return story, files


def zipped(contents: Any, files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip as Storyboard writes one, or another program."""
    data = contents if isinstance(contents, bytes) else json.dumps(contents).encode()
    return archive([("contents.json", data), *files.items()], method)


def archive(entries: list[tuple[Any, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of any entries, also of several with one name."""
    kept = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "w", method) as pack:
        warnings.simplefilter("ignore")
        for name, data in entries:
            pack.writestr(name, data)
    return kept.getvalue()
