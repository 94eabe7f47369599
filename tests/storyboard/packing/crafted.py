"""Files that look like packs and must not be opened: more than two hundred, the same ones every time."""

from __future__ import annotations

import copy
import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import torch
from PIL import Image
from safetensors.torch import save

from oneactor.actor import Actor, CardHeader
from oneactor.projector import normalised

Files = dict[str, bytes]
WORDS = ("a white fox", "fox")
HEADER = CardHeader("model", "tiny", *WORDS, 1, 2, 140, 0.25, 0.01)
ACTOR = Actor(normalised(torch.arange(8.0).view(2, 4)), torch.ones(2, 4), torch.tensor(0.3), HEADER)
OUTSIDE = "outside-of-all-folders"
_NUL, _LONG = "\0x", "x" * 10_001


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
                    "drawn_with": {"backend": "tiny", "model": "0" * 32, "steps": 2, "scale": 7.5, "masked": True}},
    }  # fmt: skip
    panel = {"scene": "in the snow", "cast": [0], "seed": 5, "locked": True, "tries": 1, "pictures": [picture],
             "origin": "6f2c6d0e-5f0a-4a60-9a1e-1b8d2f1a0c11", "kept": 0}  # fmt: skip
    proposal = {"request": {"description": WORDS[0], "base_word": WORDS[1], "count": 4, "seed": 3},
                "candidates": [{"index": 1, "picture": named(look)}], "created_at": when}  # fmt: skip
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


def crafted() -> Iterator[tuple[str, bytes]]:
    """Every file with what is wrong about it."""
    yield from _ends()
    yield from _names()
    yield from _entries()
    yield from _broken()
    yield from _contents()
    yield from _values()
    yield from _files()


