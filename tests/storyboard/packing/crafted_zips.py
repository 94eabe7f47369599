"""Zips that only look like packs."""

from __future__ import annotations

import json
import random
import struct
import zipfile
from collections.abc import Iterator

from tests.storyboard.packing.whole import OUTSIDE, archive, good, named, png, zipped


def crafted_zips() -> Iterator[tuple[str, bytes]]:
    """Every file with what is wrong about it."""
    yield from _ends()
    yield from _names()
    yield from _entries()
    yield from _broken()


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
        yield (
            f"end record {offset} {value}",
            whole[:end] + struct.pack(form, value) + whole[end + struct.calcsize(form) :],
        )
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
    for mode, what in (
        (0o120777, "link"),
        (0o40755, "folder"),
        (0o20666, "device"),
        (0o10666, "pipe"),
        (0o140777, "socket"),
    ):
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
        (8, "<H", 1, "encrypted"), (8, "<H", 0x41, "strongly encrypted"), (8, "<H", 0x20, "patched"),
        (10, "<H", 99, "AES"),
        (10, "<H", 1, "shrunk"), (10, "<H", 8, "stored, said to be deflated"), (16, "<L", 1, "wrong CRC"),
        (20, "<L", 1, "wrong size"), (24, "<L", 1, "wrong unpacked size"), (24, "<L", 0xFFFFFFFF, "huge unpacked size"),
        (20, "<L", 0x7FFFFFFF, "huge size"), (28, "<H", 3, "short name"), (30, "<H", 0xFFFF, "long extra field"),
        (34, "<H", 7, "another disk"), (42, "<L", 0xFFFFFFF0, "far away"), (42, "<L", 30, "inside another"),
    ):  # fmt: skip
        at = central + offset
        yield what, whole[:at] + struct.pack(form, value) + whole[at + struct.calcsize(form) :]
    yield "another name in its own header", whole[:30] + b"CONTENTS" + whole[38:]
    rng = random.Random(7)
    start = whole.index(b"PK\3\4", 4)  # behind the contents, where blanks could change without a change
    for _ in range(30):
        place = rng.randrange(start + 30, central)
        if whole[place - 30 : place].count(b"PK") == 0:
            yield (
                f"byte {place} changed",
                whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :],
            )
