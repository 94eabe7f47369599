"""A thousand files that look like cards, the same ones in every run."""

from __future__ import annotations

import copy
import json
import random
import struct
from collections.abc import Callable, Iterator
from typing import Any

Named = tuple[str, bytes]
DTYPES = (
    "F64",
    "F16",
    "BF16",
    "I8",
    "U8",
    "I32",
    "I64",
    "BOOL",
    "F8_E4M3",
    "F8_E5M2",
    "F8_E8M0",
    "F4",
    "C64",
    "f32",
    "",
    3,
)
SHAPES: tuple[Any, ...] = (
    [], [0], [1], [8], [4, 2], [2, 2, 2], [1, 8], [2, -4], [2, 4.0], [2**63, 4], [2**64, 0], "2", None, [[2], 4],
    [4] * 40,
)  # fmt: skip
OFFSETS: tuple[Any, ...] = (
    [0, 0], [0, 8], [32, 0], [-32, 0], [0, 2**63], [0, 2**64], [1, 33], [0], [0, 16, 32], None, "0",
    [10**6, 10**6 + 32],
)  # fmt: skip
NAMES = ("../../etc/passwd", "", "target\0", "TARGET", "__metadata__", "a" * 5000, "gate ", "\ud800", "Ω")
VALUES: tuple[Any, ...] = (
    None, True, -1, 2**70, 1e308, "", "x" * 5000, [], {}, [[]], "NaN", {"a": {"b": []}}, 0.5, "../../etc/passwd",
    ["fox"] * 9,
)  # fmt: skip


def unpacked(card: bytes) -> tuple[dict[str, Any], bytes]:
    """The safetensors header and the numbers behind it."""
    length = struct.unpack("<Q", card[:8])[0]
    return json.loads(card[8 : 8 + length]), card[8 + length :]


def packed(header: object, numbers: bytes, length: int | None = None) -> bytes:
    """A file of any header; `length` is what it says of itself."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + numbers


def _changed(card: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    header, numbers = unpacked(card)
    header = copy.deepcopy(header)
    change(header)
    return packed(header, numbers)


def _put(where: str, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda header: header[where].__setitem__(key, value)


def _less(name: str, key: str = "") -> Callable[[dict[str, Any]], object]:
    return lambda header: header[name].pop(key) if key else header.pop(name)


def _renamed(name: str, other: str, *, both: bool) -> Callable[[dict[str, Any]], object]:
    return lambda header: header.update({other: header[name] if both else header.pop(name)})


def _with_metadata(value: object) -> Callable[[dict[str, Any]], object]:
    return lambda header: header.update(__metadata__=value)


def tensors(card: bytes) -> Iterator[Named]:
    """Wrong kinds, shapes, places and names of the numbers."""
    names = [name for name in unpacked(card)[0] if name != "__metadata__"]
    for name in names:
        for key, values in (("dtype", DTYPES), ("shape", SHAPES), ("data_offsets", OFFSETS)):
            whole = unpacked(card)[0][name][key]
            for value in values:
                if value != whole:
                    yield f"{name}: {key} {value!r:.60}", _changed(card, _put(name, key, value))
            yield f"{name}: no {key}", _changed(card, _less(name, key))
        yield f"no {name}", _changed(card, _less(name))
        for other in NAMES:
            yield f"{name} is {other!r:.30}", _changed(card, _renamed(name, other, both=False))
            yield f"{other!r:.30} too", _changed(card, _renamed(name, other, both=True))
        for other in names:
            if other != name:
                offsets = unpacked(card)[0][other]["data_offsets"]
                yield f"{name} lies on {other}", _changed(card, _put(name, "data_offsets", offsets))


def files(card: bytes) -> Iterator[Named]:
    """Lengths that lie, headers that are no header, and files of other kinds."""
    header, numbers = unpacked(card)
    for length in (0, 1, 7, 2**20, 2**31, 2**63, 2**64 - 1):
        yield f"says {length}", packed(header, numbers, length)
    texts = (
        b"",
        b"{",
        b"[]",
        b"null",
        b"1e999",
        b'"x"',
        b"{}" * 50,
        b"\xff\xfe",
        b"[" * 90_000,
        b'{"a":' * 15_000,
        b" " * 90_000,
    )
    for text in texts:
        yield f"header {text[:12]!r}", packed(text, numbers)
    yield "numbers missing", packed(header, b"")
    yield "numbers behind", packed(header, numbers + b"evil")
    yield (
        "many tensors",
        packed({f"t{at}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for at in range(1_500)}, b""),
    )
    for begin in (b"PK\x03\x04", b"\x80\x04\x95", b"GGUF", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"#!/bin/sh\n"):
        yield f"{begin!r}", begin + bytes(200)
    yield "too large", card + bytes(100 * 1024)
    yield "twice", card + card


def words(card: bytes) -> Iterator[Named]:
    """Wrong things in the card's own header."""
    own = json.loads(unpacked(card)[0]["__metadata__"]["oneactor"])

    def with_own(value: object) -> bytes:
        text = value if isinstance(value, str) else json.dumps(value)
        return _changed(card, _put("__metadata__", "oneactor", text))

    for name, right in own.items():
        yield f"without {name}", with_own({key: value for key, value in own.items() if key != name})
        for value in VALUES:
            if type(value) is not type(right):
                yield f"{name} is {value!r:.40}", with_own({**own, name: value})
    for version in ("oneactor card 0", "oneactor card 4", "oneactor card 1", "oneactor card 2", "oneactor proposal 1"):
        yield version, with_own({**own, "format": version})
    for text in ("", "{", "[" * 40_000, "null", "[]", '{"a":' * 9_000, "NaN", json.dumps(own)[:-1] + ', "more": 1}'):
        yield f"own header {text[:12]}", with_own(text)
    for value in ({"oneactor": 3}, {"oneactor": None}, {}, [], None, "x", {"pt": "x"}):
        yield f"metadata {value}", _changed(card, _with_metadata(value))


def numbers(card: bytes) -> Iterator[Named]:
    """Values that no learning makes."""
    header, whole = unpacked(card)
    for name in ("target", "average", "gate"):
        start, end = header[name]["data_offsets"]
        for value in (float("nan"), float("inf"), -float("inf"), 3e38, -1e20, 1e6):
            for at in range(start, end, 8):
                yield (
                    f"{name}[{at}] is {value}",
                    packed(header, whole[:at] + struct.pack("<f", value) + whole[at + 4 :]),
                )


def flips(card: bytes, count: int) -> Iterator[Named]:
    """Chance: cuts, and bytes that fell over."""
    chance = random.Random("cards")
    for number in range(count):
        changed = bytearray(card)
        if number % 4 == 0:
            del changed[chance.randrange(len(card)) :]
        for _ in range(chance.randrange(1, 5) if number % 4 else 0):
            end = 300 if number % 4 == 1 else len(card)
            at = chance.randrange(end)
            changed[at] ^= 1 << chance.randrange(8)
        yield f"chance {number}", bytes(changed)


def wrong(card: bytes) -> list[Named]:
    """Those that break a rule which every card keeps."""
    return [*tensors(card), *files(card), *words(card), *numbers(card)]
