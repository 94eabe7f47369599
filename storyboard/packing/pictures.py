"""Pictures out of a pack: decoded and written anew, so that nothing of a stranger's file is kept but what is seen."""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path

from PIL import Image

from storyboard.packing.archive import PackDamaged

_MODES = ("RGB", "RGBA")


def rewrite(source: Path, target: Path, most: int) -> int:
    """Decode a PNG and write it to `target` without anything beside its pixels; returns how many there are.

    Runs in a worker's child, which may be killed without harm.

    Args:
        most: pixels of a picture, known from its head before it is decoded.

    Raises:
        PackDamaged: no PNG, one of many frames, too large, or damaged.
    """
    try:
        with warnings.catch_warnings(), Image.open(source, formats=("PNG",)) as opened:
            warnings.simplefilter("error")
            if opened.width * opened.height > most or getattr(opened, "n_frames", 1) > 1:
                raise PackDamaged(f"A picture in it has more than {most:,} pixels, or moves.")
            image = opened if opened.mode in _MODES else opened.convert("RGBA" if _clear(opened) else "RGB")
            image.load()
            image.info.clear()
            image.save(target, format="PNG")
            return image.width * image.height
    except (OSError, ValueError, SyntaxError, MemoryError, zlib.error, struct.error, Warning,
            Image.DecompressionBombError) as error:  # fmt: skip
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's fault, not the picture's
        raise PackDamaged("A picture in it is damaged or no PNG.") from error


def _clear(image: Image.Image) -> bool:
    return image.has_transparency_data
