"""ICC profiles of presses: read with suspicion, because writers bring them from outside."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from storyboard.publishing.content import PublishingError

#: Debian's `libgs-common`. A press has its own profile; this is the plain one, for coated paper.
PRESS_ICC = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
#: Bytes. Profiles of presses have 0.2 to 3 MB.
MAX_ICC = 8 << 20
_CLASSES = {"scnr": "a scanner", "mntr": "a screen", "link": "a link of two devices", "spac": "a colour space"}


@dataclass(frozen=True)
class Press:
    """A press as its ICC profile describes it; `name` is the profile's own."""

    name: str
    icc: bytes

    @property
    def sha256(self) -> str:
        """Of the ICC profile."""
        return hashlib.sha256(self.icc).hexdigest()

    def convert(self, image: Image.Image) -> Image.Image:
        """sRGB to the press's inks (perceptual).

        Raises:
            PublishingError: the profile's tables cannot be used.
        """
        try:
            source, target = ImageCms.createProfile("sRGB"), ImageCms.getOpenProfile(BytesIO(self.icc))
            intent = ImageCms.Intent.PERCEPTUAL
            converted = ImageCms.profileToProfile(image, source, target, intent, "CMYK")
        except (ImageCms.PyCMSError, OSError, ValueError) as problem:
            raise PublishingError(f"The colour profile “{self.name}” cannot turn colours into inks.") from problem
        if converted is None:
            raise PublishingError("A picture could not be converted to printing inks.")
        return converted


def read_press(icc: bytes) -> Press:
    """A press from the bytes of a file: an output profile in CMYK of ICC version 2, as PDF/X-1a takes it.

    Raises:
        PublishingError: it is too large, no ICC profile, of another kind of device, or its tables are damaged.
    """
    if len(icc) > MAX_ICC:
        raise PublishingError(f"The file has more than {MAX_ICC >> 20} MB; colour profiles of presses are smaller.")
    if len(icc) < 128 or icc[36:40] != b"acsp" or struct.unpack_from(">I", icc)[0] != len(icc):
        raise PublishingError("The file is no ICC colour profile, or it is damaged. Ask the print shop for its own.")
    kind, space = (icc[start : start + 4].decode("ascii", "replace") for start in (12, 16))
    if kind != "prtr":
        is_for = _CLASSES.get(kind, "another device")
        raise PublishingError(f"A press needs an output profile in CMYK, and this one is for {is_for}.")
    if space != "CMYK":
        raise PublishingError(f"A press needs an output profile in CMYK, and this one has the colours {space.strip()}.")
    if icc[8] != 2:
        raise PublishingError(
            f"The profile is of ICC version {icc[8]}, and PDF/X-1a takes version 2. Ask the print shop for that one."
        )
    press = Press(_described(icc), icc)
    press.convert(Image.new("RGB", (2, 2), "#804020"))
    return press


def _described(icc: bytes) -> str:
    try:
        found = ImageCms.getProfileDescription(ImageCms.getOpenProfile(BytesIO(icc)))
    except (ImageCms.PyCMSError, OSError, ValueError) as problem:
        raise PublishingError("The colour profile is damaged. Ask the print shop for another copy.") from problem
    return " ".join("".join(char for char in found if char.isprintable()).split())[:100] or "Without a name"


@cache
def plain_press() -> Press | None:
    """The press of books whose writer names none; `None` where Debian's package is missing."""
    return read_press(PRESS_ICC.read_bytes()) if PRESS_ICC.exists() else None
