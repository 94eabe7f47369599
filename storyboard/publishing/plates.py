"""Pictures at print size, kept in a folder: a book that is made again finds there what was made before."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from PIL import Image

from storyboard.publishing.content import PublishingError
from storyboard.publishing.pictures import LANCZOS, Enlarger, cut, read_picture, reduced, scaled, unreadable

_QUALITY = 92  # of 95; with full colour resolution, flat areas and thin lines show no blocks
_LIFE, _GRACE = 30 * 24 * 3600, 24 * 3600  # seconds
# Pillow lets go of Python's lock while it scales, converts and encodes. Each thread holds a picture of 50 to 100 MB.
_THREADS = 2
_RECIPE = f"3 {_QUALITY} 4:4:4"  # what is made anew when plates are made differently


@dataclass(frozen=True)
class Plate:
    """A picture as JPEG in a file, with its size in pixels and the number of its colours."""

    file: Path
    width: int
    height: int
    inks: int


@dataclass(frozen=True)
class Conversion:
    """A way into other colours; the name tells it from every other way."""

    name: str
    convert: Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class PlateOrder:
    """How a picture is wanted: pixels of its longer side at least, what is under clear parts, and in which colours.

    Attributes:
        aspect: width by height of the part in its middle that is wanted; `None` for all of it.
    """

    pixels: int
    paper: str
    enlarger: Enlarger = LANCZOS
    conversion: Conversion | None = None
    aspect: float | None = None


class Shelf:
    """A folder of finished pictures. Names begin with the sha256 of the picture file that they were made from.

    Nothing on it is ever half written, and every use renews a file's date: what is old is not needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._enlarging = Lock()  # a model takes all cores, and what it draws may be of 4,096 pixels
        self._wide = Lock()  # two pictures over two pages in the making would take 100 MB more
        folder.mkdir(parents=True, exist_ok=True)

    def plates(self, wanted: Iterable[tuple[Path, int, PlateOrder]], begin: Callable[[int], None]) -> Iterator[Plate]:
        """The pictures in their order, two of them in the making at a time; bytes do not depend on that.

        Args:
            wanted: what `plate` takes, for each.
            begin: told the place of each picture, from 0, before it is made; may raise, and no further one is begun.

        Raises:
            PublishingError: a picture cannot be read; of several, the first.
        """
        with ThreadPoolExecutor(_THREADS) as threads:
            begun: deque[Future[Plate]] = deque()
            for index, each in enumerate(wanted):
                begin(index)
                begun.append(threads.submit(self.plate, *each))
                if len(begun) == _THREADS:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()

    def plate(self, path: Path, page: int, order: PlateOrder) -> Plate:
        """The picture as it is wanted, taken from the shelf or made.

        Raises:
            PublishingError: the picture cannot be read.
        """
        colours = order.conversion.name if order.conversion else "sRGB"
        part = (order.aspect,) if order.aspect else ()
        how = (_RECIPE, order.pixels, order.paper, order.enlarger.name, order.enlarger.mark, colours, *part)
        file = self._folder / f"{_source(path, page)}-{_key(how)}.jpg"
        found = _plate(file)
        with suppress(FileNotFoundError):  # cleared away just now
            os.utime(file)
            if found is not None:
                return found
        with self._wide if order.aspect else nullcontext():
            made = self._made(path, page, order)
            self._keep(file, lambda target: _encode(made, target))
        return Plate(file, made.width, made.height, len(made.getbands()))

    def _made(self, path: Path, page: int, order: PlateOrder) -> Image.Image:
        image = scaled(self._shown(path, page, order), order.pixels)
        return order.conversion.convert(image) if order.conversion else image

    def _shown(self, path: Path, page: int, order: PlateOrder) -> Image.Image:
        whole = self._enlarged(path, page, order)
        return cut(whole, order.aspect) if order.aspect else whole

    def _enlarged(self, path: Path, page: int, order: PlateOrder) -> Image.Image:
        """Drawing detail takes seconds for each pass, so that its result is kept for all destinations."""
        image = read_picture(path, page, order.paper)
        passes = order.enlarger.passes(max(image.size), order.pixels)
        if not passes:
            return image
        with self._enlarging:
            for _ in range(passes):
                image = self._pass(image, path, page, order)
            return reduced(image, order.pixels)

    def _pass(self, image: Image.Image, path: Path, page: int, order: PlateOrder) -> Image.Image:
        seen = hashlib.sha256(image.tobytes()).hexdigest()
        file = self._folder / f"{_source(path, page)}-{_key((seen, order.enlarger.name, order.enlarger.mark))}.png"
        try:
            kept = read_picture(file, page, order.paper)
            os.utime(file)
        except (PublishingError, FileNotFoundError):
            kept = order.enlarger.enlarge(image)
            self._keep(file, lambda target: kept.save(target, "PNG", compress_level=1))
        return kept

    def _keep(self, file: Path, write: Callable[[Path], None]) -> None:
        handle, name = tempfile.mkstemp(prefix=".new-", suffix=file.suffix, dir=self._folder)
        os.close(handle)
        fresh = Path(name)
        try:
            write(fresh)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


def sweep(folder: Path, needed: Collection[str]) -> int:
    """Clear a shelf of what was not used for a month, and of what was not used for a day and will not be.

    Args:
        needed: sha256 of the picture files that books are made of now.

    Returns:
        Bytes that were freed.
    """
    freed, now = 0, time.time()
    for path in folder.glob("*") if folder.is_dir() else ():
        try:
            found = path.stat()
        except FileNotFoundError:  # another export has just finished with it
            continue
        if now - found.st_mtime > (_LIFE if path.name[:64] in needed else _GRACE):
            path.unlink(missing_ok=True)
            freed += found.st_size
    return freed


def _source(path: Path, page: int) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise unreadable(page) from problem


def _key(how: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(how).encode()).hexdigest()[:16]


def _plate(file: Path) -> Plate | None:
    """What is on the shelf; `None` for nothing, or for a file that somebody damaged."""
    try:
        with Image.open(file, formats=("JPEG",)) as opened:
            return Plate(file, opened.width, opened.height, len(opened.getbands()))
    except (OSError, ValueError, SyntaxError):
        return None


def _encode(image: Image.Image, target: Path) -> None:
    image.info.clear()  # comments and profiles of the source would be written again
    try:
        # Tables made for the picture save 11 to 40 %, but need it whole in memory once more, and twice as large: not
        # worth it for a press, whose pictures have four inks and whose files are sent once.
        image.save(target, "JPEG", quality=_QUALITY, subsampling=0, optimize=image.mode != "CMYK")
    except OSError:
        image.save(target, "JPEG", quality=_QUALITY, subsampling=0)
