"""Packs whose zip is sound, and nothing in it."""

from __future__ import annotations

import copy
import io
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from PIL import Image
from safetensors.torch import save

from tests.storyboard.packing.whole import ACTOR, OUTSIDE, Files, good, named, png, zipped

_NUL, _LONG = "\0x", "x" * 10_001


def crafted_contents() -> Iterator[tuple[str, bytes]]:
    """Every file with what is wrong about it."""
    yield from _contents()
    yield from _values()
    yield from _files()


def _contents() -> Iterator[tuple[str, bytes]]:
    """Contents that are no JSON, no story, or one of another version."""
    story, files = good()
    text = json.dumps(story)
    for what, data in {
        "nothing": "", "null": "null", "a list": "[]", "a word": '"story"', "a number": "5",
        "half": text[: len(text) // 2],
        "more behind": text + "{}", "deep lists": "[" * 100_000, "deep objects": '{"a":' * 50_000,
        "deep in a title": text.replace('"Mia"', "[" * 900 + "]" * 900, 1), "NaN": text.replace("0.5", "NaN"),
        "Infinity": text.replace("7.5", "Infinity"), "-Infinity": text.replace("7.5", "-Infinity"),
        "1e999": text.replace("7.5", "1e999"), "many digits": text.replace("140", "9" * 5000),
        "one name twice": text.replace('"title"', '"title": "Other", "title"', 1),
        "a lone surrogate": text.replace("It snows.", "\\ud800"), "single quotes": text.replace('"', "'"),
        "a comment": "/* x */" + text, "another name": text.replace('"author"', '"owner"', 1),
        "one field more": text.replace('"author"', '"owner": 1, "author"', 1),
        "version 5": text.replace("story 1", "story 5"), "version 10": text.replace("story 1", "story 10"),
        "no version": text.replace("storyboard story 1", ""), "another kind": text.replace("storyboard story 1", "zip"),
        "a character's format": text.replace("storyboard story 1", "storyboard character 1"),
        "a character of version 9": text.replace("storyboard story 1", "storyboard character 9"),
    }.items():  # fmt: skip
        yield f"contents: {what}", zipped(data.encode("utf-8", "surrogatepass"), files)
    for encoding in ("utf-16", "utf-8-sig", "utf-32"):
        yield f"contents in {encoding}", zipped(text.encode(encoding), files)
    yield "contents with bytes that are no text", zipped(text.encode().replace(b"Ann", b"\xff\xfe"), files)
    yield "huge contents", zipped(text.replace("It snows.", "x" * (3 << 20)).encode(), files)


def _values() -> Iterator[tuple[str, bytes]]:
    """Every value of a story in turn, replaced by one that cannot stand there."""
    story, files = good()
    for path, value in _leaves(story):
        free = "request" in path
        wrong: list[Any] = [_NUL, 2**70] if free else [_NUL, {"a": 1}]
        if isinstance(value, str) and not free:
            wrong = [_NUL, _LONG, 5]
        elif type(value) is int and not free:
            wrong = [-1, 2**70, "1", True]
        for each in wrong:
            yield f"{'.'.join(map(str, path))} = {str(each)[:12]!r}", zipped(_put(story, path, each), files)
    for path, value in (
        (("characters", 0, "card"), 1), (("characters", 0, "target", "proposal"), 1), (("language",), "xx-" * 9),
        (("characters", 0, "cards", 0, "look", "candidate"), 1), (("pages", 0, "panels", 0, "cast"), [1]),
        (("pages", 0, "panels", 0, "cast"), [0, 0]), (("pages", 0, "panels", 0, "kept"), 1),
        (("pages", 0, "panels", 0, "pictures", 0, "request", "cast", 0, "character"), 1),
        (("pages", 0, "panels", 0, "pictures", 0, "request", "cast", 0, "card"), f"../{OUTSIDE}"),
        (("pages", 0, "panels", 0, "pictures", 0, "request", "scene"), 5),
        (("pages", 0, "panels", 0, "pictures", 0, "request", "redo", "file"), f"../{OUTSIDE}"),
        (("pages", 0, "panels", 0, "places", 0, "character"), 1),
        (("pages", 0, "panels", 0, "bubbles", 0, "speaker"), 1),
        (("pages", 0, "panels", 0, "bubbles", 0, "kind"), "sung"),
        (("pages", 0, "panels"), story["pages"][0]["panels"] * 7),
        (("pages", 0, "panels", 0, "places", 0, "painted"), ["00", "00"]),
        (("pages", 0, "panels", 0, "places", 0, "painted"), ["01", "0"]),
        (("pages", 0, "panels", 0, "pictures", 0, "likeness", 0, "score"), 1.5),
        (("pages", 0, "panels", 0, "pictures", 0, "created_at"), "0001-01-01T00:00:00+14:00"),
        (("pages", 0, "panels", 0, "pictures", 0, "created_at"), "2026-01-01T00:00:00"),
        (("characters",), [story["characters"][0]] * 2), (("characters",), []), (("title",), "  "),
        (("characters", 0, "cards", 0, "description"), "a red fox"),
        (("characters", 0, "cards", 0, "base_word"), "dog"), (("cover_panel",), 1), (("cover_panel",), -1),
    ):  # fmt: skip
        yield f"{'.'.join(map(str, path))} = {str(value)[:30]}", zipped(_put(story, path, value), files)


def _leaves(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    found = False
    for key, value in inner:
        found = True
        yield from _leaves(value, (*path, key))
    if not found and not isinstance(part, list | dict):
        yield path, part


def _put(story: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(story)
    spot: Any = changed
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    return changed


def _files() -> Iterator[tuple[str, bytes]]:
    """Pictures that are none, and cards that learning never makes."""
    story, files = good()
    text = json.dumps(story)
    picture, card = list(files)[1], list(files)[2]
    gif, jpeg = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (32, 32)).save(gif, "GIF")
    Image.new("RGB", (32, 32)).save(jpeg, "JPEG")
    moving = [Image.new("RGB", (32, 32), shade) for shade in ("red", "blue")]
    apng = io.BytesIO()
    moving[0].save(apng, "PNG", save_all=True, append_images=moving[1:])
    for what, data in {
        "nothing": b"", "text": b"no picture", "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "GIF": gif.getvalue(),
        "JPEG": jpeg.getvalue(), "half a PNG": png()[:60], "a PNG's head": png()[:8], "a moving PNG": apng.getvalue(),
        "a wide PNG": png(size=(13_000, 16)), "a tiny PNG": png(size=(1, 1)), "many pixels": _claiming(30_000, 30_000),
        "no pixels": _claiming(0, 0), "ZIP": zipped(story, files),
    }.items():  # fmt: skip
        yield f"picture: {what}", _swapped(text, files, picture, data, "pictures")
    for what, data in _cards().items():
        yield f"card: {what}", _swapped(text, files, card, data, "cards")


def _swapped(text: str, files: Files, old: str, data: bytes, kind: str) -> bytes:
    others = {name: each for name, each in files.items() if name != old}
    return zipped(text.replace(old, named(data, kind)).encode(), {**others, named(data, kind): data})


def _claiming(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""
    whole = png()
    head = b"IHDR" + struct.pack(">LL", width, height) + whole[24:29]
    return whole[:12] + head + struct.pack(">L", zlib.crc32(head)) + whole[33:]


def _cards() -> dict[str, bytes]:
    header = {"oneactor": json.dumps(json.loads(_metadata(ACTOR.packed())))}
    sound = {"target": ACTOR.target, "average": ACTOR.average, "gate": ACTOR.gate}
    changes: dict[str, dict[str, Any]] = {
        "a tensor more": {"more": torch.zeros(1)}, "no gate": {"gate": None},
        "a path": {"../../etc/passwd": torch.zeros(1)},
        "half precision": {"target": ACTOR.target.half()},
        "whole numbers": {"target": torch.ones(2, 4, dtype=torch.int64)},
        "NaN": {"target": torch.full((2, 4), torch.nan)}, "infinite": {"gate": torch.tensor(torch.inf)},
        "another shape": {"average": torch.ones(1, 4)}, "flat": {"target": torch.ones(8)},
        "huge": {"gate": torch.tensor(1e30)},
        "many": {f"t{index}": torch.zeros(1) for index in range(500)},
        "over the limit": {"more": torch.zeros(30_000)},
    }  # fmt: skip
    made = {
        name: save({key: value for key, value in (sound | change).items() if value is not None}, header)
        for name, change in changes.items()
    }
    foreign = json.dumps({"format": "other"})
    return made | {
        "nothing": b"", "text": b"card", "half": ACTOR.packed()[:90],
        "a pickle": b"\x80\x04\x95K\0\0\0\0\0\0\0cos\nsystem\n.",
        "a long header": struct.pack("<Q", 1 << 40) + ACTOR.packed()[8:], "a header of nothing": struct.pack("<Q", 0),
        "another format": save(sound, {"oneactor": foreign}), "no header": save(sound),
        "a deep header": save(sound, {"oneactor": "[" * 20_000}),
        "of other words": _headed(description="a red dog", base_word="dog"),
        "of a long model": _headed(model="m" * 101), "of no model": _headed(model=_NUL),
    }  # fmt: skip


def _metadata(card: bytes) -> str:
    length = struct.unpack("<Q", card[:8])[0]
    found: str = json.loads(card[8 : 8 + length])["__metadata__"]["oneactor"]
    return found


def _headed(**changes: str) -> bytes:
    return replace(ACTOR, header=replace(ACTOR.header, **changes)).packed()  # type: ignore[arg-type]
