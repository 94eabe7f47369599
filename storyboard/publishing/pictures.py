"""Pictures of the book, decoded and written anew: no byte of a picture file gets into the PDF as it was."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from storyboard.publishing.content import PublishingError

_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 40_000_000
_QUALITY = 92  # of 95; with full colour resolution, flat areas and thin lines show no blocks


@dataclass(frozen=True)
class Plate:
    """A picture as JPEG, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def make_plate(path: Path, page: int, pixels: int, paper: str) -> Plate:
    """Read a picture; its longer side will have `pixels` at least and twice that at most. Clear parts become `paper`.

    Small pictures are scaled up here (Lanczos), because readers of PDF differ in how they smooth.

    Raises:
        PublishingError: the file is missing, damaged, too large or not a PNG, JPEG or WebP.
    """
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise PublishingError(f"The picture of page {page} has more than {_MAX_PIXELS:,} pixels.", page)
            image = _flat(opened, paper)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        message = f"The picture of page {page} cannot be read. Draw it again or keep another one."
        raise PublishingError(message, page) from problem
    return _encoded(_scaled(image, pixels))


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
