"""Decodes pictures from elsewhere, as a process of its own that can do little else.

`characters.pictures` starts this file as a script. It imports neither the product nor the model, so that it is there in
a tenth of a second, and gives up what a decoder that was tricked could use: memory, time, files, sockets, children.

Requests on the standard input: length of the picture and longest allowed side (0: any), both unsigned 32 bit, network
order, then the picture. Answers on the standard output: one byte, 1 for a picture or 0 for a refusal, the length of
what follows in 32 bit, and the PNG or the refusal's code.
"""

from __future__ import annotations

import encodings.ascii
import encodings.latin_1
import encodings.utf_16_be  # noqa: F401 - what decoders import when they need it could not be opened later
import io
import struct
import sys
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

REQUEST, ANSWER = struct.Struct(">II"), struct.Struct(">BI")
FORMATS = ("PNG", "JPEG", "WEBP")
#: Most pixels; and fewest and most on a side.
MOST_PIXELS, SHORTEST, LONGEST = 40_000_000, 16, 12_000
MEMORY = 1 << 30
#: Seconds of computing for one picture.
COMPUTING = 10
#: What holds transparent pixels, in the modes of the three formats.
SEE_THROUGH = ("RGBA", "LA", "PA", "RGBa", "La")
_LOADED = (MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)  # Pillow would look for them only when it meets one


class Unwanted(Exception):
    """A picture that is refused; its text is the code."""


def decode(data: bytes, longest: int) -> bytes:
    """The pixels of a picture and nothing else of it, as PNG, 8-bit RGB, the way up that its camera noted.

    Raises:
        Unwanted: it is no whole still picture of the three formats, or has too many or too few pixels.
    """
    picture = _opened(data)
    if longest:
        picture.draft("RGB", (longest, longest))
    try:
        picture.load()
        upright = ImageOps.exif_transpose(_plain(picture))
        if longest:
            upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return _png(_on_paper(upright))
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unwanted("too_many_pixels") from error
    except Exception as error:  # decoders raise nearly everything
        raise Unwanted("picture_damaged") from error


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unwanted("too_many_pixels") from error
    except Exception as error:
        raise Unwanted("not_a_picture") from error
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST:
        raise Unwanted("too_many_pixels")
    if min(width, height) < SHORTEST:
        raise Unwanted("too_few_pixels")
    # A photograph may hold a second one for depth or a preview; only the first is read.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise Unwanted("moving_picture")
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode that can be resized and shown: no palette, 8 bits."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")  # grey of 16 bits
    if picture.mode == "P" or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode not in SEE_THROUGH:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def _png(picture: Image.Image) -> bytes:
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # without what the file said about itself
    kept = io.BytesIO()
    bare.save(kept, "PNG")
    return kept.getvalue()


def give_up_rights() -> None:
    """From here on this process can open nothing, start nobody and grow no further."""
    import resource

    if sys.platform != "darwin":  # macOS knows this limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_time() -> None:
    """Let the kernel end this process when it computes too long from now on."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + COMPUTING
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def prepare() -> None:
    """Load what could not be loaded later, and make what Pillow only warns of an error."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        length, longest = REQUEST.unpack(head)
        allow_time()
        try:
            good, body = 1, decode(requests.read(length), longest)
        except Unwanted as refusal:
            good, body = 0, str(refusal).encode()
        answers.write(ANSWER.pack(good, len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    prepare()
    give_up_rights()
    serve(sys.stdin.buffer, sys.stdout.buffer)
