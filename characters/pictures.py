"""Pictures from elsewhere, made harmless: decoded by a process that can do nothing else, and written anew.

What is kept of a file is its pixels: no metadata, profile, second picture or whatever else lay in or behind it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from characters.decoding import ANSWER, REQUEST
from jobs.errors import Refused, Trouble

#: Most bytes of a picture.
MOST_BYTES = 20 * (1 << 20)
#: Seconds for one picture; more than the decoder's own limit of computing, which a busy machine stretches.
PATIENCE = 30.0
#: Seconds to wait for one of the places for helpers.
WAIT = 10.0
_PLACES = threading.BoundedSemaphore(2)
_SCRIPT = Path(__file__).with_name("decoding.py")

_KINDS = "Choose a PNG, JPEG or WebP file."
_WORDS = {
    "not_a_picture": ("This file is no picture that can be read.", _KINDS),
    "picture_damaged": ("This picture is damaged and cannot be read to its end.", "Save it anew, or choose another."),
    "too_many_pixels": (
        "This picture has too many pixels.",
        "Make it smaller: up to 40 million pixels, 12,000 on a side.",
    ),
    "too_few_pixels": ("This picture is too small.", "Choose one with at least 16 pixels on each side."),
    "moving_picture": ("This picture moves.", "Choose a picture that stands still."),
}
TOO_BIG = Trouble(
    "too_big", "This picture is too large.", hint="Choose one of at most 20 MB.", safe="Nothing was kept."
)
BUSY = Trouble("busy", "Too many pictures are being read at once.", hint="Try again.", safe="Nothing was kept.")


@dataclass(frozen=True)
class Decoded:
    """A harmless picture: 8-bit RGB as PNG, without metadata. Equal pixels are equal bytes."""

    png: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as in the PNG's header (PNG specification, section 11.2.1)."""
        return int.from_bytes(self.png[16:20]), int.from_bytes(self.png[20:24])


class Decoder:
    """Decodes pictures, one after the other, in one helper process; a new one where a picture ended the last.

    Use it as a context manager. It is not for several threads at once.
    """

    def __init__(self) -> None:
        self._helper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def decode(self, data: bytes, longest: int = 0) -> Decoded:
        """A picture's pixels.

        Args:
            longest: it is made smaller where a side is longer than this many pixels; 0 leaves it as it is.

        Raises:
            Refused: 413 for too many bytes, 422 with the reason for everything else that is no plain picture.
        """
        if len(data) > MOST_BYTES:
            raise Refused(413, TOO_BIG)
        helper = self._running()
        timer = threading.Timer(PATIENCE, helper.kill)
        timer.start()
        try:
            good, body = _exchange(helper, data, longest)
        except (OSError, EOFError):  # the kernel ended it, or we did
            self._end()
            good, body = False, b"picture_damaged"
        finally:
            timer.cancel()
        if not good:
            raise refusal(body.decode())
        return Decoded(body)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._helper is None:
            command = [sys.executable, "-I", "-B", str(_SCRIPT)]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            # No environment and no open files: there is nothing in it that is worth stealing.
            self._helper = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, cwd="/", env={})  # noqa: S603
        return self._helper

    def _end(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.kill()
            for pipe in _pipes(helper):
                with suppress(OSError):  # what was not written yet goes nowhere
                    pipe.close()
            helper.wait()


def decode(data: bytes, longest: int = 0) -> Decoded:
    """One picture's pixels; as `Decoder.decode`, and 503 while too many others are being decoded."""
    if not _PLACES.acquire(timeout=WAIT):
        raise Refused(503, BUSY, retry_after=int(WAIT))
    try:
        with Decoder() as decoder:
            return decoder.decode(data, longest)
    finally:
        _PLACES.release()


def refusal(code: str) -> Refused:
    """What a person is told of a picture that is not taken."""
    message, hint = _WORDS.get(code, _WORDS["picture_damaged"])
    return Refused(422, Trouble(code, message, hint=hint, safe="Nothing was kept of this file."))


def _pipes(helper: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert helper.stdin is not None  # noqa: S101 - both were asked for
    assert helper.stdout is not None  # noqa: S101
    return helper.stdin, helper.stdout


def _exchange(helper: subprocess.Popen[bytes], data: bytes, longest: int) -> tuple[bool, bytes]:
    requests, answers = _pipes(helper)
    requests.write(REQUEST.pack(len(data), longest) + data)
    requests.flush()
    good, length = ANSWER.unpack(_exactly(answers, ANSWER.size))
    return bool(good), _exactly(answers, length)


def _exactly(source: IO[bytes], length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data
