"""Pictures of the book, decoded: no byte of a picture file gets into the PDF as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PIL import Image

from storyboard.publishing.content import PublishingError

Found = TypeVar("Found")
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True)
class Enlarger:
    """A way to bring a picture to print size.

    Attributes:
        name: as books and preflight call it, so that nobody takes smoothing for detail.
        factor: how many times finer the detail it draws is than the picture's own; 1 where it only smooths.
        enlarge: picture to a larger one; it need not be of the wished size, Lanczos does the rest.
        mark: changes when the same picture would be enlarged differently.
    """

    name: str
    factor: int
    enlarge: Callable[[Image.Image], Image.Image]
    mark: str = ""


LANCZOS = Enlarger("Lanczos resampling (smooths, adds no detail)", 1, lambda image: image)


def pixel_size(path: Path, page: int) -> tuple[int, int]:
    """Width and height from the file's head alone.

    Raises:
        PublishingError: as `read_picture`.
    """
    return _read(path, page, lambda image: image.size)


def read_picture(path: Path, page: int, paper: str) -> Image.Image:
    """A picture in RGB, with `paper` under its clear parts.

    Raises:
        PublishingError: the file is missing, damaged, too large or not a PNG, JPEG or WebP.
    """
    return _read(path, page, lambda opened: _flat(opened, paper))


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


def scaled(image: Image.Image, pixels: int) -> Image.Image:
    """The longer side with the wished pixels at least and twice that at most.

    Small pictures are enlarged here, because readers of PDF differ in how they smooth.
    """
    longer = max(image.size)
    wished = min(max(longer, pixels), 2 * pixels)
    if wished == longer:
        return image
    size = (max(1, round(image.width * wished / longer)), max(1, round(image.height * wished / longer)))
    return image.resize(size, Image.Resampling.LANCZOS)
