"""Pictures from elsewhere come through as pixels or not at all, and nothing gets out of the decoder."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from characters import decoding, pictures
from characters.pictures import MOST_BYTES, Decoder, decode
from jobs.errors import Refused
from tests.characters.hostile_pictures import PAYLOAD, SIGNATURE, doubtful, encoded, png, refused, sound


def _chunks(data: bytes) -> list[bytes]:
    names, at = [], len(SIGNATURE)
    while at < len(data):
        names.append(data[at + 4 : at + 8])
        at += 12 + int(struct.unpack(">I", data[at : at + 4])[0])
    return names


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture


def _kept(decoder: Decoder, data: bytes) -> bytes:
    try:
        return decoder.decode(data, 256).png
    except Refused:
        return b""


def test_a_thousand_hostile_pictures_crash_nothing_and_leave_pixels_at_most() -> None:
    dangerous, others = refused(), doubtful()
    assert len(dangerous) + len(others) == 1000
    with Decoder() as decoder:
        helper = decoder._running()
        for name, data in dangerous:
            with pytest.raises(Refused):
                decoder.decode(data, 256)
                pytest.fail(name)
        kept = [(name, made) for name, data in others if (made := _kept(decoder, data))]
        assert decoder._running() is helper, "a picture ended the decoder"
    for name, made in kept:
        assert made.startswith(SIGNATURE), name
        assert set(_chunks(made)) == {b"IHDR", b"IDAT", b"IEND"}, name
        assert PAYLOAD not in made, name
    # Some mutations hit nothing that matters, or there would be no test of what comes through.
    assert 100 < len(kept) < 700


def test_sound_pictures_of_every_kind_come_through() -> None:
    with Decoder() as decoder:
        for name, data in sound().items():
            made = _opened(decoder.decode(data).png)
            assert (made.format, made.mode) == ("PNG", "RGB"), name
            assert decoder.decode(data).size == made.size


def test_it_turns_the_way_up_that_the_camera_noted_and_forgets_the_rest() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in ("PNG", "JPEG", "WEBP"):
        made = _opened(decode(encoded(kind, size=(60, 40), exif=exif)).png)
        assert (made.size, dict(made.getexif()), made.info) == ((40, 60), {}, {})


def test_clear_pixels_lie_on_white_and_16_bits_become_8() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 0, 0, 0)).save(clear, "PNG")
    assert _opened(decode(clear.getvalue()).png).getpixel((3, 3)) == (255, 255, 255)
    grey = io.BytesIO()
    Image.new("I;16", (20, 20), 40_000).save(grey, "PNG")
    assert _opened(decode(grey.getvalue()).png).getpixel((3, 3)) == (156, 156, 156)


def test_it_is_made_smaller_and_never_larger() -> None:
    assert decode(encoded("PNG", size=(400, 100)), 100).size == (100, 25)
    assert decode(encoded("JPEG", size=(50, 40)), 100).size == (50, 40)


def test_too_many_bytes_are_413_before_anything_is_read() -> None:
    with pytest.raises(Refused, match="too large") as refusal:
        decode(bytes(MOST_BYTES + 1))
    assert refusal.value.status == 413


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("not_a_picture", b"<svg/>"),
        ("picture_damaged", encoded("PNG")[:-200]),
        ("too_many_pixels", png(7_000, 6_000, b"")),
        ("too_few_pixels", encoded("PNG", size=(15, 40))),
    ],
)
def test_each_refusal_says_what_and_what_to_do(code: str, data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        decode(data)
    trouble = refusal.value.trouble
    assert (trouble.code, trouble.safe) == (code, "Nothing was kept of this file.")
    assert trouble.hint


def test_one_that_hangs_is_ended_and_the_next_gets_a_new_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    with Decoder() as decoder:
        helper = decoder._running()
        os.kill(helper.pid, signal.SIGSTOP)
        monkeypatch.setattr(pictures, "PATIENCE", 0.2)
        with pytest.raises(Refused, match="damaged"):
            decoder.decode(encoded("PNG"))
        monkeypatch.undo()
        assert decoder.decode(encoded("PNG")).size == (40, 32)
        assert decoder._running() is not helper


def test_only_so_many_are_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAIT", 0.01)
    monkeypatch.setattr(pictures, "_PLACES", threading.BoundedSemaphore(1))
    with pictures._PLACES, pytest.raises(Refused) as refusal:
        decode(encoded("PNG"))
    assert refusal.value.status == 503
    assert decode(encoded("PNG")).size == (40, 32)


ESCAPES = {
    "a file": "open('/etc/passwd')",
    "a new file": "open('/tmp/evil', 'w')",
    "a connection": "socket.socket()",
    "memory": "bytearray(2 << 30)",
    "a longer limit": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)) if os.getuid() else open('/etc/passwd')",
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_the_helper_opens_nothing_and_grows_no_further(escape: str) -> None:
    place = str(Path(decoding.__file__).parent)
    begin = f"import os, resource, socket, sys; sys.path.append({place!r}); import decoding; decoding.give_up_rights()"
    tried = f"{begin}\ntry:\n    {ESCAPES[escape]}\nexcept (OSError, MemoryError, ValueError):\n    sys.exit(7)"
    assert subprocess.run([sys.executable, "-I", "-c", tried], check=False).returncode == 7


def test_the_helper_computes_no_longer_than_it_may() -> None:
    place = str(Path(decoding.__file__).parent)
    begin = f"import sys; sys.path.append({place!r}); import decoding; decoding.COMPUTING = 1; decoding.allow_time()"
    ended = subprocess.run([sys.executable, "-I", "-c", f"{begin}\nwhile True: pass"], check=False)
    assert ended.returncode == -signal.SIGXCPU


def test_the_helper_has_neither_the_product_nor_its_secrets() -> None:
    with Decoder() as decoder:
        decoder.decode(encoded("PNG"))
        process = Path(f"/proc/{decoder._running().pid}")
        assert process.joinpath("environ").read_bytes() == b""
        assert not any(name in process.joinpath("maps").read_text() for name in ("torch", "_sqlite3", "_ssl"))