def _ends() -> Iterator[tuple[str, bytes]]:
    """No zip, half a zip, and zips with something before or behind them."""
    whole = zipped(*good())
    yield "empty", b""
    yield "a picture", png()
    yield "text", b"PK, but only the first letters of one" * 20
    yield "HTML", b"<!doctype html><script>alert(1)</script>"
    yield "an empty zip", archive([])
    yield "something before", b"#!/bin/sh\n" + whole
    yield "something behind", whole + b"more"
    yield "a comment", whole[:-2] + struct.pack("<H", 5) + b"hello"
    yield "two zips", whole + whole
    for cut in (1, 21, 22, 100, len(whole) // 2, len(whole) - 4):
        yield f"{cut} bytes missing", whole[:-cut]
    for offset, form, value in (
        (4, "<H", 1), (6, "<H", 1), (8, "<H", 9), (10, "<H", 0xFFFF), (12, "<L", 0xFFFFFFFF), (12, "<L", 10),
        (16, "<L", 0xFFFFFFFF), (16, "<L", 0),
    ):  # fmt: skip
        end = len(whole) - 22 + offset
        yield f"end record {offset} {value}", whole[:end] + struct.pack(form, value) + whole[end + struct.calcsize(form) :]
    yield "a ZIP64 locator", whole[:-22] + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + whole[-22:]


def _names() -> Iterator[tuple[str, bytes]]:
    """Entries that nothing in a pack is called."""
    story, files = good()
    some = next(iter(files))
    for name in (
        f"/tmp/{OUTSIDE}", f"../{OUTSIDE}", f"pictures/../../{OUTSIDE}.png", f"..\\{OUTSIDE}", f"C:\\{OUTSIDE}",
        f"C:/{OUTSIDE}", f"\\\\host\\{OUTSIDE}", f"pictures\\{OUTSIDE}.png", f"file:///etc/{OUTSIDE}",
        f"http://127.0.0.1:9/{OUTSIDE}", "pictures/", "pictures/x.png", "pictures/./a.png", f"/{some}", f"./{some}",
        f"{some}/", f"{some}\0.txt", some.upper(), some.replace("pictures", "cards"), f"{some}.exe", "a/" * 500 + "b",
        "x" * 60_000, ".png", " ", "con", "pictures/" + "0" * 64 + ".svg", "contents.json/contents.json",
        "CONTENTS.JSON", "pictures/" + "\u0660" * 64 + ".png", "~/.ssh/id", "%2e%2e%2f" + OUTSIDE, "..",
    ):  # fmt: skip
        yield f"a file called {name[:60]!r}", zipped(story, {**files, name: b"x"})
        if name.endswith((".png", OUTSIDE)):
            changed = json.loads(json.dumps(story).replace(some, name.replace("\\", "\\\\")))
            renamed = {name if each == some else each: data for each, data in files.items()}
            yield f"a picture called {name[:60]!r}", zipped(changed, renamed)


def _entries() -> Iterator[tuple[str, bytes]]:
    """Entries that are no plain files, there twice, or too many and too large."""
    story, files = good()
    some, data = next(iter(files.items()))
    body = json.dumps(story).encode()
    for mode, what in ((0o120777, "link"), (0o40755, "folder"), (0o20666, "device"), (0o10666, "pipe"), (0o140777, "socket")):
        info = zipfile.ZipInfo(some)
        info.create_system, info.external_attr = 3, mode << 16
        others = [(name, each) for name, each in files.items() if name != some]
        yield f"a {what}", archive([("contents.json", body), (info, b"/etc/passwd"), *others])
    yield "a picture twice", archive([("contents.json", body), *files.items(), (some, data)])
    yield "contents twice", archive([("contents.json", body), ("contents.json", body), *files.items()])
    yield "no contents", archive(list(files.items()))
    yield "LZMA", zipped(story, files, zipfile.ZIP_LZMA)
    yield "bzip2", zipped(story, files, zipfile.ZIP_BZIP2)
    extra = {named(str(index).encode()): str(index).encode() for index in range(300)}
    yield "too many entries", zipped(story, files | extra)
    zeros = bytes(3 << 20)
    yield "a bomb", zipped(story, {**files, named(zeros): zeros}, zipfile.ZIP_DEFLATED)
    yield "a bomb of contents", zipped(b" " * (3 << 20), files, zipfile.ZIP_DEFLATED)
    many = {named(part): part for part in (bytes([index]) * 900_000 for index in range(12))}
    yield "a bomb of many", zipped(story, files | many, zipfile.ZIP_DEFLATED)
    yield "an unnamed picture", zipped(story, {**files, named(png(9)): png(9)})
    for name in files:
        yield f"without {name[:14]}", zipped(story, {each: kept for each, kept in files.items() if each != name})


def _broken() -> Iterator[tuple[str, bytes]]:
    """Headers that lie, and bytes that changed on the way."""
    whole = zipped(*good())
    central = whole.index(b"PK\1\2")
    for offset, form, value, what in (
        (8, "<H", 1, "encrypted"), (8, "<H", 0x41, "strongly encrypted"), (8, "<H", 0x20, "patched"), (10, "<H", 99, "AES"),
        (10, "<H", 1, "shrunk"), (10, "<H", 8, "stored, said to be deflated"), (16, "<L", 1, "wrong CRC"),
        (20, "<L", 1, "wrong size"), (24, "<L", 1, "wrong unpacked size"), (24, "<L", 0xFFFFFFFF, "huge unpacked size"),
        (20, "<L", 0x7FFFFFFF, "huge size"), (28, "<H", 3, "short name"), (30, "<H", 0xFFFF, "long extra field"),
        (34, "<H", 7, "another disk"), (42, "<L", 0xFFFFFFF0, "far away"), (42, "<L", 30, "inside another"),
    ):  # fmt: skip
        at = central + offset
        yield what, whole[:at] + struct.pack(form, value) + whole[at + struct.calcsize(form) :]
    local = struct.pack("<H", 1)
    yield "encrypted in its own header", whole[:6] + local + whole[8:]
    yield "another name in its own header", whole[:30] + b"CONTENTS" + whole[38:]
    rng = random.Random(7)
    start = whole.index(b"PK\3\4", 4)  # behind the contents, where blanks could change without a change
    for _ in range(30):
        place = rng.randrange(start + 30, central)
        if whole[place - 30 : place].count(b"PK") == 0:
            yield f"byte {place} changed", whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :]


