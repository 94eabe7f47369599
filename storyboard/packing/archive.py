"""The zip around a pack. What is written is the same for the same content; what is read may come from anybody."""

from __future__ import annotations

import errno
import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BLOCK = 1 << 20
#: the one entry with the rows; all others are the files that it names
CONTENTS = "contents.json"
_FILE = re.compile(r"(?:pictures/[0-9a-f]{64}\.png|cards/[0-9a-f]{64}\.card|profiles/[0-9a-f]{64}\.icc)")
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: Entries may say how they were deflated, that sizes stand behind the data, and that their name is UTF-8 (4.4.4).
_FLAGS = 0x0002 | 0x0004 | 0x0008 | 0x0800
#: End of central directory record and ZIP64 locator (PKWARE APPNOTE 6.3.10, 4.3.16 and 4.3.15)
_END, _END_MARK, _LOCATOR, _LOCATOR_MARK = struct.Struct("<4s4H2LH"), b"PK\x05\x06", 20, b"PK\x06\x07"
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, RuntimeError, IndexError,
)  # fmt: skip

#: Called with files done, files in all, and what is being done.
Report = Callable[[int, int, str], None]


class PackDamaged(Exception):
    """The file is no pack, or one that must not be opened; the text says why, for the person who brought it."""


@dataclass(frozen=True)
class Limits:
    """How large a pack may be that is opened.

    Attributes:
        upload: bytes of the file itself.
        files: entries.
        unpacked: bytes of all entries together, counted while they are read.
        contents: bytes of the entry with the rows.
        file: bytes of any other entry.
        pixels: of all pictures together.
    """

    upload: int
    files: int
    unpacked: int
    contents: int
    file: int
    pixels: int

    @property
    def directory(self) -> int:
        """Bytes of the central directory: names and fields of so many entries, and nothing else."""
        return self.files * 200


def write(path: Path, contents: bytes, files: Mapping[str, Path], report: Report) -> None:
    """Write a pack block by block. Same contents and files give the same bytes: no clock, no system, no packing.

    Args:
        files: name in the pack -> where it lies.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as pack:
        with _entry(pack, CONTENTS) as entry:
            entry.write(contents)
        for done, (name, source) in enumerate(sorted(files.items()), start=1):
            with _entry(pack, name) as entry, source.open("rb") as file:
                while block := file.read(BLOCK):
                    entry.write(block)
            report(done, len(files), "Packing")


@contextmanager
def _entry(pack: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system, info.external_attr = 3, _MODE
    with pack.open(info, "w") as entry:
        yield entry


class Pack:
    """A pack that was brought by somebody. Its directory is checked before anything of it is read.

    Raises:
        PackDamaged: from every method; nothing was written then but the target of `extract`.
    """

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._limits, self._left = limits, limits.unpacked
        _check_end(file, limits)
        with _reading():
            self._zip = zipfile.ZipFile(file)
        self._entries = _checked(self._zip.infolist())

    @property
    def names(self) -> frozenset[str]:
        """All entries but the one with the rows."""
        return frozenset(self._entries) - {CONTENTS}

    def contents(self) -> bytes:
        """The entry with the rows."""
        return b"".join(self._blocks(CONTENTS, self._limits.contents))

    def extract(self, name: str, target: Path) -> None:
        """Write an entry to `target`, which the caller names, once its content is what its name says."""
        found = hashlib.sha256()
        with target.open("wb") as file:
            for block in self._blocks(name, self._limits.file):
                found.update(block)
                file.write(block)
        if found.hexdigest() != Path(name).stem:
            raise PackDamaged(f"{name} does not hold what its name says.")

    def _blocks(self, name: str, limit: int) -> Iterator[bytes]:
        """The bytes of an entry. They are counted as they come: what the file says about sizes proves nothing."""
        count = 0
        with _reading():
            entry = self._zip.open(self._entries[name])
        with entry:
            while block := self._block(entry):
                count, self._left = count + len(block), self._left - len(block)
                if count > limit or self._left < 0:
                    raise PackDamaged(f"{name} is larger than a pack may hold.")
                yield block
        if count != self._entries[name].file_size:
            raise PackDamaged(f"{name} was cut short.")

    @staticmethod
    def _block(entry: IO[bytes]) -> bytes:
        with _reading():
            return entry.read(BLOCK)


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever the zip reader says about damage, in one word."""
    try:
        yield
    except _UNREADABLE as error:
        raise PackDamaged(f"It cannot be read as a zip file ({error}).") from error
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):
            raise  # the disk's fault, not the file's
        raise PackDamaged("It cannot be read as a zip file (an address outside of it).") from error


def _check_end(file: IO[bytes], limits: Limits) -> None:
    """See that the directory is small, and that it and the end of the file are all there is behind the entries.

    Python's reader takes the directory into memory whole, and also looks for one behind other files' bytes.
    """
    size = file.seek(0, 2)
    if size < _END.size or size > limits.upload:
        raise PackDamaged("It is empty or larger than a pack may be.")
    file.seek(max(0, size - _END.size - _LOCATOR))
    tail = file.read()
    mark, disk, first_disk, here, count, length, start, comment = _END.unpack(tail[-_END.size :])
    if mark != _END_MARK or tail.startswith(_LOCATOR_MARK) or (disk, first_disk, comment) != (0, 0, 0):
        raise PackDamaged("It is not a file that Storyboard saved, or it was cut short.")
    if count != here or count > limits.files or length > limits.directory:
        raise PackDamaged("It holds more files than a pack may.")
    if start + length + _END.size != size:
        raise PackDamaged("It holds something beside its files.")


def _checked(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, each of which is one that a pack has: no folders, links or ways out among them."""
    named: dict[str, zipfile.ZipInfo] = {}
    for each in entries:
        name = each.orig_filename
        if name != CONTENTS and not _FILE.fullmatch(name):
            raise PackDamaged(f"It holds a file that no pack has: {name[:80]!r}.")
        if name in named:
            raise PackDamaged(f"It holds {name} twice.")
        if each.flag_bits & ~_FLAGS or each.compress_type not in _METHODS:
            raise PackDamaged(f"{name} is encrypted or packed in an unknown way.")
        if each.volume or (each.compress_type == zipfile.ZIP_STORED and each.compress_size != each.file_size):
            raise PackDamaged(f"{name} is said to be of another size, or elsewhere.")
        if stat.S_IFMT(each.external_attr >> 16) not in (0, stat.S_IFREG):
            raise PackDamaged(f"{name} is a link or no plain file.")
        named[name] = each
    if CONTENTS not in named:
        raise PackDamaged("It is a zip file, but not one that Storyboard saved.")
    return named
