"""A thousand pictures that nobody should keep, the same ones in every run."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

#: stands in everything that is not pixels
PAYLOAD = b"HOSTILE-PAYLOAD"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Named = tuple[str, bytes]


def encoded(kind: str, size: tuple[int, int] = (40, 32), mode: str = "RGB", **options: object) -> bytes:
    """A sound picture of noise; the same for the same arguments."""
    noise = random.Random(f"{size}{mode}").randbytes(size[0] * size[1] * 3)
    kept = io.BytesIO()
    Image.frombytes("RGB", size, noise).convert(mode).save(kept, kind, **options)
    return kept.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG, with its sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, pixels: bytes, depth: int = 8, colour: int = 0, extra: bytes = b"") -> bytes:
    """A PNG with any header over any compressed pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def sound() -> dict[str, bytes]:
    """What the mutations start from."""
    return {
        "png": encoded("PNG"),
        "grey 16 bit": png(20, 20, zlib.compress((b"\0" + bytes(40)) * 20), 16),
        "palette": encoded("PNG", mode="P"),
        "jpeg": encoded("JPEG", comment=PAYLOAD),
        "progressive": encoded("JPEG", progressive=True),
        "cmyk": encoded("JPEG", mode="CMYK"),
        "webp": encoded("WEBP"),
        "webp lossless": encoded("WEBP", mode="RGBA", lossless=True),
    }


def _moving(kind: str, frames: int) -> bytes:
    kept = io.BytesIO()
    pictures = [Image.new("RGB", (24, 24), (index * 90 % 256, 0, 0)) for index in range(frames)]
    pictures[0].save(kept, kind, save_all=True, append_images=pictures[1:], duration=10)
    return kept.getvalue()


def bombs() -> Iterator[Named]:
    """Small files that want to be large, none of which may come through."""
    zeros = zlib.compress(bytes(60_000_000), 9)
    for width, height, depth in ((20_000, 20_000, 1), (7_000, 6_000, 8), (12_001, 16, 8), (60_000, 60_000, 8)):
        yield f"bomb {width}x{height}", png(width, height, zeros, depth)
    for width, height in ((0, 0), (1, 1), (2**31 - 1, 2**31 - 1), (16, 2**31 - 1), (0, 50), (15, 400)):
        yield f"size {width}x{height}", png(width, height, zlib.compress(b"\0" * 64))
    for name in (b"zTXt", b"iCCP"):
        for size in (8_000_000, 60_000_000):
            body = b"name\0\0" + zlib.compress(bytes(size), 9)
            yield (
                f"{name.decode()} bomb {size}",
                png(20, 20, zlib.compress((b"\0" + bytes(20)) * 20), extra=chunk(name, body)),
            )
    for at, size in enumerate((9_000, 40_000, 65_500)):
        jpeg = bytearray(encoded("JPEG"))
        frame = jpeg.index(b"\xff\xc0")
        jpeg[frame + 5 : frame + 9] = struct.pack(">HH", size, size)
        yield f"jpeg of {size}, {at}", bytes(jpeg)
    for size in (16_383, 13_000):
        webp = bytearray(encoded("WEBP"))
        frame = webp.index(b"\x9d\x01\x2a")
        webp[frame + 3 : frame + 7] = struct.pack("<HH", size, size)
        yield f"webp of {size}", bytes(webp)


def others() -> Iterator[Named]:
    """Files of other kinds under a picture's name, and pictures that move: none may come through."""
    for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "PDF", "EPS", "JPEG2000", "SGI", "DDS"):
        yield f"{kind} named png", encoded(kind)
    yield "gif of 500 frames", _moving("GIF", 500)
    for frames in (2, 3, 60):
        yield f"png of {frames} frames", _moving("PNG", frames)
        yield f"webp of {frames} frames", _moving("WEBP", frames)
    link = b'<image href="file:///etc/passwd"/><image href="http://127.0.0.1:9/"/>'
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + link + b"</svg>"
    yield "html", b"<html><script>alert(1)</script>" + PAYLOAD
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file"
    yield "elf", b"\x7fELF" + bytes(60)
    yield "nothing", b""
    for begin in (SIGNATURE, b"\xff\xd8\xff", b"RIFF\x10\0\0\0WEBP", b"RIFF", b"\x89PNG"):
        yield f"only {begin!r}", begin
    for length in (1, 8, 100, 5_000):
        yield f"{length} bytes of noise", random.Random(length).randbytes(length)


def polyglots() -> Iterator[Named]:
    """Sound pictures with something else in or behind them: of these only the pixels may come through."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("../../evil", PAYLOAD)
    tails = {
        "zip": bundle.getvalue(),
        "pdf": b"%PDF-1.4 " + PAYLOAD,
        "html": b"<script>" + PAYLOAD,
        "php": b"<?php " + PAYLOAD,
    }
    for name, picture in sound().items():
        for tail, body in tails.items():
            yield f"{name} and {tail}", picture + body
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PAYLOAD.decode())
    info.add_itxt("XML:com.adobe.xmp", PAYLOAD.decode(), zip=True)
    yield "png with words", encoded("PNG", pnginfo=info)
    exif = Image.Exif()
    exif[0x010E] = PAYLOAD.decode()
    for kind in ("PNG", "JPEG", "WEBP"):
        yield f"{kind} that says where it was taken", encoded(kind, exif=exif)
        yield f"{kind} with a profile", encoded(kind, icc_profile=PAYLOAD * 40)


def _wrong_sums() -> Iterator[Named]:
    data = encoded("PNG")
    at = len(SIGNATURE)
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        end = at + 12 + length
        yield f"wrong sum of {data[at + 4 : at + 8]!r}", data[: end - 4] + b"\0\0\0\0" + data[end:]
        at = end


def _mutated(count: int) -> Iterator[Named]:
    chance = random.Random("pictures")
    pictures = list(sound().items())
    for number in range(count):
        name, data = pictures[number % len(pictures)]
        changed = bytearray(data)
        kind = ("cut", "flip", "head", "twice", "drop")[number // len(pictures) % 5]
        at = chance.randrange(len(data))
        if kind == "cut":
            del changed[at:]
        elif kind == "drop":
            del changed[at : at + chance.randrange(1, 20)]
        elif kind == "twice":
            changed[at:at] = changed[at : at + chance.randrange(1, 200)]
        else:
            end = 60 if kind == "head" else len(data)
            for _ in range(chance.randrange(1, 6)):
                changed[chance.randrange(end)] = chance.randrange(256)
        yield f"{name}, {kind}, {number}", bytes(changed)


def refused() -> list[Named]:
    """Those that must not come through at all."""
    return [*bombs(), *others()]


def doubtful(count: int = 1000) -> list[Named]:
    """The rest of the thousand: what of them is a picture may come through, as pixels."""
    known = [*polyglots(), *_wrong_sums()]
    return [*known, *_mutated(count - len(refused()) - len(known))]