def _contents() -> Iterator[tuple[str, bytes]]:
    """Contents that are no JSON, no story, or one of another version."""
    story, files = good()
    text = json.dumps(story)
    for what, data in {
        "nothing": "", "null": "null", "a list": "[]", "a word": '"story"', "a number": "5", "half": text[: len(text) // 2],
        "more behind": text + "{}", "deep lists": "[" * 100_000, "deep objects": '{"a":' * 50_000,
        "deep in a title": text.replace('"Mia"', "[" * 900 + "]" * 900, 1), "NaN": text.replace("0.5", "NaN"),
        "Infinity": text.replace("7.5", "Infinity"), "-Infinity": text.replace("7.5", "-Infinity"),
        "1e999": text.replace("7.5", "1e999"), "many digits": text.replace("140", "9" * 5000),
        "one name twice": text.replace('"title"', '"title": "Other", "title"', 1),
        "a lone surrogate": text.replace("It snows.", "\\ud800"), "single quotes": text.replace('"', "'"),
        "a comment": "/* x */" + text, "another name": text.replace('"author"', '"owner"', 1),
        "one field more": text.replace('"author"', '"owner": 1, "author"', 1),
        "version 2": text.replace("story 1", "story 2"), "version 10": text.replace("story 1", "story 10"),
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
        (("pages", 0, "panels", 0, "pictures", 0, "likeness", 0, "score"), 1.5),
        (("pages", 0, "panels", 0, "pictures", 0, "created_at"), "0001-01-01T00:00:00+14:00"),
        (("pages", 0, "panels", 0, "pictures", 0, "created_at"), "2026-01-01T00:00:00"),
        (("characters",), [story["characters"][0]] * 2), (("characters",), []), (("title",), "  "),
        (("characters", 0, "cards", 0, "description"), "a red fox"), (("characters", 0, "cards", 0, "base_word"), "dog"),
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
        "nothing": b"", "text": b"no picture", "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF": gif.getvalue(),
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
    import zlib

    return whole[:12] + head + struct.pack(">L", zlib.crc32(head)) + whole[33:]


def _cards() -> dict[str, bytes]:
    header = {"oneactor": json.dumps(json.loads(_metadata(ACTOR.packed())))}
    sound = {"target": ACTOR.target, "average": ACTOR.average, "gate": ACTOR.gate}
    made = {
        name: save({key: value for key, value in (sound | change).items() if value is not None}, header)
        for name, change in {
            "a tensor more": {"more": torch.zeros(1)}, "no gate": {"gate": None}, "a path": {"../../etc/passwd": torch.zeros(1)},
            "half precision": {"target": ACTOR.target.half()}, "whole numbers": {"target": torch.ones(2, 4, dtype=torch.int64)},
            "NaN": {"target": torch.full((2, 4), torch.nan)}, "infinite": {"gate": torch.tensor(torch.inf)},
            "another shape": {"average": torch.ones(1, 4)}, "flat": {"target": torch.ones(8)}, "huge": {"gate": torch.tensor(1e30)},
            "many": {f"t{index}": torch.zeros(1) for index in range(500)}, "over the limit": {"more": torch.zeros(30_000)},
        }.items()
    }  # fmt: skip
    foreign = json.dumps({"format": "other"})
    return made | {
        "nothing": b"", "text": b"card", "half": ACTOR.packed()[:90], "a pickle": b"\x80\x04\x95K\0\0\0\0\0\0\0cos\nsystem\n.",
        "a long header": struct.pack("<Q", 1 << 40) + ACTOR.packed()[8:], "a header of nothing": struct.pack("<Q", 0),
        "another format": save(sound, {"oneactor": foreign}), "no header": save(sound),
        "a deep header": save(sound, {"oneactor": "[" * 20_000}), "of other words": _of_other_words(),
    }  # fmt: skip


def _metadata(card: bytes) -> str:
    length = struct.unpack("<Q", card[:8])[0]
    found: str = json.loads(card[8 : 8 + length])["__metadata__"]["oneactor"]
    return found


def _of_other_words() -> bytes:
    header = CardHeader("model", "tiny", "a red dog", "dog", 1, 2, 140, 0.25, 0.01)
    return Actor(ACTOR.target, ACTOR.average, ACTOR.gate, header).packed()
