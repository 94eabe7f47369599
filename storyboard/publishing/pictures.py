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
_MAX_TWICE = 4096  # pixels of a side: four times that area would not fit beside another picture in 400 MB


@dataclass(frozen=True)
class Enlarger:
    """A way to bring a picture to print size.

    Attributes:
        name: as books and preflight call it, so that nobody takes smoothing for detail.
        factor: how many times finer one pass draws than the picture's own detail is; 1 where it only smooths.
        enlarge: picture to a larger one; it need not be of the wished size, Lanczos does the rest.
        mark: changes when the same picture would be enlarged differently.
    """

    name: str
    factor: int
    enlarge: Callable[[Image.Image], Image.Image]
    mark: str = ""

    def passes(self, side: int, wanted: int) -> int:
        """How often a picture goes through it, 0 to 2, before Lanczos brings it to the wished pixels.

        Args:
            side, wanted: pixels of the picture's longer side, as it is and as it is to be at least.
        """
        if self.factor == 1 or side >= wanted:
            return 0
        again = side * self.factor < wanted and side * self.factor**2 <= _MAX_TWICE
        return 2 if again else 1


LANCZOS = Enlarger("smoothing, which adds no detail (Lanczos)", 1, lambda image: image)


def unreadable(page: int, panel: int | None = None) -> PublishingError:
    """The error of a picture file that is missing or damaged."""
    which = f"Picture {panel} of page {page}" if panel else f"The picture of page {page}"
    message = f"{which} cannot be read. Draw it again or keep another one."
    return PublishingError(message, page, panel, "unreadable_picture")


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
                message = f"The picture of page {page} has more than {_MAX_PIXELS:,} pixels."
                raise PublishingError(message, page, code="unreadable_picture")
            return use(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise unreadable(page) from problem


def _flat(image: Image.Image, paper: str) -> Image.Image:
    if not image.has_transparency_data:
        image.load()
        return image if image.mode == "RGB" else image.convert("RGB")  # even into RGB, `convert` makes a copy
    ground = Image.new("RGBA", image.size, paper)
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def reduced(image: Image.Image, pixels: int) -> Image.Image:
    """The longer side with the wished pixels at most."""
    longer = max(image.size)
    return image if longer <= pixels else _resized(image, pixels / longer)


def cut(image: Image.Image, aspect: float) -> Image.Image:
    """The part in the middle that is so many times as wide as it is high."""
    width, height = min(image.width, round(image.height * aspect)), min(image.height, round(image.width / aspect))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + max(1, width), top + max(1, height)))


def scaled(image: Image.Image, pixels: int) -> Image.Image:
    """The longer side with the wished pixels at least and twice that at most.

    Small pictures are enlarged here, because readers of PDF differ in how they smooth.
    """
    longer = max(image.size)
    wished = min(max(longer, pixels), 2 * pixels)
    return image if wished == longer else _resized(image, wished / longer)


def _resized(image: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)
