"""Pictures of the book, decoded and written anew: no byte of a picture file gets into the PDF as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from PIL import Image

from storyboard.publishing.content import PublishingError

Found = TypeVar("Found")
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 40_000_000
_QUALITY = 92  # of 95; with full colour resolution, flat areas and thin lines show no blocks


@dataclass(frozen=True)
class Plate:
    """A picture as JPEG, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Enlarger:
    """A way to bring a picture to print size.

    Attributes:
        name: as books and preflight call it, so that nobody takes smoothing for detail.
        factor: how many times finer the detail it draws is than the picture's own; 1 where it only smooths.
        enlarge: picture to a larger one; it need not be of the wished size, Lanczos does the rest.
    """

    name: str
    factor: int
    enlarge: Callable[[Image.Image], Image.Image]


LANCZOS = Enlarger("Lanczos resampling (smooths, adds no detail)", 1, lambda image: image)


@dataclass(frozen=True)
class PlateOrder:
    """How a picture is wanted: pixels of its longer side at least, what is under clear parts, and in which colours."""

    pixels: int
    paper: str
    enlarger: Enlarger = LANCZOS
    convert: Callable[[Image.Image], Image.Image] | None = None


def pixel_size(path: Path, page: int) -> tuple[int, int]:
    """Width and height from the file's head alone.

    Raises:
        PublishingError: as `make_plate`.
    """
    return _read(path, page, lambda image: image.size)


def make_plate(path: Path, page: int, order: PlateOrder) -> Plate:
    """Read a picture; its longer side will have the wished pixels at least and twice that at most.

    Small pictures are enlarged here, because readers of PDF differ in how they smooth.

    Raises:
        PublishingError: the file is missing, damaged, too large or not a PNG, JPEG or WebP.
    """
    image = _read(path, page, lambda opened: _flat(opened, order.paper))
    if max(image.size) < order.pixels:
        image = order.enlarger.enlarge(image)
    scaled = _scaled(image, order.pixels)
    return _encoded(order.convert(scaled) if order.convert else scaled)


def _read(path: Path, page: int, use: Callable[[Image.Image], Found]) -> Found:
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise PublishingError(f"The picture of page {page} has more than {_MAX_PIXELS:,} pixels.", page)
            return use(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        message = f"The picture of page {page} cannot be read. Draw it again or keep another one."
        raise PublishingError(message, page) from problem


def _flat(image: Image.Image, paper: str) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, paper)
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def _scaled(image: Image.Image, pixels: int) -> Image.Image:
    longer = max(image.size)
    wished = min(max(longer, pixels), 2 * pixels)
    if wished == longer:
        return image
    size = (max(1, round(image.width * wished / longer)), max(1, round(image.height * wished / longer)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _encoded(image: Image.Image) -> Plate:
    buffer = BytesIO()
    image.info.clear()  # comments and profiles of the source would be written again
    image.save(buffer, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return Plate(buffer.getvalue(), image.width, image.height)
